"""Measure a round: read its counters at a fixed age and keep them."""

import asyncio
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from temporalio import activity

from activities.errors import taken, told_to_temporal
from activities.side_reads import SideReads
from clients.mailjet import rows
from clients.mailjet.rows import CampaignId, DraftId
from models.metrics import BounceReason, LinkClicks, MailboxProvider, Metrics, Part, Snapshot
from models.round import RoundRef
from models.steps import CollectMetrics, Measured

CLOCK_SKEW = timedelta(hours=1)  # windowed reads start this much before the send
FIRST_LOOK, LONGEST_PAUSE = 1.0, 60.0  # seconds between two looks while there is no data


class Mailjet(Protocol):
    async def find_campaign_by_draft(self, draft_id: DraftId) -> rows.Campaign | None: ...
    async def get_campaign(self, campaign_id: CampaignId) -> rows.Campaign: ...
    async def get_counters(self, campaign_id: CampaignId) -> rows.Counters | None: ...
    async def get_mailbox_providers(
        self, campaign_id: CampaignId
    ) -> list[rows.MailboxProviderCounters]: ...
    async def count_bounce_reasons(
        self, campaign_id: CampaignId, since: datetime
    ) -> list[rows.BounceReason]: ...
    async def get_link_clicks(self, campaign_id: CampaignId) -> list[rows.LinkClicks]: ...


class KeepsMetrics(Protocol):
    async def record(self, ref: RoundRef, campaign_id: int, snapshot: Snapshot) -> None: ...
    async def earlier(self, ref: RoundRef, snapshot_name: str) -> Snapshot | None: ...


@dataclass(frozen=True)
class MetricsActivities:
    """Read what became of the mail."""

    mailjet: Mailjet
    metrics: KeepsMetrics
    parts: SideReads = field(default_factory=SideReads)

    @activity.defn
    async def collect_metrics(self, command: CollectMetrics) -> Measured:
        """Read a snapshot, keep it, and find the earlier round's of the same name.

        No data yet is not zero: waits at most `patience` for the first message to be counted, then
        answers without a snapshot. The counters decide: what stands beside them may be missing,
        and the snapshot says so. Twice is safe: reads, and an upsert by round and snapshot name.
        """
        deadline = datetime.now(UTC) + command.patience
        pause = FIRST_LOOK
        while True:
            with told_to_temporal():
                campaign_id = await self._campaign_of(command)
                counters = await self.mailjet.get_counters(campaign_id) if campaign_id else None
            if campaign_id is not None and counters is not None and counters.processed:
                return await self._keep(command, campaign_id, counters)
            if datetime.now(UTC) >= deadline:
                missing = "counters" if campaign_id else "campaign for this draft"
                return Measured(
                    snapshot=None,
                    campaign_id=campaign_id,
                    detail=f"Mailjet shows no {missing} yet.",
                )
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    async def _campaign_of(self, command: CollectMetrics) -> CampaignId | None:
        if command.campaign_id is not None:
            return CampaignId(command.campaign_id)
        found = await self.mailjet.find_campaign_by_draft(DraftId(command.draft_id))
        return found.id if found else None

    async def _keep(
        self, command: CollectMetrics, campaign_id: CampaignId, counters: rows.Counters
    ) -> Measured:
        with told_to_temporal():
            earlier = await self.metrics.earlier(command.round, command.snapshot)
        snapshot = await self._snapshot(command, campaign_id, counters)
        with told_to_temporal():
            await taken("snapshot", self.metrics.record(command.round, campaign_id, snapshot))
        return Measured(snapshot=snapshot, earlier=earlier, campaign_id=campaign_id)

    async def _snapshot(
        self, command: CollectMetrics, campaign_id: CampaignId, counters: rows.Counters
    ) -> Snapshot:
        """Put what can be read beside the counters, and name what cannot."""
        mailjet, read, since = self.mailjet, self.parts.read, command.accepted_at - CLOCK_SKEW
        metrics = Metrics(**asdict(counters))
        sending, providers, reasons, links = await asyncio.gather(
            read(Part.SEND_TIMES, lambda: mailjet.get_campaign(campaign_id)),
            read(
                Part.MAILBOX_PROVIDERS,
                lambda: mailjet.get_mailbox_providers(campaign_id),
                counted=metrics.processed,
            ),
            read(
                Part.BOUNCE_REASONS,
                lambda: mailjet.count_bounce_reasons(campaign_id, since),
                counted=metrics.bounced + metrics.blocked,
            ),
            read(Part.LINKS, lambda: mailjet.get_link_clicks(campaign_id), counted=metrics.clicked),
        )
        missing = (part.missing for part in (sending, providers, reasons, links))
        now = datetime.now(UTC)
        return Snapshot(
            name=command.snapshot,
            round_number=command.round.number,
            age=max(now - command.accepted_at, timedelta(0)),
            collected_at=now,
            metrics=metrics,
            send_start_at=sending.found.send_started_at if sending.found else None,
            send_end_at=sending.found.send_ended_at if sending.found else None,
            mailbox_providers=tuple(
                MailboxProvider(**asdict(row)) for row in providers.found or ()
            ),
            bounce_reasons=tuple(BounceReason(**asdict(row)) for row in reasons.found or ()),
            links=tuple(
                LinkClicks(url=row.url, people=row.messages, clicks=row.clicks)
                for row in links.found or ()
            ),
            missing=tuple(one for one in missing if one is not None),
        )
