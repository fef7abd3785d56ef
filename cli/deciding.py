"""Decisions on their way to a round: an answer, or a refusal with its reason."""

from datetime import timedelta

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimedOut
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from cli.asking import UnknownRound
from cli.errors import Refusal
from cli.terminal import results, write_json
from models.decisions import Answer, DecisionKind, DecisionRequest
from models.text import one_line

PATIENCE = timedelta(seconds=15)
VIA = "cli"


async def decide(
    client: Client, workflow_id: str, kind: DecisionKind, request: DecisionRequest
) -> Answer:
    """Hand a decision over; raise Refusal when it was not taken."""
    handle = client.get_workflow_handle(workflow_id)
    name = workflow_id.removeprefix("campaign/").replace("/round/", "/")
    try:
        answer: Answer = await handle.execute_update(
            kind.value, request, result_type=Answer, rpc_timeout=PATIENCE
        )
    except WorkflowUpdateFailedError as error:
        cause = error.cause
        said = cause.message if isinstance(cause, ApplicationError) else str(cause)
        raise Refusal(f"{name}: {said}") from None
    except UpdateTimedOut:
        raise Refusal(
            f"no worker answers for {name}, so whether this was taken is not known; "
            f"start one with `campaign worker`, then look with `campaign show {name}`"
        ) from None
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        if "completed" in str(error):
            raise Refusal(f"{name} is over; nothing is left to decide") from None
        raise UnknownRound(name) from None
    if not answer.accepted:
        raise Refusal(f"{name}: {answer.message}")
    return answer


def tell(name: object, answer: Answer, *, as_json: bool) -> None:
    """Print what came of a decision."""
    if as_json:
        write_json({"id": str(name), **answer.model_dump(mode="json")})
    else:
        results().print(f"{name}: {one_line(answer.message)}")
