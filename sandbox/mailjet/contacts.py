# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``contact``, ``contactdata`` and ``contactmetadata``: people and what is known of them."""

from aiohttp import web

from sandbox.mailjet import properties
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import (
    RefusedError,
    Row,
    page,
    row_answer,
    rows_answer,
    time_text,
    unchanged,
)
from sandbox.mailjet.imports import Imports
from sandbox.mailjet.people import Contact
from sandbox.mailjet.resource import Call, Resource, as_id, not_allowed, not_found
from sandbox.mailjet.sorting import Column, in_order

READ_ONLY = frozenset({"ID", "CreatedAt", "DeliveredCount", "LastActivityAt", "LastUpdateAt"})
WRITABLE = {
    "Email": properties.text,
    "Name": properties.text,
    "IsExcludedFromCampaigns": properties.flag,
}
METADATA_WRITABLE = {
    "Name": properties.text,
    "Datatype": properties.text,
    "NameSpace": properties.text,
}
DELIVERED = 0  # nobody is counted for
COLUMNS = {
    "id": Column[Contact](lambda each: each.id, descending=False),
    "email": Column[Contact](lambda each: each.email.lower()),
    "deliveredcount": Column[Contact](lambda _: DELIVERED),
    "createdat": Column[Contact](lambda each: each.created_at),
}


class Contacts(Resource):
    """Serve ``contact``, by ID or address."""

    def __init__(self, account: Account, imports: Imports) -> None:
        self._account = account
        self._imports = imports

    def browse(self, call: Call) -> web.Response:
        account, query = self._account, call.query
        contacts = iter(account.contacts.values())
        list_id, campaign_id = query.number("ContactsList"), query.number("Campaign")
        if list_id is not None:
            place = account.lists.get(list_id)
            contacts = iter(
                [account.contacts[number] for number in sorted(place.members)] if place else []
            )
        if campaign_id is not None:
            campaign = account.campaigns.get(campaign_id)
            ids = {contact_id for contact_id, _ in campaign.recipients} if campaign else set()
            contacts = (each for each in contacts if each.id in ids)
        excluded, email = query.flag("IsExcludedFromCampaigns"), query.text("Email")
        if excluded is not None:
            contacts = (each for each in contacts if each.excluded == excluded)
        if email is not None:
            contacts = (each for each in contacts if each.email.lower() == email.lower())
        return page(query, in_order(query, contacts, COLUMNS), render)

    def create(self, call: Call) -> web.Response:
        wanted = properties.check("TContact", call.body, WRITABLE, READ_ONLY)
        email = str(wanted.get("Email", ""))
        if "@" not in email:
            raise RefusedError(400, "MJ08 Property Email is invalid: MJ04 Invalid email address")
        if email.lower() in self._account.contacts_by_email:
            message = f'MJ18 A Contact resource with value "{email}" for Email already exists.'
            raise RefusedError(400, message)
        contact = self._account.add_contact(email, str(wanted.get("Name", "")))
        contact.excluded = bool(wanted.get("IsExcludedFromCampaigns", False))
        return row_answer(render(contact), 201)

    def read(self, call: Call, key: str) -> web.Response:
        if key.lower() == "managemanycontacts":
            raise not_allowed()
        return row_answer(render(find(self._account, key)))

    def change(self, call: Call, key: str) -> web.Response:
        contact = find(self._account, key)
        wanted = properties.check("TContact", call.body, WRITABLE, READ_ONLY | {"Email"})
        name = str(wanted.get("Name", contact.name))
        excluded = bool(wanted.get("IsExcludedFromCampaigns", contact.excluded))
        if (name, excluded) == (contact.name, contact.excluded):
            return unchanged()
        if excluded != contact.excluded:
            contact.excluded_at = self._account.clock.now()
        contact.name, contact.excluded = name, excluded
        return row_answer(render(contact))

    def remove(self, call: Call, key: str) -> web.Response:
        raise RefusedError(401, "Operation not allowed")

    def answer(self, call: Call) -> web.Response:
        """Serve the import without a list, whose path looks like a key, before all else."""
        if call.path and call.path[0].lower() == "managemanycontacts":
            return self._imports.many(call, None, call.path[1:])
        return super().answer(call)

    def act(self, call: Call, key: str, action: str, rest: tuple[str, ...]) -> web.Response:
        contact = find(self._account, key)
        if action != "getcontactslists" or rest:
            raise not_found()
        if call.method != "GET":
            raise not_allowed()
        rows: list[Row] = [
            {
                "ListID": member.list_id,
                "IsActive": member.confirmed,
                "IsUnsub": member.unsubscribed,
                "SubscribedAt": time_text(member.subscribed_at),
            }
            for place in self._account.lists.values()
            if (member := place.members.get(contact.id)) is not None
        ]
        if not rows:
            raise not_found()
        return rows_answer(rows)


