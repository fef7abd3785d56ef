"""Everything on one machine: PostgreSQL, the Temporal dev server and the sandbox."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.seed import Seed
from sandbox.server import Sandbox, serve
from storage import migrate
from workers.embedded.ports import preferred_port
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.state import StateDirectory
from workers.embedded.temporal_server import EmbeddedTemporal
from workers.embedded.turns import my_turn
from workflows.search_attributes import ALL_KEYS

TEMPORAL_PORT, UI_PORT, SANDBOX_PORT = 7233, 8233, 8025


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The servers of one machine, and the settings by which everybody finds them."""

    postgres: EmbeddedPostgres
    temporal: EmbeddedTemporal
    sandbox: Sandbox
    variables: Mapping[str, str]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Say where people look."""
        return (
            f"  Temporal UI      {self.temporal.ui}",
            f"  sandbox console  {self.sandbox.url}/  (Slack channel, drafts, sends)",
            f"  Temporal         {self.temporal.address}",
            f"  PostgreSQL       {self.postgres.url}",
        )


@asynccontextmanager
async def start_machine(state: StateDirectory, seed: Seed | None = None) -> AsyncIterator[Machine]:
    """Start the three servers, on their usual ports or the next free ones, and stop them.

    The settings are left in `env` of the state directory for commands in other terminals, as long
    as the servers run. Raises StateInUse when another command has the directory.
    """
    with state.held():
        async with AsyncExitStack() as stack:
            postgres = await EmbeddedPostgres.start(state.postgres)
            stack.push_async_callback(postgres.stop)
            await migrate.upgrade(postgres.url)
            async with my_turn():
                temporal = await EmbeddedTemporal.start(
                    state.temporal,
                    port=preferred_port(TEMPORAL_PORT),
                    ui_port=preferred_port(UI_PORT),
                    log=state.logs / "temporal.log",
                    search_attributes=attribute_types(),
                )
                stack.push_async_callback(temporal.stop)
                sandbox = await stack.enter_async_context(
                    await serve(port=preferred_port(SANDBOX_PORT), seed=seed)
                )
            variables = settings_of(postgres, temporal, sandbox)
            stack.callback(leave_settings(state, variables).unlink, missing_ok=True)
            yield Machine(
                postgres=postgres, temporal=temporal, sandbox=sandbox, variables=variables
            )


def leave_settings(state: StateDirectory, variables: Mapping[str, str]) -> Path:
    """Write the settings where commands in other terminals look for them; only we can read them."""
    file = state.path / "env"
    lines = "".join(f"{name}={value}\n" for name, value in variables.items())
    with os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(lines)
    return file


def attribute_types() -> dict[str, str]:
    """Name the search attributes with their types, as the server's command takes them."""
    words = {"KEYWORD": "Keyword", "INT": "Int", "DATETIME": "Datetime"}
    return {key.name: words[key.indexed_value_type.name] for key in ALL_KEYS}


def settings_of(
    postgres: EmbeddedPostgres, temporal: EmbeddedTemporal, sandbox: Sandbox
) -> dict[str, str]:
    """Write the settings of a worker that uses these servers."""
    return {
        "DATABASE_URL": postgres.url,
        "TEMPORAL_ADDRESS": temporal.address,
        "MAILJET_BASE_URL": f"{sandbox.url}/mailjet",
        "MAILJET_API_KEY": "sandbox-key",
        "MAILJET_SECRET_KEY": "sandbox-secret",
        "SLACK_BASE_URL": f"{sandbox.url}/slack/api/",
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_TRACTION_CHANNEL_ID": "C0CAMPAIGN",
        "GEMINI_BASE_URL": f"{sandbox.url}/gemini",
        "GEMINI_API_KEY": "sandbox-gemini-key",
    }
