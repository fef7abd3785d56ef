"""Statistics of a sent campaign: counters, providers, links, and single messages and events."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

from clients.mailjet.fields import Row
from clients.mailjet.refusals import Call
from clients.mailjet.rows import (
    Bounce,
    BounceReason,
    CampaignId,
    Click,
    ContactId,
    Counters,
    LinkClicks,
    MailboxProviderCounters,
    MessageId,
    MessageRow,
    MessageStatus,
    Open,
)
from clients.mailjet.states import group_and_reason
from clients.mailjet.wire import Wire

# FromTS is compared with the campaign's start, so a clock that differs must not hide it;
# the campaign's id does the real filtering.
_MARGIN = timedelta(days=1)


def _from(since: datetime) -> int:
    return int((since - _MARGIN).timestamp())


class Statistics:
    """Speak of the statistics resources; all of it reads."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def get_counters(self, campaign_id: CampaignId) -> Counters | None:
        """Read the lifetime counters, or None while Mailjet has none: that is not zero."""
        params: dict[str, str | int] = {
            "CounterSource": "Campaign",
            "SourceID": campaign_id,
            "CounterTiming": "Message",
            "CounterResolution": "Lifetime",
        }
        call = Call("get_counters", f"campaign {campaign_id}")
        rows = await self._wire.rows(call, "statcounters", params, _source_and_counters)
        ours = [counters for source, counters in rows if source in (campaign_id, None)]
        return ours[0] if ours else None

    async def get_mailbox_providers(self, campaign_id: CampaignId) -> list[MailboxProviderCounters]:
        """Read the counters of each mailbox provider."""
        call = Call("get_mailbox_providers", f"campaign {campaign_id}")
        params = {"CampaignID": campaign_id}
        return await self._wire.rows(call, "statistics/recipient-esp", params, _mailbox_provider)

    async def get_link_clicks(self, campaign_id: CampaignId) -> list[LinkClicks]:
        """Read the clicks of each link."""
        call = Call("get_link_clicks", f"campaign {campaign_id}")
        params = {"CampaignID": campaign_id}
        return await self._wire.rows(call, "statistics/link-click", params, _link_clicks)

    async def count_bounce_reasons(
        self, campaign_id: CampaignId, since: datetime
    ) -> list[BounceReason]:
        """Count the bounces and blocks by reason, each contact once, the largest count first."""
        # Mailjet repeats contacts: the permanent row counts, else the latest.
        worst: dict[int, Bounce] = {}
        async for bounce in self.iter_bounces(campaign_id, since):
            person = bounce.contact_id or bounce.message_id
            known = worst.get(person)
            if known is None or _weight(bounce) >= _weight(known):
                worst[person] = bounce
        counts = Counter((b.group, b.reason, b.permanent) for b in worst.values())
        reasons = [BounceReason(*what, count) for what, count in counts.items()]
        return sorted(reasons, key=lambda r: (-r.count, r.group, r.reason, r.permanent))

    def iter_bounces(self, campaign_id: CampaignId, since: datetime) -> AsyncIterator[Bounce]:
        """Read bounces and blocks as Mailjet has them, repeats included.

        `since` is any instant up to the start of the send.
        """
        call = Call("iter_bounces", f"campaign {campaign_id}")
        params = {"CampaignID": campaign_id, "FromTS": _from(since)}
        return self._wire.pages(call, "bouncestatistics", params, _bounce)

    def iter_messages(
        self,
        campaign_id: CampaignId,
        statuses: Sequence[MessageStatus],
        since: datetime,
        *,
        with_address: bool = False,
    ) -> AsyncIterator[MessageRow]:
        """Read the messages that are in one of `statuses`, with addresses only on demand."""
        params: dict[str, str | int] = {
            "Campaign": campaign_id,
            "FromTS": _from(since),
            "MessageStatus": ",".join(str(int(status)) for status in statuses),
        }
        if with_address:
            params["ShowContactAlt"] = "true"
        call = Call("iter_messages", f"campaign {campaign_id}")
        return self._wire.pages(call, "message", params, _message)

    def iter_opens(self, campaign_id: CampaignId, since: datetime) -> AsyncIterator[Open]:
        """Read every open, repeats included."""
        call = Call("iter_opens", f"campaign {campaign_id}")
        params = {"CampaignID": campaign_id, "FromTS": _from(since)}
        return self._wire.pages(call, "openinformation", params, _open)

    def iter_clicks(self, campaign_id: CampaignId, since: datetime) -> AsyncIterator[Click]:
        """Read every click, repeats included."""
        call = Call("iter_clicks", f"campaign {campaign_id}")
        params = {"CampaignID": campaign_id, "FromTS": _from(since)}
        return self._wire.pages(call, "clickstatistics", params, _click)


