"""The record, in memory: what PostgreSQL would keep."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from models.assessment import Assessment
from models.checklist import Checklist
from models.decisions import Decision
from models.earlier import EarlierRound
from models.launch import HandOver
from models.metrics import Snapshot
from models.notices import Announced, Announcement
from models.rivals import Rival
from models.round import RoundRef, Sent, StartRound, Status
from storage.claims import Claimant
from storage.errors import DraftTaken
from storage.launches import Claim
from storage.notifications import Intent
from tests.fakes.fake import Fake


class FakeNotifications(Fake):
    """What was meant to be told, and what was told."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[Announcement] = []
        self.told: list[Announcement] = []
        self.failed: list[tuple[str, str]] = []
        self.intents: dict[str, Intent] = {}

    async def begin(self, announcement: Announcement, *, attempt: int, at: datetime) -> Intent:
        await self.called("begin")
        if attempt == 1:
            self.begun.append(announcement)
        return self.intents.setdefault(announcement.intent_id, Intent(at, None))

    async def succeed(
        self,
        announcement: Announcement,
        announced: Announced,
        *,
        at: datetime,  # noqa: ARG002
    ) -> None:
        await self.called("succeed")
        intent = self.intents[announcement.intent_id]
        self.intents[announcement.intent_id] = replace(intent, posted=announced)
        self.told.append(announcement)

    async def keep_file(
        self,
        announcement: Announcement,
        file_id: str,
        *,
        at: datetime,  # noqa: ARG002
    ) -> str:
        await self.called("keep_file")
        intent = self.intents[announcement.intent_id]
        kept = intent.file_id or file_id
        self.intents[announcement.intent_id] = replace(intent, file_id=kept)
        return kept

    async def fail(self, announcement: Announcement, error: str, *, at: datetime) -> None:  # noqa: ARG002
        self.failed.append((announcement.stage, error))


class FakeDecisions(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Decision] = []

    async def record(self, ref: RoundRef, decision: Decision) -> None:  # noqa: ARG002
        await self.called("record")
        if decision not in self.kept:
            self.kept.append(decision)


class FakeAssessments(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Assessment] = []

    async def record(self, ref: RoundRef, assessment: Assessment) -> None:  # noqa: ARG002
        await self.called("record")
        self.kept.append(assessment)


class FakeRounds(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.planned: tuple[StartRound, ...] = ()
        self.checklists: list[tuple[Checklist, Status]] = []

    async def record_planned(self, rounds: tuple[StartRound, ...], claimant: Claimant) -> None:  # noqa: ARG002
        await self.called("record_planned")
        self.planned = rounds

    async def record_checklist(
        self,
        ref: RoundRef,  # noqa: ARG002
        checklist: Checklist,
        *,
        status: Status,
    ) -> None:
        await self.called("record_checklist")
        self.checklists.append((checklist, status))


class FakeClaims(Fake):
    """Drafts of this world only, and rounds that live as long as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.rivals: tuple[Rival, ...] = ()
        self.others_on_list: tuple[Rival, ...] = ()
        self.dead: set[int | None] = set()

    async def keep(self, ref: RoundRef, draft_id: int, claimant: Claimant) -> None:  # noqa: ARG002
        await self.called("keep")
        if self.rivals:
            raise DraftTaken(self.rivals)

    async def release(self, rivals: Sequence[Rival]) -> None:
        await self.called("release")
        self.rivals = tuple(rival for rival in self.rivals if rival not in rivals)

    async def of(
        self,
        ref: RoundRef,  # noqa: ARG002
        list_id: int,  # noqa: ARG002
        *,
        account: str,  # noqa: ARG002
        within: timedelta,  # noqa: ARG002
    ) -> tuple[Rival, ...]:
        await self.called("of")
        return self.others_on_list

    async def living(self, rivals: tuple[Rival, ...]) -> tuple[Rival, ...]:
        await self.called("living")
        return tuple(rival for rival in rivals if rival.claim_id not in self.dead)


class FakeLaunches(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.intents: dict[str, str] = {}
        self.deadlines: dict[str, datetime] = {}
        self.answers: dict[str, HandOver] = {}
        self.sent: list[Sent] = []

    async def intend(self, ref: RoundRef, intent_id: str, at: datetime) -> None:  # noqa: ARG002
        await self.called("intend")
        self.intents.setdefault(intent_id, "intended")

    async def claim(self, intent_id: str, at: datetime, until: datetime) -> Claim:
        """Know of one draft only."""
        await self.called("claim")
        stands = self.intents.get(intent_id)
        if stands != "intended":
            return Claim.TAKEN if stands == "claimed" else Claim.VOID
        open_ones = self.deadlines.keys() - self.answers.keys()
        if any(at < self.deadlines[other] for other in open_ones):
            return Claim.HELD
        self.intents[intent_id], self.deadlines[intent_id] = "claimed", until
        return Claim.GRANTED

    async def answer(self, intent_id: str, answer: HandOver) -> None:
        await self.called("answer")
        self.answers.setdefault(intent_id, answer)

    async def claimed_until(self, intent_id: str) -> datetime | None:
        await self.called("claimed_until")
        return self.deadlines.get(intent_id)

    async def void(self, intent_id: str, at: datetime) -> bool:  # noqa: ARG002
        await self.called("void")
        if self.intents.get(intent_id) in {"intended", "void"}:
            self.intents[intent_id] = "void"
            return True
        return False

    async def record_sent(self, ref: RoundRef, sent: Sent) -> None:  # noqa: ARG002
        await self.called("record_sent")
        self.sent.append(sent)


class FakeMetrics(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[int, str], Snapshot] = {}
        self.unmeasured: dict[int, EarlierRound] = {}

    async def record(self, ref: RoundRef, campaign_id: int, snapshot: Snapshot) -> None:  # noqa: ARG002
        await self.called("record")
        self.kept[ref.number, snapshot.name] = snapshot

    async def earlier_rounds(self, ref: RoundRef) -> tuple[EarlierRound, ...]:
        await self.called("earlier_rounds")
        numbers = sorted({n for n, _ in self.kept if n != ref.number} | set(self.unmeasured))
        return tuple(
            self.unmeasured.get(number)
            or EarlierRound(
                number=number,
                status=Status.COMPLETED,
                measured={name: one.metrics for (n, name), one in self.kept.items() if n == number},
            )
            for number in numbers
        )

    async def earlier(self, ref: RoundRef, snapshot_name: str) -> Snapshot | None:
        await self.called("earlier")
        found = [n for n, name in self.kept if n < ref.number and name == snapshot_name]
        return self.kept[max(found), snapshot_name] if found else None
