"""Contacts, in bulk: read those of a list, add many to one, follow the job that does it."""

from collections.abc import AsyncIterator, Sequence
from typing import Literal

from clients.errors import Refused, scrub
from clients.mailjet.fields import Row
from clients.mailjet.lists import Lists
from clients.mailjet.refusals import Call
from clients.mailjet.rows import Contact, ContactId, Job, JobId, ListId, NewContact
from clients.mailjet.wire import Wire

Action = Literal["addforce", "addnoforce", "remove", "unsub"]

# Mailjet names no limit; this is what its own libraries send at once.
MOST_CONTACTS = 1000
_FINAL = {"completed", "error", "abort"}


class Contacts:
    """Speak of `contact` and of the bulk jobs of a list."""

    def __init__(self, wire: Wire, lists: Lists) -> None:
        self._wire = wire
        self._lists = lists

    def iter_contacts(self, list_id: ListId, *, offset: int = 0) -> AsyncIterator[Contact]:
        """Read the contacts of a list with their addresses, unsubscribed ones included."""
        call = Call("iter_contacts", f"list {list_id}")
        params = {"ContactsList": list_id}
        return self._wire.pages(call, "contact", params, _contact, offset)

    async def iter_active_contacts(self, list_id: ListId) -> AsyncIterator[Contact]:
        """Read the contacts that a campaign to this list would reach.

        Only the ids of the unsubscribed are held in memory.
        """
        gone = {
            member.contact_id
            async for member in self._lists.iter_recipients(list_id, unsubscribed=True)
            if member.unsubscribed
        }
        async for contact in self.iter_contacts(list_id):
            if contact.id not in gone and not contact.excluded:
                yield contact

    async def add_contacts(
        self, list_id: ListId, contacts: Sequence[NewContact], action: Action = "addnoforce"
    ) -> JobId:
        """Start a job that puts up to 1000 contacts on a list; may run twice, it upserts."""
        call = Call("add_contacts", f"list {list_id}")
        if not 0 < len(contacts) <= MOST_CONTACTS:
            raise Refused(
                f"{call.subject}: {len(contacts)} contacts in one call; send 1 to {MOST_CONTACTS}.",
                provider="mailjet",
                call=call.name,
                reason="too_many_contacts" if contacts else "no_contacts",
            )
        body = {"Action": action, "Contacts": [_wire_contact(contact) for contact in contacts]}
        path = f"contactslist/{list_id}/managemanycontacts"
        return await self._wire.write_one(call, path, body, lambda row: JobId(row.integer("JobID")))

    async def get_contacts_job(self, list_id: ListId, job_id: JobId) -> Job:
        """Read how far a bulk job is; finished is not fully applied, so count the list after."""
        call = Call("get_contacts_job", f"job {job_id} of list {list_id}")
        path = f"contactslist/{list_id}/managemanycontacts/{job_id}"
        return await self._wire.one(call, path, _job)


def _wire_contact(contact: NewContact) -> dict[str, object]:
    wire: dict[str, object] = {"Email": contact.email}
    if contact.name:
        wire["Name"] = contact.name
    if contact.properties:
        wire["Properties"] = dict(contact.properties)
    return wire


def _contact(row: Row) -> Contact:
    return Contact(
        id=ContactId(row.integer("ID")),
        email=row.text("Email"),
        name=row.text("Name"),
        excluded=row.flag("IsExcludedFromCampaigns"),
    )


def _job(row: Row) -> Job:
    status = row.text("Status")
    done = status.lower() in _FINAL
    error = scrub(row.text("Error"))
    return Job(
        status=status,
        done=done,
        # A job can be Completed and still carry the reason why nothing was added.
        failed=done and (status.lower() != "completed" or bool(error)),
        count=row.count("Count"),
        error=error,
        ended_at=row.moment("JobEnd"),
    )