def _weight(bounce: Bounce) -> tuple[bool, datetime]:
    return bounce.permanent, bounce.at or datetime.min.replace(tzinfo=UTC)


def _source_and_counters(row: Row) -> tuple[int | None, Counters]:
    return row.identity_or_none("SourceID"), Counters(
        processed=row.count("Total"),
        delivered=row.count("MessageSentCount"),
        hard_bounces=row.count("MessageHardBouncedCount"),
        soft_bounces=row.count("MessageSoftBouncedCount"),
        blocked=row.count("MessageBlockedCount"),
        queued=row.count("MessageQueuedCount") + row.count("MessageDeferredCount"),
        opened=row.count("MessageOpenedCount"),
        clicked=row.count("MessageClickedCount"),
        unsubscribed=row.count("MessageUnsubscribedCount"),
        complained=row.count("MessageSpamCount"),
    )


def _mailbox_provider(row: Row) -> MailboxProviderCounters:
    return MailboxProviderCounters(
        name=row.text("ESPName"),
        attempted=row.count("AttemptedMessagesCount"),
        delivered=row.count("DeliveredMessagesCount"),
        deferred=row.count("DeferredMessagesCount"),
        hard_bounces=row.count("HardBouncedMessagesCount"),
        soft_bounces=row.count("SoftBouncedMessagesCount"),
        opened=row.count("OpenedMessagesCount"),
        clicked=row.count("ClickedMessagesCount"),
        unsubscribed=row.count("UnsubscribedMessagesCount"),
        complained=row.count("SpamReportsCount"),
    )


def _link_clicks(row: Row) -> LinkClicks:
    return LinkClicks(
        url=row.text("URL"),
        position=row.count("PositionIndex"),
        messages=row.count("ClickedMessagesCount"),
        clicks=row.count("ClickedEventsCount"),
    )


def _contact(row: Row) -> ContactId | None:
    number = row.identity_or_none("ContactID")
    return None if number is None else ContactId(number)


def _bounce(row: Row) -> Bounce:
    group, reason = group_and_reason(row.identity_or_none("StateID"))
    return Bounce(
        message_id=MessageId(row.integer("ID")),
        contact_id=_contact(row),
        at=row.moment("BouncedAt"),
        blocked=row.flag("IsBlocked"),
        permanent=row.flag("IsStatePermanent"),
        group=group,
        reason=reason,
    )


def _message(row: Row) -> MessageRow:
    group, reason = group_and_reason(row.identity_or_none("StateID"))
    return MessageRow(
        id=MessageId(row.integer("ID")),
        contact_id=_contact(row),
        status=row.text("Status").lower(),
        permanent=row.flag("StatePermanent"),
        group=group,
        reason=reason,
        arrived_at=row.moment("ArrivedAt"),
        address=row.text("ContactAlt") or None,
    )


def _open(row: Row) -> Open:
    message_id = MessageId(row.integer("MessageID"))
    return Open(message_id=message_id, contact_id=_contact(row), at=row.moment("OpenedAt"))


def _click(row: Row) -> Click:
    return Click(
        message_id=MessageId(row.integer("MessageID")),
        contact_id=_contact(row),
        at=row.moment("ClickedAt"),
        url=row.text("Url"),
    )
