# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``listrecipient``: who is on which list; rows carry no address."""

from collections.abc import Iterator

from aiohttp import web

from sandbox.mailjet import properties
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import (
    RefusedError,
    Row,
    page,
    removed,
    row_answer,
    time_text,
    unchanged,
)
from sandbox.mailjet.lists import Lists
from sandbox.mailjet.people import Contact, Member
from sandbox.mailjet.query import Query
from sandbox.mailjet.resource import Call, Resource, as_id, not_found

CREATABLE = {
    "ContactID": properties.number,
    "ContactAlt": properties.text,
    "ListID": properties.number,
    "ListAlt": properties.text,
    "IsUnsubscribed": properties.flag,
}
CHANGEABLE = {"IsUnsubscribed": properties.flag}
READ_ONLY = frozenset({"ID", "ListName", "IsActive", "SubscribedAt", "UnsubscribedAt"})


class ListRecipients(Resource):
    """Serve ``listrecipient``."""

    def __init__(self, account: Account, lists: Lists) -> None:
        self._account = account
        self._lists = lists

    def browse(self, call: Call) -> web.Response:
        return page(call.query, self._matching(call.query), self._render)

    def create(self, call: Call) -> web.Response:
        wanted = properties.check("TListRecipient", call.body, CREATABLE, READ_ONLY)
        place = self._lists.find(str(wanted.get("ListID") or wanted.get("ListAlt") or ""))
        contact = self._contact(wanted)
        if contact.id in place.members:
            raise RefusedError(400, "A duplicate ListRecipient already exists.")
        member = self._account.subscribe(place, contact)
        if wanted.get("IsUnsubscribed"):
            member.unsubscribed_at = self._account.clock.now()
        return row_answer(self._render(member), 201)

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(self._render(self._find(key)))

    def change(self, call: Call, key: str) -> web.Response:
        member = self._find(key)
        read_only = READ_ONLY | (CREATABLE.keys() - CHANGEABLE.keys())
        wanted = properties.check("TListRecipient", call.body, CHANGEABLE, read_only)
        if wanted.get("IsUnsubscribed", member.unsubscribed) == member.unsubscribed:
            return unchanged()
        member.unsubscribed_at = None if member.unsubscribed else self._account.clock.now()
        return row_answer(self._render(member))

    def remove(self, call: Call, key: str) -> web.Response:
        member = self._find(key)
        self._account.expel(self._account.lists[member.list_id], member.contact)
        return removed()

    def _contact(self, wanted: dict[str, object]) -> Contact:
        contact = self._account.contacts.get(int(str(wanted.get("ContactID", 0))))
        if contact is None:
            email = str(wanted.get("ContactAlt", "")).lower()
            contact = self._account.contacts_by_email.get(email)
        if contact is None:
            raise RefusedError(
                400, 'MJ08 Property ContactID is invalid: MJ01 Could not resolve "Contact"'
            )
        return contact

    def _find(self, key: str) -> Member:
        member = self._account.members.get(as_id(key))
        if member is None:
            raise not_found()
        return member

    def _matching(self, query: Query) -> Iterator[Member]:
        list_id, contact_id = query.number("ContactsList"), query.number("Contact")
        email, list_name = query.text("ContactEmail"), query.text("ListName")
        unsubscribed, active = query.flag("Unsub"), query.flag("Active")
        excluded = query.flag("IsExcludedFromCampaigns")
        if list_id is not None:
            place = self._account.lists.get(list_id)
            members = iter(place.members.values()) if place else iter(())
        else:
            members = iter(self._account.members.values())
        if unsubscribed is not None:
            members = (each for each in members if each.unsubscribed == unsubscribed)
        if excluded is not None:
            members = (each for each in members if each.contact.excluded == excluded)
        if active is not None:
            members = (each for each in members if each.confirmed == active)
        if contact_id is not None:
            members = (each for each in members if each.contact.id == contact_id)
        if email is not None:
            members = (each for each in members if each.contact.email.lower() == email.lower())
        if list_name is not None:
            members = (
                each for each in members if self._account.lists[each.list_id].name == list_name
            )
        return members

    def _render(self, member: Member) -> Row:
        return {
            "ContactID": member.contact.id,
            "ID": member.id,
            "IsActive": member.confirmed,
            "IsUnsubscribed": member.unsubscribed,
            "ListID": member.list_id,
            "ListName": self._account.lists[member.list_id].name,
            "SubscribedAt": time_text(member.subscribed_at),
            "UnsubscribedAt": time_text(member.unsubscribed_at),
        }
