"""The stage on which rounds are played: workers, worlds, and a round with its clock."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowHistory,
    WorkflowUpdateFailedError,
)
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from activities.announcements import SlackActivities
from activities.assessment import AssessmentActivities
from activities.drafts import Drafts
from activities.launch import LaunchActivities
from activities.metrics import MetricsActivities
from activities.pictures import Pictures
from activities.preflight import PreflightActivities
from activities.records import RecordActivities
from activities.shared_reads import SharedReads
from activities.side_reads import SideReads
from models.launch import FindSend, SendDraft, SendResult, Witnesses
from models.plan import ApprovalMode, PlannedRound
from models.round import RoundReport, RoundState, RoundView, StartRound
from models.steps import CollectMetrics, Measured
from models.timeline import LifecyclePolicy
from storage.launches import Claim
from tests.fakes import FakeDns, World
from tests.replay.paths import name_of_path
from tests.replay.recording import keep
from workers.plugin import CampaignPlugin
from workflows.campaign import Campaign
from workflows.policies import Queue
from workflows.round import CampaignRound
from workflows.search_attributes import of_round

POLICY = LifecyclePolicy(settling=timedelta(0), metrics_patience=timedelta(0), followups=())
DAY = timedelta(days=1)
NUMBERS = itertools.count(1)
WORLDS: dict[str, World] = {}


def here() -> World:
    """Find the world of the workflow whose activity runs now."""
    return WORLDS[(activity.info().workflow_id or "").split("/")[1]]


class Here:
    """Stand for a collaborator of whichever world asks."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:  # Any: whatever the fake has
        def call(*args: Any, **kwargs: Any) -> Any:
            return getattr(getattr(here(), self._name), attribute)(*args, **kwargs)

        return True if attribute == "on_loopback" else call


class VirtualLaunches(Here):
    """Keep the deadlines of claims by the workflow's clock, too."""

    async def claim(self, intent_id: str, at: datetime, until: datetime) -> Claim:
        ahead = activity.info().started_time - at
        return await here().launches.claim(intent_id, at + ahead, until + ahead)


class VirtualLaunch(LaunchActivities):
    """Read the workflow's clock, which is weeks ahead of this machine's."""

    @activity.defn
    async def send_draft(self, command: SendDraft) -> SendResult:
        now = activity.info().started_time
        ahead = now - datetime.now(UTC)
        await here().launches.called("taken up")
        result = await super().send_draft(
            command.model_copy(update={"not_after": command.not_after - ahead})
        )
        return result.model_copy(update={"at": now})

    @activity.defn
    async def find_send(self, command: FindSend) -> Witnesses:
        return await super().find_send(command.model_copy(update={"patience": timedelta(0)}))


class VirtualMetrics(MetricsActivities):
    """Tell a snapshot's age by the workflow's clock."""

    @activity.defn
    async def collect_metrics(self, command: CollectMetrics) -> Measured:
        measured = await super().collect_metrics(command)
        age = activity.info().started_time - command.accepted_at
        pair = {"snapshot": measured.snapshot, "earlier": measured.earlier}
        aged = {name: one and one.model_copy(update={"age": age}) for name, one in pair.items()}
        return measured.model_copy(update=aged)


def activities_of(queue: Queue) -> list[Callable[..., Any]]:
    collaborators: dict[str, Any] = {
        name: Here(name)
        for name in (
            "mailjet", "slack", "gemini", "log", "decisions", "assessments", "rounds",
            "launches", "metrics", "claims",
        )
    }  # fmt: skip
    mailjet, rounds, metrics = (collaborators[name] for name in ("mailjet", "rounds", "metrics"))
    services = {"Slack": collaborators["slack"].auth_test, "Gemini": collaborators["gemini"].ping}
    unshared = SharedReads(itertools.count(step=3600).__next__)  # each read makes all others old
    claims = collaborators["claims"]
    drafts = Drafts(account="sandbox", claims=claims, neighbours=claims, running=claims)
    preflight = PreflightActivities(
        mailjet=mailjet,
        snapshots=metrics,
        rounds=rounds,
        services=services,
        shared=unshared,
        dns=FakeDns(),
        drafts=drafts,
    )
    launch = VirtualLaunch(mailjet=mailjet, launches=VirtualLaunches("launches"), history=metrics)
    slack = SlackActivities(
        slack=collaborators["slack"],
        channel="C1",
        log=collaborators["log"],
        assessments=collaborators["assessments"],
        decisions=collaborators["decisions"],
        pictures=Pictures(collaborators["slack"], collaborators["log"], waits=()),
    )
    activities: dict[Queue, list[Callable[..., Any]]] = {
        Queue.CAMPAIGN: [
            RecordActivities(
                rounds=rounds, drafts=drafts, on_loopback={"mailjet": True}
            ).open_campaign
        ],
        Queue.MAILJET: [
            preflight.run_preflight,
            launch.prepare_launch,
            launch.send_draft,
            launch.find_send,
            VirtualMetrics(mailjet, metrics, SideReads(waits=(0.0, 0.0))).collect_metrics,
        ],
        Queue.SLACK: [slack.announce],
        Queue.GEMINI: [AssessmentActivities(collaborators["gemini"]).consult_agent],
    }
    return activities[queue]


