# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``statistics/…``: one campaign by mailbox provider, and by link."""

from collections import Counter

from aiohttp import web

from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import RefusedError, Row, page
from sandbox.mailjet.mailings import Campaign
from sandbox.mailjet.resource import Call, Resource, not_allowed, not_found
from sandbox.mailjet.tally import Counts


class Breakdowns(Resource):
    """Serve ``statistics/recipient-esp`` and ``statistics/link-click``."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def read(self, call: Call, key: str) -> web.Response:
        campaign_id = call.query.number("CampaignID")
        if campaign_id is None:
            raise RefusedError(400, "Missing mandatory filter: CampaignID")
        found = (each for each in self._account.visible_campaigns() if each.id == campaign_id)
        campaign = next(found, None)
        match key.lower():
            case "recipient-esp":
                rows = self._providers(campaign, call.query.text("ESP_Name"))
            case "link-click":
                rows = self._links(campaign)
            case _:
                raise not_found()
        return page(call.query, rows, lambda row: row)

    def change(self, call: Call, key: str) -> web.Response:
        raise not_allowed()

    def _providers(self, campaign: Campaign | None, name: str | None) -> list[Row]:
        if campaign is None or self._moment(campaign) < 0:
            return []
        return [
            _render_provider(provider, tally.at(self._moment(campaign)))
            for provider, tally in campaign.results.tally_by_provider.items()
            if name is None or provider.lower() == name.lower()
        ]

    def _links(self, campaign: Campaign | None) -> list[Row]:
        if campaign is None:
            return []
        moment, links = self._moment(campaign), campaign.results.links
        events = [
            (fate.index, link) for time, fate, link in campaign.results.clicks if time <= moment
        ]
        by_link = Counter(link for _, link in events)
        messages_by_link = Counter(link for _, link in set(events))
        return [
            {
                "ClickedEventsCount": by_link[index],
                "ClickedMessagesCount": messages_by_link[index],
                "PositionIndex": index,
                "URL": links[index],
            }
            for index in sorted(by_link)
        ]

    def _moment(self, campaign: Campaign) -> float:
        return campaign.moment(self._account.clock.now(), self._account.delays)


def _render_provider(provider: str, counts: Counts) -> Row:
    attempted = counts.processed - counts.blocked
    return {
        "AttemptedMessagesCount": attempted,
        "ClickThroughRate": _share(counts.clicked, counts.delivered),
        "ClickedMessagesCount": counts.clicked,
        "DeferredMessagesCount": counts.deferred,
        "DeferredRate": _share(counts.deferred, attempted),
        "DeliveredMessagesCount": counts.delivered,
        "ESPName": provider,
        "HardBouncedMessagesCount": counts.hard,
        "HardBouncedRate": _share(counts.hard, attempted),
        "OpenRate": _share(counts.opened, counts.delivered),
        "OpenedMessagesCount": counts.opened,
        "SoftBouncedMessagesCount": counts.soft,
        "SoftBouncedRate": _share(counts.soft, attempted),
        "SpamReportsCount": counts.complained,
        "SpamReportsRate": _share(counts.complained, counts.delivered),
        "UnsubscribedMessagesCount": counts.unsubscribed,
        "UnsubscribedRate": _share(counts.unsubscribed, counts.delivered),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
