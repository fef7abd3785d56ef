"""``message``: every single mail with its state."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from aiohttp import web

from sandbox.mailjet import campaigns
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import Row, page, row_answer, time_text, without_missing
from sandbox.mailjet.fates import GREYLISTED, Fate, Outcome
from sandbox.mailjet.mailings import Campaign
from sandbox.mailjet.query import Query
from sandbox.mailjet.resource import Call, Resource, as_id, not_found
from sandbox.mailjet.sorting import Column, in_order

# Mailjet's MessageStatus numbers, each for one or more of its status words.
STATUS_WORDS = {
    1: {"queued"},
    2: {"sent"},
    3: {"opened"},
    4: {"clicked"},
    5: {"hardbounced", "softbounced"},
    6: {"spam"},
    7: {"unsub"},
    8: {"blocked"},
    9: {"softbounced"},
    10: {"hardbounced"},
    11: {"deferred"},
}
PROCESSED = 0
Message = tuple[Campaign, Fate, str]


class Messages(Resource):
    """Serve ``message``, of today's campaigns when no window is given."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        with_email = bool(call.query.flag("ShowContactAlt"))
        with_subject = bool(call.query.flag("ShowSubject"))
        return page(
            call.query,
            in_order(call.query, self._matching(call.query), self._columns()),
            lambda message: self._render(message, with_email, with_subject),
        )

    def read(self, call: Call, key: str) -> web.Response:
        wanted = as_id(key)
        for campaign in self._account.visible_campaigns():
            index = wanted - campaign.message_id(0)
            if 0 <= index < len(campaign.recipients):
                fate = campaign.results.fates[index]
                moment = campaign.moment(self._account.clock.now(), self._account.delays)
                with_email = bool(call.query.flag("ShowContactAlt"))
                message = (campaign, fate, status_word(fate, moment))
                return row_answer(self._render(message, with_email, False))
        raise not_found()

    def _matching(self, query: Query) -> Iterator[Message]:
        campaign_id, contact_id = query.number("Campaign"), query.number("Contact")
        state, words = query.number("MessageState"), status_words(query)
        now, delays = self._account.clock.now(), self._account.delays
        for campaign in campaigns.matching(self._account, query):
            if campaign_id not in {None, campaign.id}:
                continue
            moment = campaign.moment(now, delays)
            for fate in campaign.results.fates:
                if fate.processed > moment:
                    continue
                word = status_word(fate, moment)
                if (
                    (words is None or word in words)
                    and (contact_id in {None, campaign.recipients[fate.index][0]})
                    and (state is None or _state(fate, word) == state)
                ):
                    yield campaign, fate, word

    def _columns(self) -> dict[str, Column[Message]]:
        def arrived(message: Message) -> datetime:
            campaign, fate, _ = message
            return campaign.instant(fate.processed, self._account.delays)

        number = Column[Message](lambda message: message[0].message_id(message[1].index))
        return {"id": number, "arrivedat": Column[Message](arrived)}

    def _render(self, message: Message, with_email: bool, with_subject: bool) -> Row:
        campaign, fate, word = message
        contact_id, email = campaign.recipients[fate.index]
        message_id = campaign.message_id(fate.index)
        return without_missing(
            {
                "ArrivedAt": time_text(campaign.instant(fate.processed, self._account.delays)),
                "AttachmentCount": 0,
                "AttemptCount": 1 if fate.deferred is not None else 0,
                "CampaignID": campaign.id,
                "ContactAlt": email if with_email else "",
                "ContactID": contact_id,
                "Delay": 0,
                "DestinationID": 1,
                "FilterTime": 0,
                "ID": message_id,
                "IsClickTracked": True,
                "IsHTMLPartIncluded": bool(campaign.content.html),
                "IsOpenTracked": True,
                "IsTextPartIncluded": bool(campaign.content.text),
                "IsUnsubTracked": True,
                "MessageSize": 0,
                "SenderID": campaign.sender_id,
                "SpamassassinScore": 0,
                "SpamassRules": "",
                "StateID": _state(fate, word),
                "StatePermanent": fate.outcome is Outcome.HARD and word == "hardbounced",
                "Status": word,
                "Subject": campaign.subject if with_subject else "",
                "UUID": str(UUID(int=message_id)),
            }
        )


def status_words(query: Query) -> set[str] | None:
    """Return the words that a ``MessageStatus`` filter asks for, or nothing for all of them."""
    numbers = query.numbers("MessageStatus")
    if numbers is None or PROCESSED in numbers:
        return None
    return set().union(*(STATUS_WORDS.get(number, set()) for number in numbers))


def status_word(fate: Fate, moment: float) -> str:
    """Return Mailjet's word for the furthest a message has come."""
    if moment < fate.settled:
        return "queued" if fate.deferred is None or moment < fate.deferred else "deferred"
    if fate.outcome is not Outcome.DELIVERED:
        return str(fate.outcome.value)
    if fate.complained is not None and fate.complained <= moment:
        return "spam"
    if fate.unsubscribed is not None and fate.unsubscribed <= moment:
        return "unsub"
    if fate.clicked and fate.clicked[0] <= moment:
        return "clicked"
    return "opened" if fate.opened and fate.opened[0] <= moment else "sent"


def _state(fate: Fate, word: str) -> int | None:
    if word == "deferred":
        return GREYLISTED
    return fate.state if word in {"hardbounced", "softbounced", "blocked"} else None
