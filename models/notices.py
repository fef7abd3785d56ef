"""What a round tells Slack: one small value for each kind of message."""

from typing import Annotated, Literal

from pydantic import Field

from models.assessment import Assessment
from models.base import Instant, Value
from models.checklist import Checklist
from models.comparison import Comparison
from models.decisions import Decision
from models.metrics import Snapshot
from models.plan import ApprovalMode
from models.round import Hold, RoundRef, RoundReport, Sent, Status


class PrelaunchNotice(Value):
    """Announce a launch the afternoon before."""

    kind: Literal["prelaunch"] = "prelaunch"
    subject: str
    sender_name: str
    list_id: int
    draft_id: int
    expected_recipients: int
    preflight_at: Instant
    approval: ApprovalMode
    segment_id: int | None = None


class PreflightNotice(Value):
    """Tell the result of the checks."""

    kind: Literal["preflight"] = "preflight"
    checklist: Checklist
    needs_approval: bool
    approved_by: str | None = None


class LaunchWarningNotice(Value):
    """Warn shortly before the launch."""

    kind: Literal["launch_warning"] = "launch_warning"
    recipients: int
    subject: str
    approval_missing: bool
    approved_by: str | None = None
    list_id: int = 0
    segment_id: int | None = None
    counted_at: Instant | None = None  # None: as planned


class LaunchConfirmationNotice(Value):
    """Confirm that Mailjet took the send."""

    kind: Literal["launch_confirmation"] = "launch_confirmation"
    sent: Sent
    wrapup_at: Instant
    checked_recipients: int | None = None
    list_id: int = 0


class WrapupNotice(Value):
    """Report first results, compared and assessed."""

    kind: Literal["wrapup"] = "wrapup"
    snapshot: Snapshot
    comparison: Comparison | None
    assessment: Assessment


class FollowupNotice(Value):
    """Report later results."""

    kind: Literal["followup"] = "followup"
    snapshot: Snapshot
    comparison: Comparison | None


class NoDataNotice(Value):
    """Say that Mailjet has no numbers yet; this is not a zero."""

    kind: Literal["no_data"] = "no_data"
    snapshot_name: str
    detail: str


class HoldNotice(Value):
    """Say that a round is blocked, and what releases it."""

    kind: Literal["hold"] = "hold"
    hold: Hold
    reminder: int = 0
    checklist: Checklist | None = None
    over: Decision | None = None  # what ended the hold, once it is over


class DecisionNotice(Value):
    """Say who decided what; `more` counts refusals like this one, which are told once."""

    kind: Literal["decision"] = "decision"
    decision: Decision
    more: int = 0


class AbortNotice(Value):
    """Say that a round ended without being sent."""

    kind: Literal["abort"] = "abort"
    decision: Decision


class CampaignNotice(Value):
    """Close a campaign with one line a round."""

    kind: Literal["campaign"] = "campaign"
    rounds: tuple[RoundReport, ...]
    comparison: Comparison | None = None


Notice = Annotated[
    PrelaunchNotice
    | PreflightNotice
    | LaunchWarningNotice
    | LaunchConfirmationNotice
    | WrapupNotice
    | FollowupNotice
    | NoDataNotice
    | HoldNotice
    | DecisionNotice
    | AbortNotice
    | CampaignNotice,
    Field(discriminator="kind"),
]


class Told(Value):
    """A message that stands in Slack, and the intent that it carries."""

    ts: str
    intent_id: str


class Announcement(Value):
    """Say one thing about a round in Slack, once, and keep it with the round's record.

    `intent_id` names this message for ever: the same announcement made twice finds it in Slack's
    history. `stage` is the word under which the notification log keeps it. One that `amends` a
    message takes its place instead of being posted.
    """

    intent_id: str
    stage: str
    round: RoundRef
    status: Status
    notice: Notice
    thread: str | None = None
    amends: Told | None = None
    undelivered: tuple[str, ...] = ()


class Announced(Value):
    """Where Slack keeps the message."""

    channel: str
    ts: str
