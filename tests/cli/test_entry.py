"""The installed command as a process: exit status, one line, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BIN, SANDBOX, Command, WritePlan

AHEAD = "2027-05-01T09:15"


async def refused(process: Command, *arguments: object, status: int = 1) -> str:
    """Expect one line on stderr, and nothing else."""
    said = await process(*arguments)
    assert said.status == status, said
    assert said.out == ""
    assert said.err.startswith("campaign: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    return said.err


PLANS = {
    "an unknown key": ((AHEAD,), {"campaign": 'sender = "x"'}, "unknown key 'sender'"),
    "a skipped local time": (
        ("2027-03-28T02:30",), {"zone": "Europe/Berlin"}, "clock change skips it"),
    "a doubled local time": (("2026-10-25T02:30",), {"zone": "Europe/Berlin"}, "occurs twice"),
    "no time zone": ((AHEAD,), {"zone": "Mars/Base"}, "no IANA time zone"),
    "two rounds on one list": (
        (AHEAD,),
        {"text": f'[[rounds]]\nlaunch = "{AHEAD}"\nlist_id = 7001\ndraft_id = 9\n'
                 "expected_recipients = 5"},
        "two rounds share list_id 7001"),
    "two rounds on one draft": (
        (AHEAD,),
        {"text": f'[[rounds]]\nlaunch = "{AHEAD}"\nlist_id = 9\ndraft_id = 501\n'
                 "expected_recipients = 5"},
        "two rounds share draft_id 501"),
    "a launch as the product prints it": (
        (AHEAD,), {"text": "[lifecycle]\npreflight_at = 06:00"},
        'line 15: write preflight_at = "06:00" in quotes'),
    "a count as the product prints it": (
        (AHEAD,), {"text": "[audience]\nbatch_size = 1,000"},
        "line 15: write batch_size = 1000 without the comma"),
    "a slug that is none": (
        (AHEAD,), {"campaign": 'slug = "Spring Launch"'}, 'as in "spring-launch"'),
    "a name without letters": ((AHEAD,), {"name": "🎉"}, 'give it one: slug = "spring-launch"'),
    "no TOML": ((AHEAD,), {"text": "= ="}, "not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANS)
async def test_a_wrong_plan_is_refused_in_one_line(
    case: str, process: Command, write_plan: WritePlan
) -> None:
    launches, changes, words = PLANS[case]

    said = await refused(process, "plan", write_plan(*launches, **changes))

    assert words in said


async def test_a_launch_in_the_past_can_be_looked_at_and_not_started(
    process: Command, write_plan: WritePlan
) -> None:
    file = write_plan("2020-05-01T09:15")

    assert (await process("plan", file)).status == 0
    assert "is past" in await refused(process, "start", file, "--yes")


async def test_files_that_are_no_plans(process: Command, tmp_path: Path) -> None:
    binary = tmp_path / "picture.png"
    binary.write_bytes(bytes(range(256)))

    assert "no such file" in await refused(process, "plan", "nowhere.toml")
    assert "not UTF-8" in await refused(process, "plan", binary)
    assert "is a directory" in await refused(process, "plan", tmp_path)


async def test_an_audience_cannot_be_started_yet(process: Command) -> None:
    example = Path(__file__).parent.parent.parent / "examples" / "spring_launch.toml"

    said = await refused(process, "start", example, "--yes")

    assert "splitting a source list is not built yet; give [[rounds]]" in said


async def test_without_a_server_every_command_says_where_it_looked(
    process: Command, write_plan: WritePlan
) -> None:
    for words in (["list"], ["show", "a/1"], ["start", write_plan(AHEAD), "--yes"]):
        said = await refused(process, *words)
        assert "no Temporal server answers at 127.0.0.1:1" in said


async def test_without_a_database(process: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "DATABASE_URL: is not set" in await refused(process, "setup")
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:s3cret@127.0.0.1:1/campaigns")

    said = await refused(process, "setup")

    assert "127.0.0.1" in said
    assert "s3cret" not in said


async def test_a_rehearsal_keeps_to_this_machine(
    process: Command, write_plan: WritePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_plan("2020-05-01T09:15")
    assert "at least 10s" in await refused(process, "start", file, "--rehearsal", "5s", "--yes")
    assert "not a duration" in await refused(process, "start", file, "--rehearsal", "x", "--yes")
    for name, value in SANDBOX.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MAILJET_BASE_URL", "https://api.mailjet.com")

    said = await refused(process, "start", file, "--rehearsal", "30s", "--yes")

    assert "MAILJET_BASE_URL does not point to it" in said


async def test_health_tells_each_dependency_apart_and_fails(
    process: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SANDBOX.items():
        monkeypatch.setenv(name, value)

    said = await process("health")

    assert said.status == 1
    assert said.out.count("NO") == 5
    assert said.err == ""
    assert "Traceback" not in said.out


async def test_wrong_command_lines_are_usage_errors(process: Command) -> None:
    assert "No such command 'strat'" in await refused(process, "strat", status=2)
    assert "Missing argument" in await refused(process, "start", status=2)
    assert "--nope" in await refused(process, "list", "--nope", status=2)
    assert "is no status" in await refused(process, "list", "--status", "gone", status=2)
    assert "names no round" in await refused(process, "approve", "spring")


async def test_debug_shows_where(process: Command) -> None:
    said = await process("plan", "nowhere.toml", "--debug")

    assert said.status == 1
    assert "Traceback" in said.err
    assert said.err.splitlines()[-1].startswith("campaign: nowhere.toml")


def test_output_that_nobody_reads_is_no_crash(
    surroundings: None,  # noqa: ARG001
    write_plan: WritePlan,
) -> None:
    file = write_plan(*[f"2027-05-{day:02}T09:15" for day in range(1, 29)])
    ended = shell(f"{BIN / 'campaign'} plan {file} | head -1")

    assert ended.stderr == ""
    assert ended.stdout.startswith("Test")


HEAVY = ("sqlalchemy", "httpx", "google.genai", "slack_sdk", "matplotlib", "alembic")


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        ("--help", (*HEAVY, "temporalio", "pydantic", "rich")),
        ("plan --help", (*HEAVY, "temporalio")),
        ("list --json", (*HEAVY, "workflows", "activities", "models.round")),
    ],
)
def test_heavy_modules_are_imported_only_where_used(
    arguments: str,
    unwanted: tuple[str, ...],
    surroundings: None,  # noqa: ARG001
) -> None:
    program = (
        f"import sys; from cli.main import run; run({arguments.split()!r}); print(*sys.modules)"
    )

    ended = shell(f'{sys.executable} -c "{program}"')

    imported = set(ended.stdout.splitlines()[-1].split())
    assert "cli.main" in imported
    assert not imported & set(unwanted)


def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(line, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 - a pipe