class Crew:
    """One worker for each queue, which a test can send away."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._stacks: dict[Queue, AsyncExitStack] = {}

    async def come(self, *queues: Queue) -> None:
        for queue in queues:
            stack = self._stacks[queue] = AsyncExitStack()
            worker = Worker(
                self._client,
                task_queue=queue,
                workflows=[Campaign, CampaignRound] if queue is Queue.CAMPAIGN else [],
                activities=activities_of(queue),
            )
            await stack.enter_async_context(worker)

    async def go(self, *queues: Queue) -> None:
        for queue in queues:
            if queue in self._stacks:
                await self._stacks.pop(queue).aclose()

    @asynccontextmanager
    async def away(self, *queues: Queue) -> AsyncIterator[None]:
        await self.go(*queues)
        try:
            yield
        finally:
            await self.come(*queues)


@dataclass
class Play:
    """One round on stage: start it, move its clock, look at it, decide about it."""

    env: WorkflowEnvironment
    asked: StartRound
    world: World
    handles: list[WorkflowHandle[Any, Any]] = field(default_factory=list)

    @property
    def handle(self) -> WorkflowHandle[CampaignRound, RoundReport]:
        return self.handles[-1]

    @property
    def launch(self) -> datetime:
        return self.asked.planned.launch

    async def start(self, *, stepwise: bool = True) -> None:
        """Start the round; its clock stands still between steps, or else skips all waiting."""
        if stepwise:
            with self.env.with_time_skipping_disabled():
                await self._start()
        else:
            await self._start()

    async def _start(self) -> None:
        handle = await self.env.client.start_workflow(
            CampaignRound.run,
            self.asked,
            id=self.asked.id.workflow_id,
            task_queue=Queue.CAMPAIGN,
            search_attributes=of_round(self.asked),
        )
        self.handles.append(handle)

    async def until(self, instant: datetime) -> None:
        """Let the clock run to an instant."""
        now = await self.env.get_current_time(self.handle)
        if instant > now:
            await self.env.fast_forward(self.handle, instant - now)

    async def before_launch(self, span: timedelta) -> None:
        await self.until(self.launch - span)

    async def view(self) -> RoundView:
        return await self.handle.query(CampaignRound.status)

    async def state(self) -> RoundState:
        return (await self.view()).state

    async def wait(self, what: Callable[[RoundState], object]) -> RoundState:
        """Wait a few real seconds until the round is so."""
        for _ in range(500):
            state = await self.state()
            if what(state):
                return state
            await asyncio.sleep(0.01)
        raise AssertionError(f"never so; it is {state.status}, hold {state.hold}")

    async def held(self, kind: str) -> RoundState:
        return await self.wait(lambda state: state.hold is not None and state.hold.kind == kind)

    async def became(self, status: str) -> RoundState:
        return await self.wait(lambda state: state.status == status)

    async def decide(self, update: str, **fields: Any) -> str:
        """Decide by update; give the answer's message."""
        answer = await self.handle.execute_update(update, {"by": "ada"} | fields)
        return str(answer["message"])

    async def cancel(self) -> None:
        await self.handle.cancel()

    async def signal(self, name: str, *payloads: Any) -> None:
        await self.handle.signal(name, args=list(payloads))

    async def refusal(self, update: str, **fields: Any) -> str:
        """Decide by update and be refused; give the reason."""
        with pytest.raises(WorkflowUpdateFailedError) as caught:
            await self.decide(update, **fields)
        return str(caught.value.cause)

    async def finish(self) -> RoundReport:
        """Skip all waiting to the end of the round."""
        await self.env.fast_forward(self.handle)
        return await self.handle.result()

    async def leave(self) -> None:
        """End what a test has seen enough of."""
        for handle in self.handles:
            with suppress(RPCError):  # it has ended
                await handle.terminate("the test is over")

    async def count(self, word: str) -> int:
        """Count the events of a kind."""
        history = await self.handle.fetch_history()
        return sum(word in name_of(event.event_type) for event in history.events)


def name_of(event_type: int) -> str:
    return EventType.Name(event_type).removeprefix("EVENT_TYPE_")  # type: ignore[arg-type]


Director = Callable[..., Play]


async def replay_and_keep(histories: list[WorkflowHistory], request: pytest.FixtureRequest) -> None:
    """Live through histories again; raise when the code would do something else.

    `make histories` keeps those whose path has a name.
    """
    replayer = Replayer(workflows=[Campaign, CampaignRound], plugins=[CampaignPlugin()])
    for history in histories:
        await replayer.replay_workflow(history)
    name = name_of_path(request.node.nodeid)
    if name and request.config.getoption("--record-histories"):
        keep(name, histories)


def a_start(slug: str, launch: datetime, number: int = 1, **fields: Any) -> StartRound:
    values: dict[str, Any] = {
        "slug": slug,
        "campaign_name": "Spring launch",
        "total": 2,
        "started_by": "grace",
        "approval": ApprovalMode.AUTOMATIC,
        "policy": POLICY,
        "planned": PlannedRound(
            number=number,
            launch=launch,
            list_id=7000 + number,
            draft_id=500 + number,
            expected_recipients=1000,
            recipient_range="1-1000",
            subject="Spring is here",
            sender_name="Ada at Example",
            sender_email="news@example.com",
        ),
    }
    return StartRound(**values | fields)
