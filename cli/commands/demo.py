"""`campaign demo`: a campaign of two rounds on this machine, from plan to report."""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.errors import Refusal
from cli.terminal import results, talk
from models.plurals import counted

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowHandle

    from models.campaign import CampaignReport, StartCampaign
    from workers.embedded.machine import Machine

EXAMPLE = "campaign demo"
PLAN = Path(__file__).parents[2] / "examples" / "two_ready_rounds.toml"
LOOK_EVERY = 0.5  # seconds


def command(
    rehearsal: str = typer.Option("20s", help="How long before its launch a round begins."),
    keep: bool = typer.Option(False, "--keep", help="Keep the servers running until Ctrl-C."),
) -> None:
    """Run a two-round campaign on this machine, from plan to report.

    Everything is real except the providers, which the sandbox stands in for: PostgreSQL, Temporal,
    the worker, every stage and message. Nothing is kept afterwards.
    """
    asyncio.run(demo(rehearsal, keep=keep))


async def demo(span: str, *, keep: bool) -> None:
    """Start the machine, rehearse the example, and show how it ended.

    Raises Refusal when a round did not complete, or was not sent exactly once.
    """
    from cli.commands.start import begin  # noqa: PLC0415
    from cli.rehearsal import rehearse  # noqa: PLC0415 - heavy, and only needed here
    from models.campaign import StartCampaign  # noqa: PLC0415
    from models.plan import read_plan  # noqa: PLC0415
    from workers.connection import connect  # noqa: PLC0415
    from workers.embedded.machine import start_machine  # noqa: PLC0415
    from workers.embedded.state import StateDirectory  # noqa: PLC0415
    from workers.logs import configure  # noqa: PLC0415
    from workers.settings import LogFormat, Settings, read_settings  # noqa: PLC0415
    from workers.worker import asked_to_stop, working  # noqa: PLC0415

    console, began = talk(), time.monotonic()
    configure("ERROR", LogFormat.CONSOLE)
    plan = read_plan(PLAN)
    console.print("starting PostgreSQL, Temporal, the sandbox and a worker ...")
    with tempfile.TemporaryDirectory(prefix="campaign-demo-", ignore_cleanup_errors=True) as folder:
        async with start_machine(StateDirectory(Path(folder))) as machine:
            settings = read_settings(Settings, machine.variables)
            client = await connect(machine.temporal.address)
            async with working(client, settings):
                for line in machine.addresses[:2]:
                    console.print(line)
                rounds, policy = rehearse(plan, span, datetime.now(UTC))
                asked = StartCampaign.of(plan, rounds, policy, by="demo")
                handle = await begin(client, asked)
                report = await follow(client, machine, handle, asked)
                sends = (await sandbox_state(machine))["sends"]
                show_end(report, sends, time.monotonic() - began)
                if keep:
                    console.print("\nthe servers run until Ctrl-C")
                    await asked_to_stop().wait()
    check(report, sends)


async def follow(
    client: "Client",
    machine: "Machine",
    handle: "WorkflowHandle[Any, CampaignReport]",  # Any: the workflow's class is not needed
    asked: "StartCampaign",
) -> "CampaignReport":
    """Show stages, Slack messages and progress until the campaign is over."""
    from rich.console import Group  # noqa: PLC0415
    from rich.live import Live  # noqa: PLC0415
    from rich.progress_bar import ProgressBar  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from cli.asking import ask_all  # noqa: PLC0415
    from cli.pages.board import Board, stages_of  # noqa: PLC0415

    board, bar, shown = Board(), ProgressBar(width=60), 0
    over = asyncio.ensure_future(handle.result())
    ids = [one.id for one in asked.rounds]
    with Live(Group(Text(), board, bar), console=results(), refresh_per_second=4) as live:
        while True:
            ended = over.done()
            board.update((await ask_all(client, ids))[0])
            states = [view.state for view in board.views]
            done = sum(len(state.stages) for state in states)
            total = sum(len(stages_of(state)) for state in states)
            bar.update(completed=done, total=max(total, 1))
            messages = (await sandbox_state(machine))["slack"]["channels"][0]["messages"]
            for message in messages[shown:]:
                live.console.print(line_of(message))
            shown = len(messages)
            if ended:
                return await over
            await asyncio.wait([over], timeout=LOOK_EVERY)


async def sandbox_state(machine: "Machine") -> dict[str, Any]:  # Any: JSON
    """Ask the sandbox for everything that it has seen."""
    import httpx  # noqa: PLC0415

    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{machine.sandbox.url}/control/state?requests=0")
    state: dict[str, Any] = answer.raise_for_status().json()
    return state


def line_of(message: dict[str, Any]) -> str:  # Any: JSON
    """Write one Slack message as one line."""
    at = time.strftime("%H:%M:%S", time.gmtime(float(message["ts"])))
    return f"{at}  #campaign-traction  {message['text']}"


def show_end(report: "CampaignReport", sends: list[dict[str, Any]], seconds: float) -> None:
    """Show the rounds side by side, and say what was proven."""
    from cli.pages.comparison import comparison_table  # noqa: PLC0415

    console = results()
    if report.comparison is not None:
        console.print()
        console.print(comparison_table(report.comparison))
    console.print(
        f"\n{report.name}: {report.outcome}; the sandbox counted {counted(len(sends), 'send')} "
        f"for {counted(len(report.rounds), 'round')}. It took {seconds:.0f} s."
    )
    console.print("Next: `campaign dev`, then `campaign start examples/two_ready_rounds.toml`.")


def check(report: "CampaignReport", sends: list[dict[str, Any]]) -> None:
    """Refuse to call it a success unless every round completed and was sent exactly once."""
    from models.round import Status  # noqa: PLC0415

    wrong = [one for one in report.rounds if one.status is not Status.COMPLETED]
    if wrong:
        raise Refusal(f"round {wrong[0].number} ended {wrong[0].status}: {wrong[0].reason}")
    if len(sends) != len(report.rounds):
        counts = f"{counted(len(report.rounds), 'round')}, but {counted(len(sends), 'send')}"
        raise Refusal(f"{counts}; this is a bug")
