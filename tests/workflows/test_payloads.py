"""The converter: what no JSON holds costs nobody a result, and a codec sees every payload first."""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.common import RawValue
from temporalio.converter import PayloadCodec
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from models.decisions import Abort
from models.metrics import LinkClicks
from models.round import Status
from tests.workflows.stage import DAY, NUMBERS, a_start
from tests.workflows.test_signals import ADA, UNDECODABLE, payload, send
from workers.plugin import DATA_CONVERTER, StrictPayloadConverter, sandboxed
from workflows.round import CampaignRound

CONVERTER = StrictPayloadConverter()


class Reversing(PayloadCodec):
    """Stand for a codec that encrypts; it hands on what it did not write."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            payload(one.SerializeToString()[::-1], b"binary/encrypted", by=b"us")
            for one in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            Payload.FromString(one.data[::-1]) if "by" in one.metadata else one for one in payloads
        ]


def test_half_a_character_is_replaced_and_the_rest_passes() -> None:
    link = LinkClicks(url="https://example.com/\ud83d\0\u2028", people=1, clicks=1)

    (passed,) = CONVERTER.to_payloads([link])

    (read,) = CONVERTER.from_payloads([passed], [LinkClicks])
    assert read == link.model_copy(update={"url": "https://example.com/\ufffd\0\u2028"})


def test_only_what_no_type_is_asked_of_is_handed_over_as_it_came() -> None:
    odd = payload(ADA, b"text/plain")

    assert CONVERTER.from_payloads([payload(ADA), odd])[1] == RawValue(odd)
    with pytest.raises(KeyError):
        CONVERTER.from_payloads([odd], [LinkClicks])


@pytest.mark.parametrize("case", ["ours", "half an emoji", "encrypted", "no metadata"])
async def test_an_abort_is_heard_behind_a_codec(env: WorkflowEnvironment, case: str) -> None:
    converter = dataclasses.replace(DATA_CONVERTER, payload_codec=Reversing())
    client = Client(env.client.service_client, data_converter=converter)
    queue, runner = "behind a codec", sandboxed(SandboxedWorkflowRunner())
    asked = a_start(f"codec-{next(NUMBERS)}", datetime.now(UTC) + 7 * DAY)
    async with Worker(client, task_queue=queue, workflows=[CampaignRound], workflow_runner=runner):
        with env.with_time_skipping_disabled():
            handle = await client.start_workflow(
                CampaignRound.run, asked, id=asked.id.workflow_id, task_queue=queue
            )
        if case == "ours":
            await handle.signal("abort", Abort(by="ada", reason="typo"))
        else:
            await send(env, handle.id, "abort", UNDECODABLE[case][0])
        state = (await handle.query(CampaignRound.status)).state
        await handle.terminate()

    assert state.status is Status.ABORTED
