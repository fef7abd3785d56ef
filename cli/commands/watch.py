"""`campaign watch`: rounds as they go along."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.live import Live
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from cli.asking import UnknownRound, ask_all, read_round_id
from cli.listing import PATIENCE, ListedRound, list_rounds, read_slug
from cli.naming import slug_by_name
from cli.pages.board import Board, reason, upcoming
from cli.terminal import results
from models.ids import RoundId, campaign_workflow_id
from models.round import RoundView
from workers.connection import connect

EXAMPLE = "campaign watch spring-launch"
EVERY = 1.0  # seconds between two looks
FRAMES = 4  # a second, for the countdown


@dataclass
class Watch:
    """What is watched: one round, the rounds of a campaign, or every round that runs."""

    client: Client
    slug: str | None = None
    round_id: RoundId | None = None
    seen: dict[RoundId, ListedRound] = field(default_factory=dict)

    @classmethod
    async def of(cls, target: str | None) -> "Watch":
        """Understand the target; raise UnknownRound when there is no such thing."""
        client = await connect()
        if target is None:
            return cls(client)
        if "/" in target.removeprefix("campaign/"):
            round_id = read_round_id(target)
            await _require(client, round_id.workflow_id, round_id)
            return cls(client, slug=round_id.slug, round_id=round_id)
        slug = await _find(client, target.removeprefix("campaign/"))
        return cls(client, slug=slug)

    async def look(self) -> tuple[list[RoundView], list[RoundId], bool]:
        """Ask every watched round; say whether all is over."""
        listed = await list_rounds(self.client, self.slug, closed=self.slug is not None)
        if self.slug is None and self.seen:  # rounds that ended meanwhile stay on the board
            ended = await list_rounds(self.client, closed=True)
            listed = [one for one in ended if one.running or one.id in self.seen]
        if self.round_id is not None:
            listed = [one for one in listed if one.id == self.round_id]
        self.seen = {one.id: one for one in listed}
        running = any(one.running for one in listed) or await self._will_start_more()
        views, silent = await ask_all(self.client, [one.id for one in listed])
        return views, silent, not running

    async def _will_start_more(self) -> bool:
        """Say whether the campaign itself still runs."""
        if self.slug is None or self.round_id is not None:
            return False
        return await _status(self.client, campaign_workflow_id(self.slug)) is (
            WorkflowExecutionStatus.RUNNING
        )


async def _find(client: Client, name: str) -> str:
    """Give the slug that a campaign goes by; raise UnknownRound when there is none."""
    slug = read_slug(name)
    if await _status(client, campaign_workflow_id(slug)) is None:
        slug = await slug_by_name(client, name) or slug
    await _require(client, campaign_workflow_id(slug), slug)
    return slug


async def _status(client: Client, workflow_id: str) -> WorkflowExecutionStatus | None:
    try:
        known = await client.get_workflow_handle(workflow_id).describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return known.status


async def _require(client: Client, workflow_id: str, name: object) -> None:
    if await _status(client, workflow_id) is None:
        raise UnknownRound(name)


def command(
    target: str | None = typer.Argument(
        None, metavar="[ID]", help="A round or a campaign; all running rounds if absent."
    ),
) -> None:
    """Watch rounds live until they are over."""
    console = results()
    with suppress(KeyboardInterrupt):  # the way out of watching
        asyncio.run(_watch(target, console))


async def _watch(target: str | None, console: Console) -> None:
    watch = await Watch.of(target)
    if console.is_terminal:
        await _live(watch, console)
    else:
        await _lines(watch, console)


async def _live(watch: Watch, console: Console) -> None:
    board, over = Board(), False
    with Live(board, console=console, refresh_per_second=FRAMES) as live:
        while not over:
            views, silent, over = await watch.look()
            board.update(views, [str(name) for name in silent])
            live.refresh()
            if not over:
                await asyncio.sleep(EVERY)


async def _lines(watch: Watch, console: Console) -> None:
    """Write a line for each change, for a file or a pipe."""
    told: dict[str, tuple[str, str]] = {}
    over = False
    while not over:
        views, silent, over = await watch.look()
        now = datetime.now(UTC)
        lines = [(str(view.state.ref.id), *_words(view, now)) for view in views]
        lines += [(str(name), "", "no worker answers") for name in silent]
        for name, key, words in lines:
            if told.get(name, ("",))[0] != (key or words):
                told[name] = (key or words, words)
                console.print(f"{now:%H:%M:%S} {name}: {words}")
        console.file.flush()
        if not over:
            await asyncio.sleep(EVERY)


def _words(view: RoundView, now: datetime) -> tuple[str, str]:
    """Give what makes a line new, and the line."""
    state = view.state
    key = f"{state.status} {sorted(state.stages)} {state.hold} {state.launch}"
    done = ", ".join(stage.replace("_", " ") for stage in state.stages) or "nothing yet"
    words = f"{state.status}; done: {done}; next: {upcoming(view, now)}"
    return key, f"{words}; {reason(view)}" if reason(view) else words
