"""Two campaigns with the same draft, list and second, as somebody who renames a plan makes them."""

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

CAMPAIGN = Path(sys.executable).parent / "campaign"
PLAN = """
[campaign]
name = "{name}"
sender_name = "Ada at Example"
sender_email = "news@example.com"
subject = "The autumn digest"

[[rounds]]
launch = "2099-01-01T09:15"
list_id = 7001
draft_id = {draft}
expected_recipients = 1000
"""


def start(
    folder: Path, name: str, *, draft: int = 501, span: str = "14s"
) -> "subprocess.Popen[str]":
    plan = folder / f"{name}.toml"
    plan.write_text(PLAN.format(name=name, draft=draft))
    return subprocess.Popen(
        [CAMPAIGN, "start", plan, "--rehearsal", span, "--yes"],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )


def errors_of(process: "subprocess.Popen[str]") -> str:
    return process.communicate(timeout=60)[1]


def call(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [CAMPAIGN, *words], cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def checks_of(folder: Path, slug: str) -> dict[str, dict[str, str]]:
    """Wait for the checklist of a campaign's round."""
    for _ in range(60):
        view = json.loads(call(folder, "show", f"{slug}/1", "--json"))["view"]
        if view["state"]["checklist"] is not None:
            return {check["name"]: check for check in view["state"]["checklist"]["checks"]}
        time.sleep(0.3)
    raise AssertionError(f"{slug} was never checked")


def sends(folder: Path) -> list[int]:
    """Ask the sandbox what it mailed."""
    lines = (folder / ".campaign" / "env").read_text().splitlines()
    (url,) = (line.partition("=")[2] for line in lines if line.startswith("MAILJET_BASE_URL"))
    address = f"{url.removesuffix('/mailjet')}/control/state?requests=0"
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own sandbox
        return [send["draft_id"] for send in json.load(answer)["sends"]]


@pytest.mark.e2e
def test_one_draft_in_two_campaigns_is_mailed_once(machine: Path) -> None:
    started = {name: start(machine, name) for name in ("digest", "digest-corrected")}
    neighbour = start(machine, "neighbour", draft=502, span="45s")  # to the same list
    said = {name: errors_of(process) for name, process in started.items()}
    assert errors_of(neighbour).startswith("Started neighbour")

    (winner,) = (name for name, process in started.items() if process.returncode == 0)
    (loser,) = set(started) - {winner}
    assert started[loser].returncode == 1
    assert f"draft 501 belongs to round {winner}/1, which is " in said[loser]
    assert said[loser].endswith("abort that round, or plan another draft\n")
    assert said[loser].count("\n") == 1

    assert checks_of(machine, winner)["list quiet"]["verdict"] == "pass"
    call(machine, "watch", winner)
    warning = checks_of(machine, "neighbour")["list quiet"]
    assert warning["verdict"] == "warn"
    assert f"also mailed by round {winner}/1" in warning["seen"]
    assert sends(machine) == [501]
    again = errors_of(start(machine, loser))
    assert f"draft 501 belongs to round {winner}/1, which was sent " in again
