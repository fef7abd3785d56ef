"""The one place where real clients, storage and activities are put together."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from activities.announcements import SlackActivities
from activities.assessment import AssessmentActivities
from activities.drafts import Drafts
from activities.launch import LaunchActivities
from activities.metrics import MetricsActivities
from activities.pictures import Pictures
from activities.preflight import PreflightActivities
from activities.records import RecordActivities
from activities.running_rounds import RunningRounds
from activities.shared_reads import SharedReads
from clients.dns import DnsClient
from clients.gemini.client import GeminiClient
from clients.mailjet.account import account_name
from clients.mailjet.client import MailjetClient
from clients.slack.client import SlackClient
from storage.assessments import Assessments
from storage.claims import Claims
from storage.database import Database
from storage.decisions import Decisions
from storage.launches import Launches
from storage.metrics import MetricsStore
from storage.neighbours import Neighbours
from storage.notifications import Notifications
from storage.rounds import Rounds
from workers.heartbeats import HeartbeatInterceptor
from workers.settings import Settings
from workflows.campaign import Campaign
from workflows.policies import Queue
from workflows.round import CampaignRound

GRACEFUL_SHUTDOWN = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class Providers:
    """The outside world, connected."""

    database: Database
    mailjet: MailjetClient
    slack: SlackClient
    gemini: GeminiClient

    @property
    def on_loopback(self) -> dict[str, bool]:
        """Say of each provider by name whether it is on this machine."""
        return {
            "mailjet": self.mailjet.on_loopback,
            "slack": self.slack.on_loopback,
            "gemini": self.gemini.on_loopback,
        }


@asynccontextmanager
async def open_providers(settings: Settings) -> AsyncIterator[Providers]:
    """Make the clients that the settings ask for, and close them at the end."""
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url.get_secret_value())
        stack.push_async_callback(database.close)
        mailjet = await stack.enter_async_context(
            MailjetClient(
                api_key=settings.mailjet_api_key.get_secret_value(),
                secret_key=settings.mailjet_secret_key.get_secret_value(),
                base_url=settings.mailjet_base_url,
            )
        )
        slack = await stack.enter_async_context(
            SlackClient(
                token=settings.slack_bot_token.get_secret_value(), base_url=settings.slack_base_url
            )
        )
        gemini = await stack.enter_async_context(
            GeminiClient(
                api_key=settings.gemini_api_key.get_secret_value(),
                model=settings.gemini_model,
                base_url=settings.gemini_base_url,
            )
        )
        yield Providers(database=database, mailjet=mailjet, slack=slack, gemini=gemini)


def make_workers(
    client: Client,
    providers: Providers,
    settings: Settings,
    queues: Collection[Queue] = tuple(Queue),
) -> list[Worker]:
    """Make one worker for each queue; workflows live on the `campaign` queue.

    The rate of Slack posts is kept by the server for the whole queue, whatever number of workers.
    """
    database, mailjet = providers.database, providers.mailjet
    rounds, snapshots = Rounds(database), MetricsStore(database)
    drafts = Drafts(
        account=account_name(
            base_url=settings.mailjet_base_url, api_key=settings.mailjet_api_key.get_secret_value()
        ),
        claims=Claims(database),
        neighbours=Neighbours(database),
        running=RunningRounds(),
    )
    records = RecordActivities(rounds=rounds, drafts=drafts, on_loopback=providers.on_loopback)
    services = {"Slack": providers.slack.auth_test, "Gemini": providers.gemini.ping}
    preflight = PreflightActivities(
        mailjet=mailjet,
        snapshots=snapshots,
        rounds=rounds,
        services=services,
        shared=SharedReads(),
        dns=DnsClient(),
        drafts=drafts,
    )
    launch = LaunchActivities(mailjet=mailjet, launches=Launches(database), history=snapshots)
    metrics = MetricsActivities(mailjet, snapshots)
    channel, log = settings.slack_traction_channel_id, Notifications(database)
    slack = SlackActivities(
        slack=providers.slack,
        channel=channel,
        log=log,
        assessments=Assessments(database),
        decisions=Decisions(database),
        pictures=Pictures(providers.slack, log),
    )
    agents = AssessmentActivities(providers.gemini)
    activities: dict[Queue, list[Callable[..., object]]] = {
        Queue.CAMPAIGN: [records.open_campaign],
        Queue.MAILJET: [
            preflight.run_preflight,
            launch.prepare_launch,
            launch.send_draft,
            launch.find_send,
            metrics.collect_metrics,
        ],
        Queue.SLACK: [slack.announce],
        Queue.GEMINI: [agents.consult_agent],
    }
    limits = {Queue.SLACK: settings.slack_posts_per_second}
    return [
        Worker(
            client,
            task_queue=queue,
            workflows=[Campaign, CampaignRound] if queue is Queue.CAMPAIGN else [],
            activities=activities[queue],
            interceptors=[HeartbeatInterceptor()],
            max_task_queue_activities_per_second=limits.get(queue),
            graceful_shutdown_timeout=GRACEFUL_SHUTDOWN,
        )
        for queue in queues
    ]
