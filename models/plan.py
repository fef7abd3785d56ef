"""What an operator asks for: one TOML file, validated, immutable once started."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PositiveInt,
    ValidationError,
    model_validator,
)

from models.base import Duration, Instant, Typed, Value
from models.ids import RoundId, check_slug, slug_of
from models.local_time import read_instant, read_zone
from models.plan_words import validation_words
from models.timeline import LifecyclePolicy
from models.toml_words import toml_words

MAX_PLAN_BYTES = 1_000_000
SHORTEST_SPAN = timedelta(minutes=1)
MOST_ID = 2**63 - 1  # of PostgreSQL's bigint, and of its integer
MOST_RECIPIENTS = 2**31 - 1


class PlanError(ValueError):
    """Say in one line what is wrong with a plan, where, and what to do."""


class ApprovalMode(StrEnum):
    """Say which launches need a person's approval."""

    AUTOMATIC = "automatic"  # a clean checklist launches by itself
    REQUIRED = "required"  # every launch needs an approval


def _known_zone(name: str) -> str:
    return read_zone(name).key


def _one_line(text: str) -> str:
    if not text.strip() or any(char < " " or char == "\x7f" for char in text):
        raise ValueError(f"{text!r:.60} must be one line of text, not empty and without tabs")
    return text


def _address(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise ValueError(f"must be an address as in news@example.com, not {text!r:.60}")
    return text


def _date_and_time(written: object) -> object:
    if not isinstance(written, str | datetime):
        raise ValueError("must be a date and time, as in 2026-12-01T09:15")  # noqa: TRY004
    return written


def _batch(size: object) -> object:
    if size != "rest" and (type(size) is not int or not 0 < size <= MOST_RECIPIENTS):
        raise ValueError('must be a number of recipients, or "rest" at the end')
    return size


# A quoted number, 7.0 or true is a slip of the hand.
Id = Annotated[int, Field(strict=True, gt=0, le=MOST_ID)]
Count = Annotated[int, Field(strict=True, gt=0, le=MOST_RECIPIENTS)]
BatchSize = Annotated[Count | Literal["rest"], BeforeValidator(_batch)]
LaunchTime = Annotated[str | datetime, BeforeValidator(_date_and_time)]
ShortText = Annotated[str, Field(max_length=255), AfterValidator(_one_line)]
Address = Annotated[str, Field(max_length=254), AfterValidator(_address)]
Slug = Annotated[str, AfterValidator(check_slug)]


class CampaignTable(Typed):
    """The `[campaign]` table: what all rounds share."""

    name: ShortText
    slug: Slug | None = None
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    approval: ApprovalMode = ApprovalMode.AUTOMATIC
    approvers: tuple[ShortText, ...] = ()
    four_eyes: bool = False
    sender_name: ShortText
    sender_email: Address
    subject: ShortText


class RoundTable(Typed):
    """One `[[rounds]]` table: a ready list and a ready draft."""

    launch: LaunchTime
    list_id: Id
    draft_id: Id
    expected_recipients: Count
    segment_id: Id | None = None
    import_job_id: Id | None = None
    subject: ShortText | None = None


class Ramp(Typed):
    """Batches that grow: `{ start = 500, growth = 1.5, max = 50000 }`."""

    start: Count
    growth: Annotated[float, Field(ge=1, le=10)] = 1.5
    max: Count

    @model_validator(mode="after")
    def _check_max(self) -> Self:
        if self.max < self.start:
            raise ValueError("max must not be smaller than start")
        return self


class AudienceTable(Typed):
    """The `[audience]` table: one source list to split, one template draft to clone."""

    source_list_id: Id
    template_draft_id: Id
    first_launch: LaunchTime
    every: Duration
    weekdays_only: bool = False
    batches: Annotated[tuple[BatchSize, ...], Field(min_length=1)] | None = None
    batch_size: Count | None = None
    ramp: Ramp | None = None

    @model_validator(mode="after")
    def _check_sizes(self) -> Self:
        if sum(way is not None for way in (self.batches, self.batch_size, self.ramp)) != 1:
            raise ValueError("give exactly one of batches, batch_size and ramp")
        if self.batches is not None and "rest" in self.batches[:-1]:
            raise ValueError('"rest" can only be the last of batches')
        if self.every <= timedelta(0):
            raise ValueError("every must be longer than nothing, as in 7d")
        return self


class LifecycleTable(LifecyclePolicy, Typed):
    """The `[lifecycle]` table: every field optional."""

    @model_validator(mode="after")
    def _check_spans(self) -> Self:
        """Refuse spans in which nothing can be done: every launch would hold."""
        if self.launch_grace < SHORTEST_SPAN:
            raise ValueError("launch_grace must be at least 1m; a shorter one misses every launch")
        if self.settling < SHORTEST_SPAN:
            raise ValueError("settling must be at least 1m; a send needs time to show up")
        return self


class PlannedRound(Value):
    """One round as asked for: what to send, to whom, when."""

    number: PositiveInt
    launch: Instant
    list_id: int
    draft_id: int
    expected_recipients: int
    import_job_id: int | None = None
    recipient_range: str
    subject: str
    sender_name: str
    sender_email: str
    segment_id: int | None = None  # the part of the list that gets it; its size is not known


class Plan(Typed):
    """The whole file."""

    campaign: CampaignTable
    rounds: tuple[RoundTable, ...] = ()
    audience: AudienceTable | None = None
    lifecycle: LifecycleTable = LifecycleTable()

    @model_validator(mode="after")
    def _check_rounds(self) -> Self:
        if bool(self.rounds) == (self.audience is not None):
            raise ValueError("give either [[rounds]] or [audience]")
        refuse_shared(self.rounds)
        return self

    @property
    def slug(self) -> str:
        return self.campaign.slug or slug_of(self.campaign.name)

    @property
    def zone(self) -> ZoneInfo:
        return read_zone(self.campaign.timezone)

    def round_id(self, number: int) -> RoundId:
        """Name one round of this plan."""
        return RoundId(self.slug, number)

    def planned_rounds(self) -> tuple[PlannedRound, ...]:
        """List the rounds in the order of the file, with their launch times in UTC.

        Raises PlanError for an impossible or ambiguous local time, or for rounds out of order.
        An audience has no rounds yet: they come of its lists.
        """
        return tuple(self._planned())

    def _planned(self) -> Iterator[PlannedRound]:
        offset, before = 0, None
        for number, table in enumerate(self.rounds, 1):
            launch = self._launch_of(f"rounds[{number}].launch", table.launch)
            if before is not None and launch <= before:
                raise PlanError(
                    f"rounds[{number}].launch: {launch:%Y-%m-%dT%H:%MZ} is not after round "
                    f"{number - 1}; put the rounds in the order of their launches"
                )
            before = launch
            last = offset + (table.expected_recipients if table.segment_id is None else 0)
            listed = f"{offset + 1}-{last}"
            yield PlannedRound(
                number=number,
                launch=launch,
                list_id=table.list_id,
                draft_id=table.draft_id,
                expected_recipients=table.expected_recipients,
                import_job_id=table.import_job_id,
                recipient_range=listed
                if table.segment_id is None
                else f"segment {table.segment_id}",
                segment_id=table.segment_id,
                subject=table.subject or self.campaign.subject,
                sender_name=self.campaign.sender_name,
                sender_email=self.campaign.sender_email,
            )
            offset = last

    @property
    def first_launch(self) -> datetime:
        """Give the first launch in UTC; raise PlanError for an impossible or ambiguous one."""
        if self.audience is not None:
            return self._launch_of("audience.first_launch", self.audience.first_launch)
        return self._launch_of("rounds[1].launch", self.rounds[0].launch)

    def _launch_of(self, field: str, written: str | datetime) -> datetime:
        try:
            return read_instant(written, self.zone)
        except ValueError as wrong:
            raise PlanError(f"{field}: {wrong}") from None


def refuse_shared(rounds: tuple[RoundTable, ...]) -> None:
    """Refuse a draft or a list of two rounds; parts of one list, by segments, may be of several."""
    whole = {table.list_id for table in rounds if table.segment_id is None}
    claims: list[tuple[str, int | None, int]] = []
    for table in rounds:
        claims.append(("draft_id", None, table.draft_id))
        if table.list_id in whole:
            claims.append(("list_id", None, table.list_id))
        elif table.segment_id is not None:
            claims.append(("segment_id", table.list_id, table.segment_id))
    for (field, _, number), times in Counter(claims).items():
        if times > 1:
            raise ValueError(f"two rounds share {field} {number}; each round needs its own")


TABLES = (Plan, CampaignTable, RoundTable, AudienceTable, Ramp, LifecycleTable)
KEYS = sorted({key for table in TABLES for key in table.model_fields})


def refuse_past(rounds: tuple[PlannedRound, ...], now: datetime) -> None:
    """Raise PlanError for a launch that is not ahead of `now`."""
    for planned in rounds:
        if planned.launch <= now:
            raise PlanError(
                f"rounds[{planned.number}].launch: {planned.launch:%Y-%m-%d %H:%M} UTC is past "
                f"(it is {now:%Y-%m-%d %H:%M} UTC); choose a time ahead"
            )


def read_plan(path: Path) -> Plan:
    """Read and validate a plan file; raise PlanError with one line that names file and field."""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_PLAN_BYTES + 1)
    except OSError as wrong:
        raise PlanError(f"{path}: {(wrong.strerror or 'cannot be read').lower()}") from None
    if len(text) > MAX_PLAN_BYTES:
        raise PlanError(f"{path}: larger than {MAX_PLAN_BYTES:,} bytes; this is no plan")
    try:
        return parse_plan(text.decode("utf-8-sig"))  # some editors open a file with a mark
    except UnicodeDecodeError:
        raise PlanError(f"{path}: not UTF-8 text") from None
    except PlanError as wrong:
        raise PlanError(f"{path}: {wrong}") from None


def parse_plan(text: str) -> Plan:
    """Validate a plan's text; raise PlanError with one line that names the field."""
    try:
        plan = Plan.model_validate(tomllib.loads(text))
    except ValidationError as wrong:
        raise PlanError(validation_words(wrong, KEYS)) from None
    except ValueError as wrong:  # TOMLDecodeError, or a number of thousands of digits
        raise PlanError(f"not valid TOML: {toml_words(text, wrong)}") from None
    except RecursionError:
        raise PlanError("not valid TOML: too many brackets in each other") from None
    try:
        _ = plan.slug
    except ValueError as wrong:
        raise PlanError(f'campaign.name: {wrong}; give it one: slug = "spring-launch"') from None
    _ = plan.first_launch
    plan.planned_rounds()
    return plan
