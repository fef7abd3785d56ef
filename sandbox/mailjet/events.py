"""Event logs: ``bouncestatistics``, ``openinformation``, ``clickstatistics``."""

from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import web

from sandbox.mailjet import campaigns
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import Row, page, time_text
from sandbox.mailjet.fates import Fate, Outcome
from sandbox.mailjet.mailings import Campaign
from sandbox.mailjet.messages import status_word, status_words
from sandbox.mailjet.resource import Call, Resource

REPEATED_EVERY = 8  # so many bounces bring one more row for the same message
OTHER_STATES = {1: 2, 2: 1, 4: 5, 5: 4, 3: 10, 10: 12, 12: 3, 14: 20, 7: 8, 8: 7, 20: 14}
USER_AGENT_ID = 1_000_001


@dataclass(frozen=True)
class Event:
    """Something that happened to one message."""

    campaign: Campaign
    fate: Fate
    time: float
    detail: int = 0


class Log(Resource):
    """Serve one kind of event, of today's campaigns when no window is given."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        return page(call.query, self._within(call), self.render)

    def _within(self, call: Call) -> Iterator[Event]:
        window, message_id = call.query.event_window(), call.query.number("MessageID")
        words = status_words(call.query)
        now, delays = self._account.clock.now(), self._account.delays
        for campaign in campaigns.matching(self._account, call.query):
            moment = campaign.moment(now, delays)
            for event in self.events(campaign):
                if (
                    event.time <= moment
                    and window.holds(campaign.instant(event.time, delays))
                    and message_id in {None, campaign.message_id(event.fate.index)}
                    and (words is None or status_word(event.fate, moment) in words)
                ):
                    yield event

    def events(self, campaign: Campaign) -> Iterator[Event]:
        """Yield a campaign's events in the order of their IDs, and of time where those agree."""
        raise NotImplementedError

    def render(self, event: Event) -> Row:
        """Write an event as Mailjet does."""
        raise NotImplementedError

    def _common(self, event: Event) -> Row:
        return {
            "CampaignID": event.campaign.id,
            "ContactID": event.campaign.recipients[event.fate.index][0],
        }

    def _time(self, event: Event) -> str:
        return time_text(event.campaign.instant(event.time, self._account.delays))


class Bounces(Log):
    """Serve ``bouncestatistics``: no address, and now and then two rows for one message."""

    def events(self, campaign: Campaign) -> Iterator[Event]:
        for fate in campaign.results.bounced:
            state = fate.state or 0
            if fate.index % REPEATED_EVERY == 0:
                yield Event(campaign, fate, fate.settled, OTHER_STATES.get(state, state))
            yield Event(campaign, fate, fate.settled, state)

    def render(self, event: Event) -> Row:
        return {
            **self._common(event),
            "BouncedAt": self._time(event),
            "ID": event.campaign.message_id(event.fate.index),
            "IsBlocked": event.fate.outcome is Outcome.BLOCKED,
            "IsStatePermanent": event.fate.outcome is Outcome.HARD,
            "StateID": event.detail,
        }


class Opens(Log):
    """Serve ``openinformation``."""

    def events(self, campaign: Campaign) -> Iterator[Event]:
        return (Event(campaign, fate, time) for time, fate in campaign.results.opens)

    def render(self, event: Event) -> Row:
        arrived = event.campaign.instant(event.fate.settled, self._account.delays)
        return {
            **self._common(event),
            "ArrivedAt": time_text(arrived),
            "ID": -1,
            "MessageID": event.campaign.message_id(event.fate.index),
            "OpenedAt": self._time(event),
            "UserAgentFull": "Mozilla/5.0 (sandbox)",
            "UserAgentID": USER_AGENT_ID,
        }


class Clicks(Log):
    """Serve ``clickstatistics``."""

    def events(self, campaign: Campaign) -> Iterator[Event]:
        clicks = campaign.results.clicks
        return (Event(campaign, fate, time, link) for time, fate, link in clicks)

    def render(self, event: Event) -> Row:
        growth = self._account.delays.counters_growth_seconds
        return {
            **self._common(event),
            "ClickedAt": self._time(event),
            "ClickedDelay": int((event.time - event.fate.settled) * growth),
            "ID": -1,
            "MessageID": event.campaign.message_id(event.fate.index),
            "Url": event.campaign.results.links[event.detail],
            "UserAgentID": USER_AGENT_ID,
        }
