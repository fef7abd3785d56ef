# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``contactslist``: lists of contacts, removed only softly."""

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
from sandbox.mailjet.imports import Imports, act, action
from sandbox.mailjet.people import ContactList
from sandbox.mailjet.resource import Call, Resource, not_allowed, not_found
from sandbox.mailjet.sorting import Column, in_order

COLUMNS = {
    "id": Column[ContactList](lambda each: each.id),
    "isdeleted": Column[ContactList](lambda each: each.deleted),
    "name": Column[ContactList](lambda each: each.name),
    "createdat": Column[ContactList](lambda each: each.created_at),
}
READ_ONLY = frozenset({"ID", "Address", "CreatedAt", "SubscriberCount"})
WRITABLE = {"Name": properties.text, "IsDeleted": properties.flag}


class Lists(Resource):
    """Serve ``contactslist`` and its actions."""

    def __init__(self, account: Account, imports: Imports) -> None:
        self._account = account
        self._imports = imports

    def browse(self, call: Call) -> web.Response:
        name, address = call.query.text("Name"), call.query.text("Address")
        deleted, other = call.query.flag("IsDeleted"), call.query.number("ExcludeID")
        found = (
            each
            for _, each in sorted(self._account.lists.items())
            if (name is None or each.name == name)
            and (address is None or each.address == address)
            and (deleted is None or each.deleted == deleted)
            and each.id != other
        )
        return page(call.query, in_order(call.query, found, COLUMNS), render)

    def create(self, call: Call) -> web.Response:
        wanted = properties.check("TContactsList", call.body, WRITABLE, READ_ONLY)
        name = str(wanted.get("Name", "")).strip()
        if not name:
            raise RefusedError(400, 'MJ03 A non-empty value is required: "Name"')
        if any(each.name == name and not each.deleted for each in self._account.lists.values()):
            message = f'MJ18 A ContactsList resource with value "{name}" for Name already exists.'
            raise RefusedError(400, message)
        place = ContactList(next(self._account.list_ids), name, self._account.clock.now())
        self._account.lists[place.id] = place
        return row_answer(render(place), 201)

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(render(self.find(key)))

    def change(self, call: Call, key: str) -> web.Response:
        place = self.find(key)
        wanted = properties.check("TContactsList", call.body, WRITABLE, READ_ONLY)
        before = place.name, place.deleted
        place.name = str(wanted.get("Name", place.name))
        place.deleted = bool(wanted.get("IsDeleted", place.deleted))
        if (place.name, place.deleted) == before:
            return unchanged()
        return row_answer(render(place))

    def remove(self, call: Call, key: str) -> web.Response:
        self.find(key).deleted = True
        return removed()

    def act(self, call: Call, key: str, action: str, rest: tuple[str, ...]) -> web.Response:
        place = self.find(key)
        match action:
            case "managemanycontacts":
                return self._imports.many(call, place, rest)
            case "importlist":
                return self._imports.copy(call, place, rest)
            case "managecontact":
                if call.method != "POST" or rest:
                    raise not_allowed()
                return self._manage(call, place)
            case _:
                raise not_found()

    def find(self, key: str) -> ContactList:
        """Return a list by ID or address, removed ones too."""
        for place in self._account.lists.values():
            if key in {str(place.id), place.address}:
                return place
        raise not_found()

    def _manage(self, call: Call, place: ContactList) -> web.Response:
        wanted = action(call.body.get("Action"))
        email, name = call.body.get("Email"), call.body.get("Name") or ""
        if not isinstance(email, str) or "@" not in email:
            raise RefusedError(400, "Invalid email address")
        if not isinstance(name, str):
            raise RefusedError(400, "MJ08 Property Name is invalid: MJ04 a string is expected")
        values = properties.values(call.body.get("Properties"), self._account.properties)
        contact = self._account.add_contact(email, name)
        contact.learn(values)
        act(self._account, place, contact, wanted)
        row: Row = {
            "ContactID": contact.id,
            "Email": contact.email,
            "Action": wanted,
            "Name": contact.name,
            "Properties": values,
        }
        return row_answer(row, 201)


def render(place: ContactList) -> Row:
    """Write a list as Mailjet does."""
    return {
        "Address": place.address,
        "CreatedAt": time_text(place.created_at),
        "ID": place.id,
        "IsDeleted": place.deleted,
        "Name": place.name,
        "SubscriberCount": sum(not member.unsubscribed for member in place.members.values()),
    }
