"""``statcounters``: the key statistics, whole or in slices of time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from aiohttp import web

from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import RefusedError, Row, page, time_text
from sandbox.mailjet.mailings import Campaign
from sandbox.mailjet.query import Query
from sandbox.mailjet.resource import Call, Resource
from sandbox.mailjet.slices import event_counts, message_counts, slice_of
from sandbox.mailjet.tally import Counts

RESOLUTIONS = {
    "highest": timedelta(minutes=5),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
MOST_SLICES = 100
SHORT = {
    "c": "Campaign",
    "a": "APIKey",
    "e": "Event",
    "m": "Message",
    "s": "Highest",
    "h": "Hour",
    "d": "Day",
    "l": "Lifetime",
}
API_KEY_ID = 1_643_971


class StatCounters(Resource):
    """Serve ``statcounters``: no rows at all before the first counters exist."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        query = call.query
        letters = (query.text("CounterType") or "").lower()
        source, timing, resolution = (
            (query.text(name) or SHORT.get(letters[index : index + 1], "")).lower()
            for index, name in enumerate(("CounterSource", "CounterTiming", "CounterResolution"))
        )
        if not source and query.number("CampaignID") is not None:
            source = "campaign"
        if source not in {"campaign", "apikey", "list", "sender"}:
            raise _missing("CounterSource")
        if timing not in {"message", "event"}:
            raise _missing("CounterTiming")
        if resolution != "lifetime" and resolution not in RESOLUTIONS:
            raise _missing("CounterResolution")
        source_id = query.number("SourceID", "CampaignID" if source == "campaign" else "SourceID")
        if source != "apikey" and source_id is None:
            raise _missing("SourceID")
        _check_combination(source, timing, resolution, query)
        campaigns = self._campaigns(source, source_id or 0)
        if source == "apikey":
            source_id = API_KEY_ID
        if resolution == "lifetime":
            rows = self._lifetime(campaigns, source_id or 0)
        else:
            step = RESOLUTIONS[resolution]
            rows = self._slices(campaigns, source_id or 0, timing, step, query)
        return page(query, rows, lambda row: row)

    def _campaigns(self, source: str, source_id: int) -> list[Campaign]:
        now, delays = self._account.clock.now(), self._account.delays
        return [
            each
            for each in self._account.visible_campaigns()
            if each.moment(now, delays) >= 0
            and source_id
            == {
                "campaign": each.id,
                "apikey": source_id,
                "list": each.list_id,
                "sender": each.sender_id,
            }[source]
        ]

    def _lifetime(self, campaigns: list[Campaign], source_id: int) -> Iterator[Row]:
        if campaigns:
            now, delays = self._account.clock.now(), self._account.delays
            counts = Counts()
            for each in campaigns:
                counts += each.results.tally.at(each.moment(now, delays))
            yield self._render(counts, source_id, None)

    def _slices(
        self,
        campaigns: list[Campaign],
        source_id: int,
        timing: str,
        step: timedelta,
        query: Query,
    ) -> Iterator[Row]:
        now, delays = self._account.clock.now(), self._account.delays
        end = query.instant("ToTS") or now
        start = query.instant("FromTS") or end - MOST_SLICES * step
        if end - start > MOST_SLICES * step:
            raise RefusedError(400, f"The time window is larger than {MOST_SLICES} slices")
        split = message_counts if timing == "message" else event_counts
        slices: dict[datetime, Counts] = {}
        for each in campaigns:
            for slice_start, counts in split(each, now, delays, step).items():
                slices[slice_start] = slices.get(slice_start, Counts()) + counts
        first = slice_of(start, step)
        for slice_start in sorted(slices):
            if first <= slice_start <= end:
                yield self._render(slices[slice_start], source_id, slice_start)

    def _render(self, counts: Counts, source_id: int, timeslice: datetime | None) -> Row:
        growth = self._account.delays.counters_growth_seconds
        return {
            "APIKeyID": API_KEY_ID,
            "EventClickDelay": int(counts.click_delay * growth),
            "EventClickedCount": counts.clicks,
            "EventOpenDelay": int(counts.open_delay * growth),
            "EventOpenedCount": counts.opens,
            "EventSpamCount": counts.complained,
            "EventUnsubscribedCount": counts.unsubscribed,
            "EventWorkflowExitedCount": 0,
            "MessageBlockedCount": counts.blocked,
            "MessageClickedCount": counts.clicked,
            "MessageDeferredCount": max(counts.deferred, 0),
            "MessageHardBouncedCount": counts.hard,
            "MessageOpenedCount": counts.opened,
            "MessageQueuedCount": max(counts.queued, 0),
            "MessageSentCount": counts.delivered,
            "MessageSoftBouncedCount": counts.soft,
            "MessageSpamCount": counts.complained,
            "MessageUnsubscribedCount": counts.unsubscribed,
            "MessageWorkFlowExitedCount": 0,
            "SourceID": source_id,
            "Timeslice": time_text(timeslice),
            "Total": counts.processed,
        }


def _check_combination(source: str, timing: str, resolution: str, query: Query) -> None:
    if resolution == "lifetime" and timing == "event":
        raise RefusedError(
            400, "CounterResolution Lifetime is not allowed with CounterTiming Event"
        )
    if resolution == "lifetime" and (query.text("FromTS") or query.text("ToTS")):
        raise RefusedError(400, "FromTS and ToTS are not allowed with CounterResolution Lifetime")
    if source == "list" and (timing, resolution) != ("message", "lifetime"):
        raise RefusedError(400, "CounterSource List allows CounterTiming Message and Lifetime only")
    if source == "sender" and timing != "message":
        raise RefusedError(400, "CounterSource Sender allows CounterTiming Message only")


def _missing(name: str) -> RefusedError:
    return RefusedError(400, f"Missing or invalid mandatory filter: {name}")
