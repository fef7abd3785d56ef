"""What comes between the checks and the launch, on the real client, the sandbox and PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from activities.drafts import Drafts
from activities.launch import LaunchActivities
from activities.metrics import MetricsActivities
from activities.preflight import PreflightActivities
from activities.shared_reads import SharedReads
from clients.mailjet import MailjetClient
from models.checklist import Check, Checklist, Verdict
from models.launch import (
    FindSend,
    HandOver,
    LaunchReadiness,
    PrepareLaunch,
    SendDraft,
    SendResult,
)
from models.plan import Plan, read_plan
from models.round import HoldKind, RoundRef, StartRound, Status
from models.steps import CollectMetrics, Measured, Preflight
from sandbox.clock import Clock
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve
from storage.database import Database
from storage.launches import Launches
from storage.metrics import MetricsStore
from storage.rounds import Rounds
from tests.activities.samples import Run
from tests.fakes import FakeDns
from tests.fakes.records import FakeClaims
from tests.storage.samples import CLAIMANT

EXAMPLES = Path(__file__).parents[2] / "examples"
HALF_HOUR, DAY = timedelta(minutes=30), timedelta(hours=24)
ANGRY = {  # everybody opens within the day, and every twelfth of them complains
    "rates": {"opened": 1.0, "complained": 0.08},
    "delays": {"counters_growth_seconds": DAY.total_seconds()},
}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    seed = Seed.load(EXAMPLES / "sandbox.toml")
    async with await serve(port=0, seed=seed, clock=Clock(speed=0)) as running:
        yield running


@dataclass
class Two:
    """The two rounds of the example: checked, looked at again, sent and measured by hand."""

    rounds: tuple[StartRound, StartRound]
    record: Rounds
    preflight: PreflightActivities
    launch: LaunchActivities
    metrics: MetricsActivities
    control: httpx.AsyncClient
    run: Run

    def ref(self, number: int) -> RoundRef:
        asked = self.rounds[number - 1]
        return RoundRef(
            slug=asked.slug,
            campaign_name=asked.campaign_name,
            number=number,
            total=2,
            timezone=asked.timezone,
            launch=asked.planned.launch,
        )

    async def change(self, path: str, **change: object) -> None:
        (await self.control.post(path, json=change)).raise_for_status()

    async def check(self, number: int) -> Checklist:
        planned = self.rounds[number - 1].planned
        command = Preflight(round=self.ref(number), planned=planned, wrapup_delay=HALF_HOUR)
        checklist: Checklist = await self.run(self.preflight.run_preflight, command)
        return checklist

    async def look_again(self, number: int, checked: Checklist) -> LaunchReadiness:
        planned = self.rounds[number - 1].planned
        ready: LaunchReadiness = await self.run(
            self.launch.prepare_launch,
            PrepareLaunch(
                round=self.ref(number),
                draft_id=planned.draft_id,
                list_id=planned.list_id,
                intent_id=f"launch-{number}",
                fingerprint=checked.fingerprint or "",
                checked_recipients=checked.active_recipients,
            ),
        )
        return ready

    async def send(self, number: int) -> datetime:
        """Send a round that is ready, and see that it was."""
        ref, draft_id = self.ref(number), self.rounds[number - 1].planned.draft_id
        soon = datetime.now(UTC) + timedelta(minutes=1)
        command = SendDraft(
            round=ref, draft_id=draft_id, intent_id=f"launch-{number}", not_after=soon
        )
        sent: SendResult = await self.run(self.launch.send_draft, command)
        assert sent.outcome is HandOver.ACCEPTED
        await self.change("/speed", advance=10)
        find = FindSend(
            round=ref,
            draft_id=draft_id,
            recipients=1000,
            accepted_at=sent.at,
            patience=timedelta(0),
        )
        assert (await self.run(self.launch.find_send, find)).campaign_id is not None
        return sent.at

    async def measure(self, number: int, name: str, accepted_at: datetime) -> Measured:
        command = CollectMetrics(
            round=self.ref(number),
            snapshot=name,
            draft_id=self.rounds[number - 1].planned.draft_id,
            campaign_id=None,
            accepted_at=accepted_at,
            patience=timedelta(0),
        )
        measured: Measured = await self.run(self.metrics.collect_metrics, command)
        assert measured.snapshot is not None
        return measured


@pytest.fixture
async def two(sandbox: Sandbox, database: Database, run: Run) -> AsyncIterator[Two]:
    plan = read_plan(EXAMPLES / "two_ready_rounds.toml")
    rounds, snapshots = Rounds(database), MetricsStore(database)
    first, second = asked_by(plan)
    await rounds.record_planned([first, second], CLAIMANT)
    async with (
        MailjetClient(
            api_key="sandbox-key", secret_key="sandbox-secret", base_url=f"{sandbox.url}/mailjet"
        ) as mailjet,
        httpx.AsyncClient(base_url=f"{sandbox.url}/control", trust_env=False) as control,
    ):
        yield Two(
            (first, second),
            rounds,
            PreflightActivities(
                mailjet=mailjet,
                snapshots=snapshots,
                rounds=rounds,
                services={},
                shared=SharedReads(),
                dns=FakeDns(),
                drafts=unclaimed(),
            ),
            LaunchActivities(mailjet=mailjet, launches=Launches(database), history=snapshots),
            MetricsActivities(mailjet, snapshots),
            control,
            run,
        )


def unclaimed() -> Drafts:
    """Let every draft be free: whose it is has tests of its own."""
    claims = FakeClaims()
    return Drafts(account="sandbox", claims=claims, neighbours=claims, running=claims)


def asked_by(plan: Plan) -> tuple[StartRound, StartRound]:
    first, second = (
        StartRound(slug=plan.slug, campaign_name=plan.campaign.name, total=2, planned=planned)
        for planned in plan.planned_rounds()
    )
    return first, second


def earlier_rounds(checklist: Checklist) -> Check:
    return next(check for check in checklist.checks if check.name == "earlier rounds")


@pytest.mark.parametrize(
    ("leave", "hold"), [(0, None), (1, None), (10, None), (11, HoldKind.COUNT_CHANGED)]
)
async def test_people_who_leave_after_the_checks_hold_nobody_within_the_tolerance(
    two: Two, leave: int, hold: HoldKind | None
) -> None:
    checked = await two.check(1)
    await two.change("/lists/7001", unsubscribe=leave)

    ready = await two.look_again(1, checked)

    assert checked.verdict is not Verdict.FAIL
    assert ready.recipients == 1000 - leave
    assert (ready.hold if ready.objection else None) is hold


async def test_people_who_join_are_counted_like_those_who_leave(two: Two) -> None:
    checked = await two.check(1)
    await two.change("/lists/7001", add=[f"new{n}@gmail.example" for n in range(11)])

    ready = await two.look_again(1, checked)

    assert ready.hold is HoldKind.COUNT_CHANGED
    assert "1,011 active recipients, 11 more" in ready.objection


async def test_complaints_at_the_first_follow_up_hold_the_next_round(two: Two) -> None:
    await two.change("/mailjet", **ANGRY)
    await two.look_again(1, await two.check(1))
    accepted_at = await two.send(1)

    await two.change("/speed", advance=HALF_HOUR.total_seconds())
    at_once = await two.measure(1, "wrapup", accepted_at)
    checked = await two.check(2)
    await two.change("/speed", advance=DAY.total_seconds())
    late = await two.measure(1, "24h", accepted_at)
    ready = await two.look_again(2, checked)
    checked_again = await two.check(2)

    assert at_once.snapshot is not None
    assert late.snapshot is not None
    assert at_once.snapshot.metrics.complained == 0
    assert (late.snapshot.metrics.complaint_rate or 0) > 5
    assert earlier_rounds(checked).verdict is Verdict.PASS
    assert earlier_rounds(checked).seen == "1 earlier round within all guardrails"
    assert ready.hold is HoldKind.GUARDRAIL
    assert ready.objection.startswith("Round 1: complaint rate ")
    assert "crossed the hold line of 0.08 % (24h)" in ready.objection
    assert earlier_rounds(checked_again).verdict is Verdict.FAIL


async def test_a_round_just_sent_is_not_checked_and_one_never_measured_is_a_warning(
    two: Two,
) -> None:
    before = earlier_rounds(await two.check(2))
    await two.look_again(1, await two.check(1))
    meant = earlier_rounds(await two.check(2))
    await two.send(1)
    just_sent = earlier_rounds(await two.check(2))
    await two.record.record_status(two.ref(1), Status.COMPLETED)
    never_measured = earlier_rounds(await two.check(2))

    assert (before.verdict, before.seen) == (Verdict.PASS, "no earlier round was sent")
    assert meant.verdict is Verdict.NOT_CHECKED
    assert "round 1 is launching, and may have been sent" in meant.seen
    assert just_sent.verdict is Verdict.NOT_CHECKED
    assert "round 1 has its first results at" in just_sent.seen
    assert never_measured.verdict is Verdict.WARN
    assert never_measured.seen == "round 1 was sent, and has no numbers"
