"""What people say to a round, and how it is kept."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, ValidationError

from models.base import Instant, Value
from models.payloads import LONGEST, Undecodable, salvaged
from models.text import clean


class DecisionKind(StrEnum):
    """Name what a person can decide."""

    APPROVE = "approve"
    ABORT = "abort"
    RESCHEDULE = "reschedule"
    RECHECK = "recheck"


class SendOutcome(StrEnum):
    """What a person found out about a send that the system could not tell."""

    SENT = "sent"
    NOT_SENT = "not_sent"


Words = Annotated[str, AfterValidator(clean)]


UNREADABLE = "The payload of this signal could not be read."


class Unreadable(ValueError):  # noqa: N818 - it says what is so
    """Say in one line what is wrong with a decision's payload, and how one is written."""


class DecisionRequest(Value):
    """The one JSON object of every decision.

    All fields are optional, so that it can be typed by hand.
    """

    EXAMPLE: ClassVar[str] = '{"by": "ada", "reason": "why"}'

    by: Words = Field(default="", max_length=LONGEST["by"])
    reason: Words = Field(default="", max_length=LONGEST["reason"])
    via: Words = Field(default="", max_length=LONGEST["via"])

    @classmethod
    def read_object(cls, payload: Any) -> Self:
        """Understand an update's payload, in which a bare text is a slip and no reason."""
        if isinstance(payload, str):
            raise Unreadable(f"the payload is no JSON object; write {cls.EXAMPLE}")
        return cls.read(payload)

    @classmethod
    def read(cls, payload: Any) -> Self:
        """Understand a hand-typed payload; raise Unreadable when it is none."""
        if isinstance(payload, cls):
            return payload
        if isinstance(payload, Undecodable):
            raise Unreadable(f"{payload.why}; write {cls.EXAMPLE}")
        if payload is None:
            payload = {}
        elif isinstance(payload, str):
            payload = {"reason": clean(payload)[: LONGEST["reason"]]}
        if not isinstance(payload, Mapping):
            raise Unreadable(f"the payload is no JSON object; write {cls.EXAMPLE}")
        try:
            return cls.model_validate(payload)
        except ValidationError as error:
            wrong = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, wrong["loc"]))
        raise Unreadable(f"{where}: {wrong['msg']}; write {cls.EXAMPLE}")

    @classmethod
    def heard(cls, payload: Any) -> Self:
        """Keep of a payload that cannot be read who said it and why, as far as that is there."""
        return cls(**{"reason": UNREADABLE} | salvaged(payload))


class Approve(DecisionRequest):
    """Let the round launch.

    `override` lets it launch in spite of a hold and needs a reason. `outcome` answers a
    `send_unresolved` hold: `sent` adopts the send, `not_sent` sends now. `fingerprint` binds the
    approval to what its author looked at; without it, to what pre-flight saw last.
    """

    override: bool = False
    outcome: SendOutcome | None = None
    fingerprint: str | None = None


class Abort(DecisionRequest):
    """End the round without sending it."""

    @classmethod
    def hear(cls, payload: Any) -> Self:
        """Understand an abort by signal, whatever else it carries."""
        try:
            return cls.read(payload)
        except Unreadable:
            return cls.heard(payload)


class Recheck(DecisionRequest):
    """Run pre-flight again."""


class Reschedule(DecisionRequest):
    """Move the launch; the other stages move with it."""

    EXAMPLE: ClassVar[str] = '{"to": "2026-12-01T09:15Z", "by": "ada", "reason": "why"}'

    to: Instant


class Decision(Value):
    """A decision as kept: who, when, why, from where, what it applied to, and what came of it."""

    number: int
    kind: DecisionKind
    by: str
    via: str
    reason: str
    at: Instant
    accepted: bool
    answer: str
    fingerprint: str | None = None
    launch: Instant | None = None


def who(request: DecisionRequest) -> str:
    """Name the author of a decision, or say that nobody gave a name."""
    return request.by.strip() or "somebody"


class Answer(Value):
    """What an update tells the person who decided."""

    accepted: bool
    message: str
    at: datetime
