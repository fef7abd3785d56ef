"""Pre-flight: run every check at once and keep the checklist with the round."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from temporalio import activity

from activities.checks import CHECKS, CheckFunction
from activities.drafts import Drafts
from activities.errors import refuse_unless_loopback, told_to_temporal
from activities.reads import CheckedMailjet, KeepsSnapshots, Reads, ReadsDns
from activities.shared_reads import SharedReads
from clients.errors import DoNotRetry, NotFound
from models.checklist import Check, CheckGroup, Checklist, Verdict
from models.fingerprint import Sendable
from models.round import RoundRef, Status
from models.steps import Preflight

NOT_READABLE = Check(  # when no check noticed; what was not seen may not be launched
    name="draft and list readable",
    group=CheckGroup.SETUP,
    verdict=Verdict.FAIL,
    seen="draft, content or recipients are missing",
    expected="all of them",
    advice="Look at draft and list in Mailjet, then recheck.",
)


class Mailjet(CheckedMailjet, Protocol):
    @property
    def on_loopback(self) -> bool: ...


class KeepsChecklists(Protocol):
    async def record_checklist(
        self, ref: RoundRef, checklist: Checklist, *, status: Status
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class PreflightActivities:
    """Look at everything that could go wrong with a launch."""

    mailjet: Mailjet
    snapshots: KeepsSnapshots
    rounds: KeepsChecklists
    services: Mapping[str, Callable[[], Awaitable[object]]]
    shared: SharedReads
    dns: ReadsDns
    drafts: Drafts

    @activity.defn
    async def run_preflight(self, command: Preflight) -> Checklist:
        """Run all checks concurrently and keep the result.

        What cannot be read for the moment (Mailjet away, a time-out) is an error that Temporal
        tries again; what Mailjet refuses is a failed check. Twice is safe: reads, and an upsert.
        """
        refuse_unless_loopback(command.loopback_only, mailjet=self.mailjet.on_loopback)
        reads = Reads(
            command,
            mailjet=self.mailjet,
            snapshots=self.snapshots,
            services=self.services,
            shared=self.shared,
            dns=self.dns,
            drafts=self.drafts,
        )
        with told_to_temporal():
            sendable, results = await asyncio.gather(
                what_is_there(reads), asyncio.gather(*(settle(check, reads) for check in CHECKS))
            )
            checks = [*unique(results)]
            if sendable is None and all(check.verdict is not Verdict.FAIL for check in checks):
                checks.append(NOT_READABLE)
            checklist = Checklist(
                checks=tuple(checks),
                fingerprint=sendable.fingerprint if sendable else None,
                active_recipients=sendable.active_recipients if sendable else None,
                checked_at=datetime.now(UTC),
                crossed=(await reads.earlier_rounds()).crossed,
                approved_before=approved_before(command, sendable),
            )
            status = Status.BLOCKED if checklist.verdict is Verdict.FAIL else Status.READY
            await self.rounds.record_checklist(command.round, checklist, status=status)
        return checklist


async def settle(check: CheckFunction, reads: Reads) -> Check | None:
    """Run one check; a refusal by Mailjet fails it.

    None when the thing to look at is not there: the check that asks for it says so.
    """
    try:
        return await check(reads)
    except NotFound:
        return None
    except DoNotRetry as error:
        return Check(
            name=f"{error.provider} {error.call.replace('_', ' ')}",
            group=CheckGroup.TECHNICAL,
            verdict=Verdict.FAIL,
            seen=str(error),
            expected="an answer",
            advice="Mend the access, then recheck.",
        )


def unique(checks: Iterable[Check | None]) -> Iterator[Check]:
    """Leave out what was not there, and a refusal that several checks met."""
    met: set[str] = set()
    for check in checks:
        if check is not None and check.name not in met:
            met.add(check.name)
            yield check


def approved_before(command: Preflight, sendable: Sendable | None) -> str | None:
    """Give the approval's fingerprint if a former rule made it, and it means what is there now."""
    if sendable is None or command.approved in {"", sendable.fingerprint}:
        return None
    same = sendable.is_what_was_checked(command.approved, command.approved_recipients)
    return command.approved if same else None


async def what_is_there(reads: Reads) -> Sendable | None:
    """Put together what would be sent; None when draft or list cannot be read."""
    try:
        return await reads.sendable()
    except DoNotRetry:
        return None
