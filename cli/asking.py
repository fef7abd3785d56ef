"""Questions to rounds: each answers for itself, through a worker."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from cli.errors import Refusal
from models.ids import RoundId
from models.round import RoundView

PATIENCE = timedelta(seconds=5)
AT_ONCE = 20
NO_ANSWER = frozenset({RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED})


class UnknownRound(Refusal):
    """Say that Temporal knows no such round."""

    def __init__(self, name: object) -> None:
        super().__init__(f"Temporal knows no {name}; see `campaign list --all`")


class Silent(Refusal):
    """Say that a round is there and no worker answers for it."""

    def __init__(self, name: object) -> None:
        super().__init__(f"no worker answers for {name}; start one with `campaign worker`")


def read_round_id(text: str) -> RoundId:
    """Read the name of a round."""
    try:
        return RoundId.parse(text)
    except ValueError as wrong:
        raise Refusal(str(wrong)) from None


async def ask(client: Client, round_id: RoundId) -> RoundView:
    """Ask a round where it stands; raise UnknownRound or Silent."""
    handle = client.get_workflow_handle(round_id.workflow_id)
    try:
        view: RoundView = await handle.query("status", result_type=RoundView, rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise UnknownRound(round_id) from None
        # FAILED_PRECONDITION: no worker has polled the queue lately, or the task keeps failing.
        if error.status in NO_ANSWER or error.status is RPCStatusCode.FAILED_PRECONDITION:
            raise Silent(round_id) from None
        raise
    except WorkflowQueryFailedError as error:
        raise Refusal(f"{round_id} could not answer: {error}; see the worker's log") from None
    return view


async def ask_all(
    client: Client, round_ids: Sequence[RoundId]
) -> tuple[list[RoundView], list[RoundId]]:
    """Ask many rounds at once; give the answers, and the rounds that gave none."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(round_id: RoundId) -> RoundView | None:
        async with gate:
            try:
                return await ask(client, round_id)
            except Refusal:  # told as a round that does not answer
                return None

    answers = await asyncio.gather(*(one(round_id) for round_id in round_ids))
    views = [view for view in answers if view is not None]
    silent = [name for name, view in zip(round_ids, answers, strict=True) if view is None]
    return views, silent
