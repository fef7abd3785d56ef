"""The steps of a round without the world around them: every provider agrees at once."""

from datetime import UTC, datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from models.assessment import Opinion, Rating
from models.checklist import Check, CheckGroup, Checklist, Verdict
from models.launch import (
    FindSend,
    HandOver,
    LaunchReadiness,
    PrepareLaunch,
    SendDraft,
    SendResult,
    Witnesses,
)
from models.notices import Announced, Announcement
from models.steps import (
    CollectMetrics,
    Consult,
    Measured,
    OpenCampaign,
    Preflight,
)

BAD_DRAFT, UNREADABLE_DRAFT = 666, 667


@activity.defn
async def open_campaign(_: OpenCampaign) -> None: ...


@activity.defn
async def announce(asked: Announcement) -> Announced:
    return Announced(channel="C0CAMPAIGN", ts=f"1700000000.{asked.round.number:06}")


@activity.defn
async def run_preflight(asked: Preflight) -> Checklist:
    draft = asked.planned.draft_id
    if draft == UNREADABLE_DRAFT:
        raise ApplicationError("Mailjet does not answer", type="TryAgain")
    check = Check(
        name="draft unsent",
        group=CheckGroup.SETUP,
        verdict=Verdict.FAIL if draft == BAD_DRAFT else Verdict.PASS,
        seen="sent" if draft == BAD_DRAFT else "unsent",
        expected="unsent",
    )
    return Checklist(checks=(check,), fingerprint="f00d", checked_at=datetime.now(UTC))


@activity.defn
async def prepare_launch(_: PrepareLaunch) -> LaunchReadiness:
    return LaunchReadiness(recipients=1000)


@activity.defn
async def send_draft(_: SendDraft) -> SendResult:
    return SendResult(outcome=HandOver.ACCEPTED, at=datetime.now(UTC))


@activity.defn
async def find_send(_: FindSend) -> Witnesses:
    return Witnesses(found=True, campaign_id=9, sent_at=datetime.now(UTC), evidence="all agree")


@activity.defn
async def collect_metrics(_: CollectMetrics) -> Measured:
    return Measured(snapshot=None, detail="nothing counted yet")


@activity.defn
async def consult_agent(asked: Consult) -> Opinion:
    return Opinion(agent=asked.agent, rating=Rating.GOOD, headline="All is well.")


STEPS = (
    open_campaign,
    announce,
    run_preflight,
    prepare_launch,
    send_draft,
    find_send,
    collect_metrics,
    consult_agent,
)
