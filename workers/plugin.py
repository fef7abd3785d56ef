"""One plugin for client, worker, tests and replayer: converters and sandbox rules."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverter,
    PayloadConverter,
    create_payload_validation_error,
)
from temporalio.exceptions import ApplicationError
from temporalio.plugin import SimplePlugin
from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from models.text import each, whole


class StrictPayloadConverter(PydanticPayloadConverter):
    """Fail a start whose input does not decode, where the stock one waits for ever.

    What no type is asked of is typed by hand: signals and updates. A payload of theirs that does
    not decode is handed over as it came, where the stock one drops the whole signal. Half a
    character, which no JSON holds, is replaced and costs nobody a result.
    """

    def to_payloads(self, values: Sequence[Any]) -> list[Payload]:  # Any: whatever is passed on
        try:
            return super().to_payloads(values)
        except PydanticSerializationError:
            return super().to_payloads([each(whole, plain(value)) for value in values])

    def from_payloads(
        self, payloads: Sequence[Payload], type_hints: list[type] | None = None
    ) -> list[Any]:  # Any: whatever the type hints say
        if type_hints is None:
            return [self._decoded(payload) for payload in payloads]
        try:
            return super().from_payloads(payloads, type_hints)
        except ValidationError as error:
            raise create_payload_validation_error(
                error.errors(include_url=False, include_context=False, include_input=False)
            ) from None

    def _decoded(self, payload: Payload) -> Any:  # Any: whatever somebody typed
        try:
            return super().from_payloads([payload])[0]
        except Exception:  # noqa: BLE001 - every converter fails in its own way
            return RawValue(payload)


def plain(value: Any) -> Any:  # Any: as above
    """Take a model apart; what is none is left as it is."""
    return value.model_dump() if isinstance(value, BaseModel) else value


class PlainRefusals(DefaultFailureConverter):
    """Leave the stack trace out of a refusal, which is an answer and no fault."""

    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        super().to_failure(exception, payload_converter, failure)
        if isinstance(exception, ApplicationError) and exception.type == "Refused":
            failure.stack_trace = ""


DATA_CONVERTER = DataConverter(
    payload_converter_class=StrictPayloadConverter, failure_converter_class=PlainRefusals
)


def sandboxed(runner: WorkflowRunner | None) -> WorkflowRunner:
    """Let pure and injected modules through the workflow sandbox; workflows themselves stay in it.

    `models` is pure. `activities` is reached for signatures only and brings the clients with it,
    which no workflow calls.
    """
    if not isinstance(runner, SandboxedWorkflowRunner):
        return runner or SandboxedWorkflowRunner()
    restrictions = runner.restrictions.with_passthrough_modules(
        "models", "activities", "clients", "storage"
    )
    return dataclasses.replace(runner, restrictions=restrictions)


class CampaignPlugin(SimplePlugin):
    """Give every client, and so every worker, the same converter and sandbox."""

    def __init__(self) -> None:
        super().__init__(
            "campaign-lifecycle", data_converter=DATA_CONVERTER, workflow_runner=sandboxed
        )
