"""The launch: look again, hand over once, and find out by reads what became of it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from temporalio import activity

from activities.errors import refuse_unless_loopback, told_to_temporal
from activities.reads import KeepsSnapshots, MailjetReads, read_sendable
from clients.errors import DoNotRetry, NotFound, OutcomeUnknown, ProviderError, TryAgain
from clients.mailjet.rows import BatchJob, Campaign, Draft, DraftId, DraftStatus, ListId
from models.checklist import Verdict
from models.counts import difference, within
from models.earlier import Judgement, judge
from models.guardrails import is_worse
from models.launch import (
    FindSend,
    HandOver,
    LaunchReadiness,
    PrepareLaunch,
    SendDraft,
    SendResult,
    Witnesses,
)
from models.round import HoldKind, RoundRef, Sent
from storage.errors import StorageError
from storage.launches import Claim

T = TypeVar("T")

NEVER_POSTED = Witnesses(found=False, voided=True, evidence="no worker had begun to send it")
FIRST_LOOK, LONGEST_PAUSE = 0.5, 15.0  # seconds between two looks at the witnesses


class Mailjet(MailjetReads, Protocol):
    async def send_draft(self, draft_id: DraftId) -> str: ...
    async def find_campaign_by_draft(self, draft_id: DraftId) -> Campaign | None: ...
    async def find_send_job(self, draft_id: DraftId) -> BatchJob | None: ...
    @property
    def on_loopback(self) -> bool: ...


class KeepsLaunches(Protocol):
    async def intend(self, ref: RoundRef, intent_id: str, at: datetime) -> None: ...
    async def claim(self, intent_id: str, at: datetime) -> Claim: ...
    async def void(self, intent_id: str, at: datetime) -> bool: ...
    async def record_sent(self, ref: RoundRef, sent: Sent) -> None: ...


@dataclass(frozen=True, kw_only=True)
class LaunchActivities:
    """Hand a draft over to Mailjet exactly once."""

    mailjet: Mailjet
    launches: KeepsLaunches
    history: KeepsSnapshots

    @activity.defn
    async def prepare_launch(self, command: PrepareLaunch) -> LaunchReadiness:
        """Read draft and list again; record the intent when they are what was checked.

        Anything but an unsent draft with the checked fingerprint is answered with an objection, as
        are a number of recipients beyond the tolerance, and an earlier round that crossed a
        guardrail since, or further than somebody accepted. Twice is safe: reads, and an upsert.
        """
        refuse_unless_loopback(command.loopback_only, mailjet=self.mailjet.on_loopback)
        with told_to_temporal():
            draft, contact_list = await asyncio.gather(
                self.mailjet.get_draft(DraftId(command.draft_id)),
                self.mailjet.get_list(ListId(command.list_id)),
            )
            seen = await read_sendable(self.mailjet, draft, ListId(command.list_id))
            recipients = seen.active_recipients
            earlier = await self.history.earlier_rounds(command.round)
            judgement = judge(earlier, datetime.now(UTC), command.wrapup_delay)
            objection = objection_to(draft)
            hold = HoldKind.CONTENT_CHANGED
            if contact_list.deleted:
                objection = f"List {contact_list.id} was deleted after pre-flight."
            elif not objection and not seen.is_what_was_checked(
                command.fingerprint, command.checked_recipients
            ):
                objection = f"Draft {command.draft_id} is not what pre-flight checked."
            elif not objection:
                hold, objection = late_objection(command, recipients, judgement)
            if not objection:
                await self.launches.intend(command.round, command.intent_id, datetime.now(UTC))
        return LaunchReadiness(
            recipients=recipients, objection=objection, hold=hold, crossed=judgement.crossed
        )

    @activity.defn
    async def send_draft(self, command: SendDraft) -> SendResult:
        """Claim the intent, POST the send once, and say what is known of it.

        No policy lets it run twice: one attempt, never raised as an error that could be retried.
        If it ran twice all the same, only one would have the claim. A task that reaches its worker
        after `not_after` is not sent: a worker that comes back late must not surprise anybody.
        """
        if objection := await self._claim(command):
            return objection
        try:
            await self.mailjet.send_draft(DraftId(command.draft_id))
        except TryAgain as error:
            return result(HandOver.NOT_SENT, str(error), error.retry_after)
        except DoNotRetry as error:
            return result(HandOver.REFUSED, str(error))
        except OutcomeUnknown as error:
            return result(HandOver.UNKNOWN, str(error))
        return result(HandOver.ACCEPTED)

    async def _claim(self, command: SendDraft) -> SendResult | None:
        """Take the intent for this worker; say what is known of the send when it may not POST."""
        try:
            claim = await self.launches.claim(command.intent_id, datetime.now(UTC))
        except StorageError as error:
            return result(HandOver.NOT_SENT, f"The send could not be claimed: {error}.")
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was sent
            kind = type(error).__name__
            return result(HandOver.NOT_SENT, f"The send could not be claimed: {kind}.")
        if claim is Claim.TAKEN:
            return result(HandOver.UNKNOWN, "The send was claimed before, and not answered for.")
        if claim is Claim.VOID:
            return result(HandOver.NOT_SENT, "The send was given up before a worker came to it.")
        if datetime.now(UTC) > command.not_after:
            return result(HandOver.NOT_SENT, "The worker came to it after the launch window.")
        return None

    @activity.defn
    async def find_send(self, command: FindSend) -> Witnesses:
        """Ask three witnesses until one has seen the campaign, and record a send that is found.

        For an accepted send only the campaign id is looked for. A doubted intent that no worker
        has claimed is voided first, and then there is nothing to look for. Gives up after
        `patience`. Twice is safe: reads, an intent that stays void, and an upsert of what was
        found.
        """
        if command.doubted:
            with told_to_temporal():
                if await self.launches.void(command.doubted, datetime.now(UTC)):
                    return NEVER_POSTED
        draft_id = DraftId(command.draft_id)
        deadline = datetime.now(UTC) + command.patience
        pause = FIRST_LOOK
        while True:
            with told_to_temporal():
                witnesses = await self._ask(draft_id)
            if witnesses.campaign_id is not None or datetime.now(UTC) >= deadline:
                break
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        accepted_at = command.accepted_at or (witnesses.sent_at if witnesses.found else None)
        if accepted_at is not None:
            sent = Sent(
                accepted_at=accepted_at,
                campaign_id=witnesses.campaign_id,
                recipients=command.recipients,
                adopted=command.adopted or command.accepted_at is None,
            )
            with told_to_temporal():
                await self.launches.record_sent(command.round, sent)
        return witnesses

    async def _ask(self, draft_id: DraftId) -> Witnesses:
        """Look once at the draft, the campaign and the send job, all at the same time.

        One witness that has seen the send is enough, whatever the others cannot answer. Raises
        what failed when none has.
        """
        answers = await asyncio.gather(
            answer_of(self.mailjet.get_draft(draft_id)),
            answer_of(self.mailjet.find_campaign_by_draft(draft_id)),
            answer_of(self.mailjet.find_send_job(draft_id)),
        )
        (draft, _), (campaign, _), (job, _) = answers
        seen = testimony(draft, campaign, job)
        silent = next((error for _, error in answers if error is not None), None)
        if silent is not None and not seen.found:
            raise silent
        return seen


async def answer_of(look: Awaitable[T]) -> tuple[T | None, ProviderError | None]:
    """Ask one witness; give its answer, or why it gave none."""
    try:
        return await look, None
    except NotFound:
        return None, None
    except ProviderError as error:
        return None, error


def testimony(draft: Draft | None, campaign: Campaign | None, job: BatchJob | None) -> Witnesses:
    """Put together what the witnesses saw; None is a witness that saw nothing, or was silent."""
    campaign_id = campaign.id if campaign else draft.campaign_id if draft else None
    handed_over = draft is not None and draft.status in {DraftStatus.PROGRAMMED, DraftStatus.SENT}
    found = campaign_id is not None or handed_over or job is not None
    sent_at = (
        (campaign.send_started_at or campaign.created_at if campaign else None)
        or (job.started_at if job else None)
        or (draft.delivered_at if draft else None)
        or datetime.now(UTC)
    )
    evidence = (
        f"draft {draft.status.name.lower()}" if draft else "draft not readable",
        f"campaign {campaign_id}" if campaign_id else "no campaign",
        f"send job {job.status.lower()}" if job else "no send job",
    )
    return Witnesses(
        found=found,
        campaign_id=campaign_id,
        sent_at=sent_at if found else None,
        evidence=", ".join(evidence),
    )


def objection_to(draft: Draft) -> str:
    """Say why a draft cannot be launched as it stands; empty for an unsent one."""
    if draft.status is not DraftStatus.DRAFT:
        return f"Draft {draft.id} is {draft.status.name.lower()}, not an unsent draft."
    if draft.campaign_id is not None or draft.delivered_at is not None:
        return f"Draft {draft.id} was sent before."
    return ""


def late_objection(
    command: PrepareLaunch, recipients: int, judgement: Judgement
) -> tuple[HoldKind, str]:
    """Say what came between pre-flight and launch: people who left, or harm of an earlier round."""
    wanted = command.wanted_recipients
    if wanted is None:
        wanted = command.checked_recipients
    if wanted is not None and not within(recipients, wanted, command.count_tolerance):
        apart = difference(recipients, wanted) or "nobody"
        return HoldKind.COUNT_CHANGED, (
            f"List {command.list_id} has {recipients:,} active recipients, {apart}; "
            f"{wanted:,} were checked."
        )
    if is_worse(judgement.crossed, command.accepted):
        crossed = judgement.words[:1].upper() + judgement.words[1:]
        if judgement.verdict is Verdict.FAIL:
            return HoldKind.GUARDRAIL, f"{crossed}."
        return HoldKind.APPROVAL_MISSING, f"{crossed}; nobody has approved that."
    return HoldKind.CONTENT_CHANGED, ""


def result(outcome: HandOver, detail: str = "", retry_after: timedelta | None = None) -> SendResult:
    """Say now what is known."""
    return SendResult(outcome=outcome, at=datetime.now(UTC), detail=detail, retry_after=retry_after)
