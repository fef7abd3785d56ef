"""The commands of README and docs: all exist, and those to try by hand work as written."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cli.catalogue import COMMANDS

ROOT = Path(__file__).parent.parent.parent
CAMPAIGN = Path(sys.executable).parent / "campaign"
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def console_lines(text: str) -> list[str]:
    """Find what a reader is told to type."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return re.findall(r"^\$ (.+)$", "\n".join(blocks), re.MULTILINE)


def test_every_campaign_command_named_in_the_docs_exists() -> None:
    named = {
        word
        for page in PAGES
        for word in re.findall(r"`campaign ([a-z]+)", page.read_text())
        + [line.split()[1] for line in console_lines(page.read_text()) if "campaign " in line[:9]]
    }

    assert named <= set(COMMANDS), named - set(COMMANDS)


def test_every_make_target_named_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = {t for page in PAGES for t in re.findall(r"(?:`|\$ )make ([a-z]+)", page.read_text())}

    assert named <= targets, named - targets


def test_every_link_in_the_docs_leads_to_a_file() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text())
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_every_test_named_in_the_docs_exists() -> None:
    page, file, missing = (ROOT / "docs" / "kept.md").read_text(), "", []
    for named, test in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", page):
        file = named or file
        if file and test and f"def {test}(" not in (ROOT / file).read_text():
            missing.append(f"{file}::{test}")

    assert file
    assert missing == []


@pytest.mark.e2e
def test_the_commands_to_try_by_hand_work_as_written(machine: Path) -> None:
    section = (ROOT / "README.md").read_text().split("## Try it by hand")[1].split("\n## ")[0]
    lines = [line for line in console_lines(section) if line != "campaign dev"]
    assert len(lines) >= 7

    for line in lines:
        words = shlex.split(line.replace("--rehearsal 60s", "--rehearsal 14s"))
        done = subprocess.run(
            [CAMPAIGN, *words[1:]],
            cwd=machine,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout, line
