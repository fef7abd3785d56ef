"""The `campaign` command."""

import os
import sys
import traceback
from importlib.metadata import version

import typer

from cli.catalogue import Catalogue
from cli.errors import INTERRUPTED, explain
from models.text import clean

app = typer.Typer(
    cls=Catalogue,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Example: campaign plan examples/two_ready_rounds.toml",
)


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"campaign {version('campaign-lifecycle')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def campaign(
    ctx: typer.Context,
    _debug: bool = typer.Option(False, "--debug", help="Show where an error comes from."),
    _version: bool = typer.Option(
        False, "--version", is_eager=True, callback=show_version, help="Show the version."
    ),
) -> None:
    """Run e-mail campaigns in rounds: announced, checked, launched exactly once, measured."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status; an error is one line on stderr."""
    debug = "--debug" in arguments
    arguments = [word for word in arguments if word != "--debug"]
    try:
        status = app(arguments, prog_name="campaign", standalone_mode=False)
    except SystemExit as end:  # rich's way out when nobody reads its output
        return end.code if isinstance(end.code, int) else 1
    except BrokenPipeError:
        return 1
    except BaseException as error:  # noqa: BLE001 - the last resort before the process ends
        if debug:
            typer.echo(clean(traceback.format_exc()), err=True)
        line, status = explain(error)
        typer.echo(f"campaign: {line}", err=True)
        return status
    if status == INTERRUPTED:
        typer.echo("campaign: interrupted", err=True)
    return status if isinstance(status, int) else 0


def entry() -> None:
    """Run the command line of this process and end it.

    The SDK's native library may abort an interpreter that ends by itself after its work is done
    (temporalio/sdk-python issue 300); an immediate exit keeps the status that the command chose.
    """
    status = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):
            status = status or 1
    os._exit(status)
