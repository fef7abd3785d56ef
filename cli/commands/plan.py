"""`campaign plan`: what a plan would do, before anything is done."""

from pathlib import Path

import typer
from rich.table import Table

from cli.pages.times import in_utc, in_zone
from cli.pages.timetable import print_timetable, print_warnings, rounds_json
from cli.terminal import results, write_json
from models.audience import ExpectedRound, expected_rounds
from models.plan import Plan, read_plan
from models.plan_warnings import warnings_of

EXAMPLE = "campaign plan examples/two_ready_rounds.toml"


def command(
    file: Path = typer.Argument(help="The plan, a TOML file."),
    as_json: bool = typer.Option(False, "--json", help="Write JSON."),
) -> None:
    """Validate a plan and show every round's timeline; changes nothing."""
    plan = read_plan(file)
    rounds, expected = plan.planned_rounds(), expected_rounds(plan)
    print_warnings(plan)
    if as_json:
        listed = rounds_json(plan, rounds, plan.lifecycle)
        listed += [{"id": str(plan.round_id(e.number)), **e.model_dump(mode="json")}
                   for e in expected]  # fmt: skip
        write_json(
            {
                "slug": plan.slug,
                "warnings": list(warnings_of(plan)),
                "campaign": plan.campaign.model_dump(mode="json"),
                "lifecycle": plan.lifecycle.model_dump(mode="json"),
                "rounds": listed,
            }
        )
        return
    console = results()
    print_timetable(console, plan, rounds, plan.lifecycle)
    if expected:
        console.print(_expectations(plan, expected))
        console.print("As far as the plan tells; the length of the source list decides the rest.")


def _expectations(plan: Plan, expected: tuple[ExpectedRound, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("round", "recipients", "launch (UTC)", plan.zone.key):
        table.add_column(heading, header_style="bold")
    for one in expected:
        size = one.expected_recipients
        table.add_row(
            str(plan.round_id(one.number)),
            size if isinstance(size, str) else f"{size:,}",
            in_utc(one.launch),
            in_zone(one.launch, plan.zone),
        )
    return table