class ContactData(Resource):
    """Serve ``contactdata``: the values of a contact's properties."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        return page(call.query, self._account.contacts.values(), _render_data)

    def read(self, call: Call, key: str) -> web.Response:
        return row_answer(_render_data(find(self._account, key)))

    def change(self, call: Call, key: str) -> web.Response:
        contact = find(self._account, key)
        pairs = properties.objects(call.body.get("Data"), "Data")
        if not all(isinstance(each.get("Name"), str) and "Value" in each for each in pairs):
            raise RefusedError(400, "MJ08 Property Data is invalid: MJ04 Name or Value is missing")
        given = {str(each["Name"]): each["Value"] for each in pairs}
        wanted = properties.values(given, self._account.properties)
        if all(contact.properties.get(name) == value for name, value in wanted.items()):
            return unchanged()
        contact.learn(wanted)
        return row_answer(_render_data(contact))


class ContactMetadata(Resource):
    """Serve ``contactmetadata``: which properties exist."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        rows = enumerate(self._account.properties.items(), start=1)
        return page(call.query, rows, lambda each: _render_type(each[0], *each[1]))

    def create(self, call: Call) -> web.Response:
        wanted = properties.check("TContactMetadata", call.body, METADATA_WRITABLE)
        name, data_type = str(wanted.get("Name", "")), str(wanted.get("Datatype", "str"))
        if not name or data_type not in properties.DATA_TYPES:
            raise RefusedError(400, "MJ08 Property Datatype is invalid")
        if name in self._account.properties:
            message = (
                f'MJ18 A ContactMetadata resource with value "{name}" for Name already exists.'
            )
            raise RefusedError(400, message)
        self._account.properties[name] = data_type
        return row_answer(_render_type(len(self._account.properties), name, data_type), 201)


def find(account: Account, key: str) -> Contact:
    """Return a contact by ID or address."""
    by_email = account.contacts_by_email.get(key.lower())
    contact = by_email or account.contacts.get(as_id(key))
    if contact is None:
        raise not_found()
    return contact


def render(contact: Contact) -> Row:
    """Write a contact as Mailjet does."""
    return {
        "CreatedAt": time_text(contact.created_at),
        "DeliveredCount": DELIVERED,
        "Email": contact.email,
        "ExclusionFromCampaignsUpdatedAt": time_text(contact.excluded_at),
        "ID": contact.id,
        "IsExcludedFromCampaigns": contact.excluded,
        "IsOptInPending": contact.pending,
        "IsSpamComplaining": contact.complaining,
        "LastActivityAt": time_text(contact.created_at),
        "LastUpdateAt": "",
        "Name": contact.name,
        "UnsubscribedAt": "",
        "UnsubscribedBy": "",
    }


def _render_data(contact: Contact) -> Row:
    data = [{"Name": name, "Value": value} for name, value in contact.properties.items()]
    return {"ContactID": contact.id, "Data": data, "ID": contact.id, "MethodCollection": ""}


def _render_type(number: int, name: str, data_type: str) -> Row:
    return {"Datatype": data_type, "ID": number, "Name": name, "NameSpace": "static"}
