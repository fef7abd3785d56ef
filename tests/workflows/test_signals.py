"""Signals and updates as they may come over the wire: whatever they carry, no word is lost."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from models.campaign import CampaignReport, StartCampaign
from models.decisions import UNREADABLE
from models.plan import ApprovalMode
from models.round import Status
from tests.fakes import World
from tests.workflows.stage import DAY, Crew, Director
from tests.workflows.test_decisions import ready
from workflows.campaign import Campaign
from workflows.policies import Queue


def payload(data: bytes, encoding: bytes | None = b"json/plain", **metadata: bytes) -> Payload:
    named = {} if encoding is None else {"encoding": encoding}
    return Payload(metadata=named | metadata, data=data)


ADA = b'{"by": "ada", "reason": "typo"}'
# What came; who and why of it can be read.
UNDECODABLE: dict[str, tuple[list[Payload], str, str]] = {
    "half an emoji": ([payload(rb'{"by": "ada", "reason": "no \ud83d"}')], "ada", "no \ufffd"),
    "a broken byte": ([payload(b'{"by": "ada", "reason": "no \xff"}')], "ada", "no \ufffd"),
    "json in another encoding": ([payload(ADA, b"text/plain")], "ada", "typo"),
    "a text": ([payload(b"wrong list", b"text/plain")], "somebody", "wrong list"),
    "protobuf of no type": ([payload(ADA, b"json/protobuf")], "ada", "typo"),
    "an unknown type": (
        [payload(ADA, b"json/protobuf", messageType=b"no.such.Type")], "ada", "typo",
    ),
    "binary protobuf": ([payload(b"\x0a\x03ada", b"binary/protobuf")], "somebody", UNREADABLE),
    "bytes": ([payload(b"\xff\x00\x1b[31m", b"binary/plain")], "somebody", UNREADABLE),
    "encrypted": ([payload(b"\x91\x02\xfe", b"binary/encrypted")], "somebody", UNREADABLE),
    "no metadata": ([payload(b"?", None)], "somebody", UNREADABLE),
    "an odd encoding": ([payload(b"?", b"\xff\xfe")], "somebody", UNREADABLE),
    "no json": ([payload(b"{by: ada")], "somebody", UNREADABLE),
    "nothing": ([payload(b"")], "somebody", UNREADABLE),
    "deeper than any stack": ([payload(b"[" * 100_000)], "somebody", UNREADABLE),
    "large": ([payload(b"\xff" * 1_500_000)], "somebody", UNREADABLE),
    "several, the first broken": ([payload(b"?", None), payload(ADA)], "somebody", UNREADABLE),
    "several, the last broken": ([payload(ADA), payload(b"?", None)], "ada", "typo"),
    "a reason that is none": ([payload(b'{"by": "ada", "reason": 7}')], "ada", UNREADABLE),
    "a name that is none": ([payload(b'{"by": 7, "reason": "typo"}')], "somebody", "typo"),
    "too long": (
        [payload(json.dumps({"by": "ada", "reason": "x" * 2_000}).encode())], "ada", "x" * 1_000,
    ),
}  # fmt: skip
READABLE: dict[str, list[Payload]] = {
    "no payload": [],
    "null": [payload(b"", b"binary/null")],
    "json null": [payload(b"null")],
    "empty object": [payload(b"{}")],
    "several": [payload(ADA), payload(ADA)],
}


async def send(env: WorkflowEnvironment, workflow: str, name: str, payloads: list[Payload]) -> None:
    """Send a signal as any client may, without ours."""
    await env.client.workflow_service.signal_workflow_execution(
        SignalWorkflowExecutionRequest(
            namespace=env.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=workflow),
            signal_name=name,
            input=Payloads(payloads=payloads),
            identity="somebody's script",
        )
    )


@pytest.mark.parametrize("case", UNDECODABLE)
async def test_an_abort_is_obeyed_whatever_it_carries(
    env: WorkflowEnvironment, a_round: Director, case: str
) -> None:
    payloads, by, reason = UNDECODABLE[case]
    play = a_round()
    await play.start()

    await send(env, play.handle.id, "abort", payloads)
    report = await play.handle.result()

    assert (report.status, report.reason) == (Status.ABORTED, reason)
    assert play.world.mailjet.posts == []
    (kept,) = play.world.decisions.kept
    assert (kept.by, kept.accepted) == (by, True)


@pytest.mark.parametrize("case", READABLE)
async def test_an_abort_needs_no_payload(
    env: WorkflowEnvironment, a_round: Director, case: str
) -> None:
    play = a_round()
    await play.start()

    await send(env, play.handle.id, "abort", READABLE[case])

    assert (await play.handle.result()).status is Status.ABORTED


async def test_an_unreadable_approval_is_refused_with_words_and_never_taken(
    env: WorkflowEnvironment, a_round: Director
) -> None:
    play = a_round(approval=ApprovalMode.REQUIRED)
    await ready(play)

    for payloads, _, _ in UNDECODABLE.values():
        await send(env, play.handle.id, "approve", payloads)
    state = await play.wait(lambda state: len(state.decisions) == len(UNDECODABLE))

    refused = [one for one in state.decisions if not one.accepted]
    assert len(refused) == len(UNDECODABLE) - 1
    assert [one.by for one in state.decisions if one.accepted] == ["ada"]  # its first can be read
    assert all("; write {" in one.answer and one.answer.isprintable() for one in refused)
    assert "the payload cannot be read (text/plain)" in {
        one.answer.split(";")[0] for one in refused
    }
    assert (await play.finish()).status is Status.COMPLETED


async def test_an_unreadable_abort_keeps_to_the_allow_list(
    env: WorkflowEnvironment, a_round: Director
) -> None:
    play = a_round(approvers=("ada",))
    await play.start()

    for _ in range(7):  # however often somebody else tries
        await send(env, play.handle.id, "abort", UNDECODABLE["encrypted"][0])
    await play.wait(lambda state: len(state.decisions) == 7)
    await send(env, play.handle.id, "abort", UNDECODABLE["half an emoji"][0])

    assert (await play.handle.result()).status is Status.ABORTED
    assert [one.by for one in (await play.state()).decisions] == ["somebody"] * 7 + ["ada"]


@pytest.mark.parametrize("name", ["Abort", "ABORT", " abort "])
async def test_a_signal_is_heard_in_any_case(
    env: WorkflowEnvironment, a_round: Director, name: str
) -> None:
    play = a_round()
    await play.start()

    await send(env, play.handle.id, name, [payload(ADA)])
    report = await play.handle.result()

    assert (report.status, report.reason) == (Status.ABORTED, "typo")


async def test_an_unknown_signal_changes_nothing_and_is_shown(
    env: WorkflowEnvironment, a_round: Director
) -> None:
    play = a_round()
    await play.start()

    for name in ("cancel", "approved", "cancel", "st`op\n# Launched", *map(str, range(50))):
        await send(env, play.handle.id, name, [payload(ADA)])
    state = await play.wait(lambda state: len(state.unknown_signals) == 10)

    assert state.unknown_signals[:3] == ["cancel", "approved", "st`op # Launched"]
    assert state.decisions == []
    assert (await play.finish()).status is Status.COMPLETED


@pytest.mark.parametrize("update", ["approve", "abort", "recheck", "reschedule"])
async def test_an_unreadable_update_is_refused_in_one_line_of_ours(
    a_round: Director, update: str
) -> None:
    play = a_round()
    await ready(play)

    for payloads, _, _ in UNDECODABLE.values():
        if len(payloads[0].data) > 1_000_000 or payloads[0].data == ADA:
            continue
        raw = [RawValue(one) for one in payloads]
        with pytest.raises(WorkflowUpdateFailedError) as caught:
            await play.handle.execute_update(update, args=raw)
        refused = caught.value.cause
        assert isinstance(refused, ApplicationError)
        assert refused.type == "Refused"
        assert "; write {" in refused.message
        assert refused.message.isprintable()

    assert (await play.state()).decisions == []


@pytest.mark.parametrize("case", UNDECODABLE)
async def test_a_campaign_obeys_any_abort(
    env: WorkflowEnvironment,
    crew: Crew,  # noqa: ARG001
    a_campaign: Callable[..., tuple[StartCampaign, World]],
    case: str,
) -> None:
    payloads, by, _ = UNDECODABLE[case]
    asked, world = a_campaign(7 * DAY, 9 * DAY)
    report = await aborted(env, asked, "abort", payloads)

    assert [one.status for one in report.rounds] == [Status.ABORTED] * 2
    assert world.mailjet.posts == []
    assert {kept.by for kept in world.decisions.kept} == {by}


async def test_a_campaign_hears_an_abort_in_any_case_and_nothing_else(
    env: WorkflowEnvironment,
    crew: Crew,  # noqa: ARG001
    a_campaign: Callable[..., tuple[StartCampaign, World]],
) -> None:
    asked, _ = a_campaign(7 * DAY)

    report = await aborted(env, asked, "Abort", [payload(ADA)], before="cancel")

    assert [one.status for one in report.rounds] == [Status.ABORTED]


async def aborted(
    env: WorkflowEnvironment,
    asked: StartCampaign,
    name: str,
    payloads: list[Payload],
    before: str | None = None,
) -> CampaignReport:
    """Start a campaign, send it a signal once its rounds run, and see how it ends."""
    with env.with_time_skipping_disabled():
        handle: Any = await env.client.start_workflow(
            Campaign.run, asked, id=asked.workflow_id, task_queue=Queue.CAMPAIGN
        )
    if before:
        await send(env, handle.id, before, [])
    await send(env, handle.id, name, payloads)
    report: CampaignReport = await handle.result()
    return report
