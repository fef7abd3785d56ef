"""The commands by name; a command's module is imported when it is called, not before."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

# name: what it does. Each is the module cli.commands.<name>: `command`, and its EXAMPLE.
COMMANDS = {
    "plan": "Validate a plan and show every round's timeline; changes nothing.",
    "start": "Start the campaign that a plan describes.",
    "list": "List rounds by their launch.",
    "next": "Show what is due next, over all running rounds.",
    "show": "Show one round, or the rounds of one campaign.",
    "watch": "Watch rounds live until they are over.",
    "approve": "Let a round launch.",
    "abort": "End a round, or a whole campaign, without sending it.",
    "reschedule": "Move a round's launch.",
    "recheck": "Run a round's pre-flight again.",
    "demo": "Run a two-round campaign on this machine, from plan to report.",
    "dev": "Run everything on this machine: database, Temporal, sandbox, worker.",
    "sandbox": "Serve local stand-ins of Mailjet, Slack and Gemini.",
    "setup": "Prepare database and Temporal; twice is safe.",
    "worker": "Do the work of campaigns until told to stop.",
    "health": "Ask every dependency whether it answers.",
}


class Catalogue(TyperGroup):
    """List every command with its one line, and load only the one that is called."""

    # Any below: typer keeps the classes of context, command and formatter to itself.

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def load(name: str) -> Any:  # Any: as above
    """Make the command of one module; its help ends with the module's example."""
    module = import_module(f"cli.commands.{name}")
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command(name, epilog=f"Example: {module.EXAMPLE}")(module.command)
    return typer.main.get_command(app)
