"""Lists: who a campaign would reach."""

from collections.abc import AsyncIterator
from datetime import datetime

from clients.mailjet.fields import Row
from clients.mailjet.refusals import Call
from clients.mailjet.rows import ContactId, ContactList, Joined, ListId, ListRecipient
from clients.mailjet.wire import PAGE, Wire


class Lists:
    """Speak of `contactslist` and of `listrecipient`, its members."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def get_list(self, list_id: ListId) -> ContactList:
        """Read a list; a deleted one is still answered, with `deleted` set."""
        call = Call("get_list", f"list {list_id}")
        return await self._wire.one(call, f"contactslist/{list_id}", _list)

    async def find_list(self, name: str) -> ContactList | None:
        """Find a list that is not deleted by its exact name, or None."""
        call = Call("find_list")
        params = {"Name": name, "IsDeleted": "false"}
        async for found in self._wire.pages(call, "contactslist", params, _list):
            if found.name == name and not found.deleted:
                return found
        return None

    async def create_list(self, name: str) -> ContactList:
        """Create an empty list; run twice it leaves a spare one, so look with `find_list` first."""
        call = Call("create_list")
        return await self._wire.write_one(call, "contactslist", {"Name": name}, _list)

    async def count_active_recipients(self, list_id: ListId) -> int:
        """Count the members that are neither unsubscribed nor excluded from campaigns."""
        # SubscriberCount is no substitute: its freshness and meaning are not documented.
        call = Call("count_active_recipients", f"list {list_id}")
        subscribed: dict[str, str | int] = {"ContactsList": list_id, "Unsub": "false"}
        excluded: dict[str, str | int] = {**subscribed, "IsExcludedFromCampaigns": "true"}
        members = await self._wire.count(call, "listrecipient", subscribed)
        return max(0, members - await self._wire.count(call, "listrecipient", excluded))

    async def count_joined(self, list_id: ListId, since: datetime, most: int) -> Joined | None:
        """Count who joined a list after `since`; None where Mailjet gives no dates.

        Three requests at most, however long the list: its length, its last page by id, and, when
        everybody on that page is new, the one member who decides whether more than `most` joined.
        """
        call = Call("count_joined", f"list {list_id}")
        params: dict[str, str | int] = {"ContactsList": list_id, "Unsub": "false"}
        total = await self._wire.count(call, "listrecipient", params)
        start = max(0, total - PAGE)
        newest = await self._wire.part(call, "listrecipient", params, _recipient, offset=start)
        dates = [one.subscribed_at for one in newest if one.subscribed_at is not None]
        if newest and not dates:
            return None
        joined = sum(date > since for date in dates)
        if joined < len(newest) or start == 0:
            return Joined(joined, joined)
        if joined > most or total <= most:
            return Joined(joined, total)
        # Ids rise with time, so one member tells of all behind it.
        deciding = await self._wire.part(
            call, "listrecipient", params, _recipient, offset=total - most - 1, limit=1
        )
        if any(one.subscribed_at is None or one.subscribed_at > since for one in deciding):
            return Joined(most + 1, total)
        return Joined(joined, most)

    def iter_recipients(
        self, list_id: ListId, *, unsubscribed: bool | None = None
    ) -> AsyncIterator[ListRecipient]:
        """Read the memberships of a list: all, or only the (un)subscribed ones."""
        params: dict[str, str | int] = {"ContactsList": list_id}
        if unsubscribed is not None:
            params["Unsub"] = str(unsubscribed).lower()
        call = Call("iter_recipients", f"list {list_id}")
        return self._wire.pages(call, "listrecipient", params, _recipient)


def _list(row: Row) -> ContactList:
    return ContactList(
        id=ListId(row.integer("ID")),
        name=row.text("Name"),
        deleted=row.flag("IsDeleted"),
        subscriber_count=row.count("SubscriberCount"),
        created_at=row.moment("CreatedAt"),
    )


def _recipient(row: Row) -> ListRecipient:
    return ListRecipient(
        id=row.integer("ID"),
        contact_id=ContactId(row.integer("ContactID")),
        list_id=ListId(row.integer("ListID")),
        active=row.flag("IsActive"),
        unsubscribed=row.flag("IsUnsubscribed") or row.flag("IsUnsub"),
        subscribed_at=row.moment("SubscribedAt"),
    )
