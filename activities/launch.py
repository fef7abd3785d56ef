"""The launch: look again, hand over once, and find out by reads what became of it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from temporalio import activity

from activities.errors import refuse_unless_loopback, told_to_temporal
from activities.last_look import Objection, count_moved, late_harm
from activities.reads import KeepsSnapshots, MailjetReads, read_sendable
from activities.refusals import narrowing, refusals_of
from activities.witnesses import Testifies, look
from clients.errors import DoNotRetry, OutcomeUnknown, TryAgain, scrub
from clients.mailjet.rows import ContactList, Draft, DraftId, DraftStatus, ListId
from models.fingerprint import Sendable
from models.launch import (
    FindSend,
    HandOver,
    LaunchReadiness,
    PrepareLaunch,
    SendDraft,
    SendResult,
    Witnesses,
    claim_end,
)
from models.round import HoldKind, RoundRef, Sent
from storage.errors import StorageError
from storage.launches import Claim

NEVER_POSTED = Witnesses(found=False, voided=True, evidence="no worker had begun to send it")
TAKEN_WORD = "programmed"  # all that Mailjet documents as the answer to a send
KEEP_WITHIN = 5.0  # seconds, for the answer that others may wait for


class Mailjet(MailjetReads, Testifies, Protocol):
    async def send_draft(self, draft_id: DraftId, *, over_by: datetime) -> str: ...
    @property
    def on_loopback(self) -> bool: ...


class KeepsLaunches(Protocol):
    async def intend(self, ref: RoundRef, intent_id: str, at: datetime) -> None: ...
    async def claim(self, intent_id: str, at: datetime, until: datetime) -> Claim: ...
    async def answer(self, intent_id: str, answer: HandOver) -> None: ...
    async def claimed_until(self, intent_id: str) -> datetime | None: ...
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
        """Look again at everything that decides the launch; record the intent when nothing objects.

        Anything but an unsent draft with the checked fingerprint is answered with an objection, as
        are a number of recipients beyond the tolerance, and an earlier round that crossed a
        guardrail since, or further than somebody accepted. Raises what cannot be read, the record
        of earlier rounds too: unchecked is not launched, and Temporal tries again within the grace.
        Twice is safe: reads, and an upsert.
        """
        refuse_unless_loopback(command.loopback_only, mailjet=self.mailjet.on_loopback)
        with told_to_temporal():
            draft, contact_list, earlier = await asyncio.gather(
                self.mailjet.get_draft(DraftId(command.draft_id)),
                self.mailjet.get_list(ListId(command.list_id)),
                self.history.earlier_rounds(command.round),
            )
            seen = await read_sendable(self.mailjet, draft, ListId(command.list_id))
            recipients = seen.active_recipients
            judgement, harm = late_harm(command, earlier, datetime.now(UTC))
            objection = (
                what_changed(command, draft, contact_list, seen)
                or count_moved(command, recipients)
                or harm
            )
            if objection is None:
                await self.launches.intend(command.round, command.intent_id, datetime.now(UTC))
                return LaunchReadiness(recipients=recipients, crossed=judgement.crossed)
        hold, words = objection
        return LaunchReadiness(
            recipients=recipients, objection=words, hold=hold, crossed=judgement.crossed
        )

    @activity.defn
    async def send_draft(self, command: SendDraft) -> SendResult:
        """Claim the intent, POST the send once, and say what is known of it.

        Accepted is the one documented word; any other is unknown, like no answer at all. No
        policy lets it run twice: one attempt, never raised as an error that could be retried. If
        it ran twice all the same, only one would have the claim. A worker that comes after
        `not_after`, or was held up beyond its claim's deadline, does not send: it must not
        surprise anybody.
        """
        at = datetime.now(UTC)
        if at > command.not_after:
            return result(HandOver.NOT_SENT, "The worker came to it after the launch window.")
        until = claim_end(at, command.not_after)
        if objection := await self._claim(command.intent_id, at, until):
            return objection
        sent = await self._post(DraftId(command.draft_id), until)
        await self._keep_answer(command.intent_id, sent.outcome)
        return sent

    async def _claim(self, intent_id: str, at: datetime, until: datetime) -> SendResult | None:
        """Take the intent for this worker; say what is known of the send when it may not POST."""
        try:
            claim = await self.launches.claim(intent_id, at, until)
        except StorageError as error:
            return result(HandOver.NOT_SENT, f"The send could not be claimed: {error}.")
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was sent
            kind = type(error).__name__
            return result(HandOver.NOT_SENT, f"The send could not be claimed: {kind}.")
        match claim:
            case Claim.TAKEN:
                taken = result(HandOver.UNKNOWN, "The send was claimed before.")
                return taken.model_copy(update={"answered": False})
            case Claim.VOID:
                return result(
                    HandOver.NOT_SENT, "The send was given up before a worker came to it."
                )
            case Claim.HELD:
                return result(HandOver.NOT_SENT, "Another send of this draft is not over yet.")
            case Claim.GRANTED:
                return None

    async def _post(self, draft_id: DraftId, until: datetime) -> SendResult:
        """Hand the draft over; whatever is not the documented answer or a certain no is unknown."""
        try:
            word = await self.mailjet.send_draft(draft_id, over_by=until)
        except TryAgain as error:
            return result(HandOver.NOT_SENT, str(error), error.retry_after)
        except DoNotRetry as error:
            return result(HandOver.REFUSED, str(error))
        except OutcomeUnknown as error:
            return result(HandOver.UNKNOWN, str(error))
        if word.lower() != TAKEN_WORD:
            odd = scrub(word, 40)
            return result(HandOver.UNKNOWN, f"Mailjet answered the send with {odd!r}.")
        return result(HandOver.ACCEPTED)

    async def _keep_answer(self, intent_id: str, answer: HandOver) -> None:
        """Let others know that this claim is over; without it they wait for its deadline."""
        try:
            async with asyncio.timeout(KEEP_WITHIN):
                await self.launches.answer(intent_id, answer)
        except Exception as error:  # noqa: BLE001 - what became of the send is what counts
            activity.logger.warning("The answer to a send was not kept: %s", type(error).__name__)

    @activity.defn
    async def find_send(self, command: FindSend) -> Witnesses:
        """Ask three witnesses until one has seen the campaign, and record a send that is found.

        A doubted intent that no worker has claimed is voided first, and then there is nothing to
        look for. Gives up after `patience`; a send that a person has seen is recorded all the
        same. A refused look is none, and the others are asked on; one that may work again is
        raised, for Temporal to try again. Twice is safe: reads, an intent that stays void, and an
        upsert of what was found.
        """
        claim_until = None
        if command.doubted:
            with told_to_temporal():
                if await self.launches.void(command.doubted, datetime.now(UTC)):
                    return NEVER_POSTED
                claim_until = await self.launches.claimed_until(command.doubted)
        witnesses = await look(self.mailjet, command)
        accepted_at = command.accepted_at or (witnesses.sent_at if witnesses.found else None)
        if accepted_at is not None and (witnesses.found or command.adopted):
            sent = Sent(
                accepted_at=accepted_at,
                campaign_id=witnesses.campaign_id,
                recipients=command.recipients,
                adopted=command.adopted or command.accepted_at is None,
                segment_id=command.segment_id,
            )
            with told_to_temporal():
                await self.launches.record_sent(command.round, sent)
        return witnesses.model_copy(update={"claim_until": claim_until})


def objection_to(draft: Draft) -> str:
    """Say why a draft cannot be launched as it stands; empty for an unsent one."""
    if draft.status is not DraftStatus.DRAFT:
        return f"Draft {draft.id} is {draft.status.name.lower()}, not an unsent draft."
    if draft.campaign_id is not None or draft.delivered_at is not None:
        return f"Draft {draft.id} was sent before."
    return ""


def what_changed(
    command: PrepareLaunch, draft: Draft, contact_list: ContactList, seen: Sendable
) -> Objection | None:
    """Object to anything but the unsent draft and the list that were checked."""
    objection = objection_to(draft) or " ".join(refusals_of(draft)[:1])
    objection = objection or narrowing(draft, command.segment_id)
    if contact_list.deleted:
        objection = f"List {contact_list.id} was deleted after pre-flight."
    elif not objection and not seen.is_what_was_checked(
        command.fingerprint, command.checked_recipients
    ):
        segment = f" or segment {command.segment_id}" if command.segment_id else ""
        objection = f"Draft {command.draft_id}{segment} is not what pre-flight checked."
    return (HoldKind.CONTENT_CHANGED, objection) if objection else None


def result(outcome: HandOver, detail: str = "", retry_after: timedelta | None = None) -> SendResult:
    """Say now what is known."""
    return SendResult(outcome=outcome, at=datetime.now(UTC), detail=detail, retry_after=retry_after)
