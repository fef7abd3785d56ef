"""What clients may do with many contacts at once, and how one row is applied."""

from collections.abc import Mapping

from aiohttp import web

from sandbox.mailjet import properties
from sandbox.mailjet.account import Account
from sandbox.mailjet.envelope import RefusedError, Row, row_answer
from sandbox.mailjet.jobs import ContactRow, ImportJob
from sandbox.mailjet.people import Contact, ContactList
from sandbox.mailjet.resource import Call, as_id, not_allowed, not_found

ACTIONS = frozenset({"addforce", "addnoforce", "remove", "unsub"})
COPY_WRITABLE = {"Action": properties.text, "ListID": properties.number}
COPIES = {"duplicate-override": "addforce", "duplicate-no-override": "addnoforce"}


class Imports:
    """Start import jobs and tell how they are doing."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def many(self, call: Call, place: ContactList | None, rest: tuple[str, ...]) -> web.Response:
        """Serve ``managemanycontacts`` of one list or, without one, of the contacts."""
        match call.method, rest:
            case "POST", ():
                contacts = properties.objects(call.body.get("Contacts"), "Contacts")
                if place is not None:
                    pairs = {place.id: _action(call.body.get("Action"), ACTIONS)}
                else:
                    pairs = self._pairs(call.body.get("ContactsLists"))
                return self._start(contacts, pairs)
            case "GET", (job_id,):
                return self._tell(job_id, place)
            case _:
                raise not_allowed()

    def copy(self, call: Call, place: ContactList, rest: tuple[str, ...]) -> web.Response:
        """Serve ``importlist``: the members of another list."""
        match call.method, rest:
            case "POST", ():
                action = _action(call.body.get("Action"), ACTIONS | COPIES.keys())
                wanted = properties.check("TImportList", call.body, COPY_WRITABLE)
                source = next(
                    (
                        each
                        for each in self._account.lists.values()
                        if each.id == wanted.get("ListID")
                    ),
                    None,
                )
                if source is None:
                    raise not_found("Source object not found")
                rows: list[ContactRow] = [
                    {"Email": member.contact.email}
                    for member in source.members.values()
                    if not member.unsubscribed
                ]
                return self._start(rows, {place.id: COPIES.get(action, action)})
            case "GET", (job_id,):
                return self._tell(job_id, place)
            case _:
                raise not_allowed()

    def _pairs(self, wanted: object) -> dict[int, str]:
        pairs: dict[int, str] = {}
        if not wanted:
            return pairs
        for each in properties.objects(wanted, "ContactsLists"):
            pair = properties.check("TContactsListAction", each, COPY_WRITABLE)
            list_id = pair.get("ListID")
            if not isinstance(list_id, int) or list_id not in self._account.lists:
                raise not_found("Source object not found")
            pairs[list_id] = _action(pair.get("Action"), ACTIONS)
        return pairs

    def _start(self, rows: list[ContactRow], pairs: Mapping[int, str]) -> web.Response:
        account = self._account

        def apply(row: ContactRow) -> str | None:
            return apply_row(account, row, pairs)

        job = ImportJob(
            id=next(account.job_ids),
            list_ids=tuple(pairs),
            action=next(iter(pairs.values()), ""),
            rows=rows,
            apply=apply,
            created_at=account.clock.now(),
            duration=account.delays.job_seconds,
            settings=account.job_settings.model_copy(),
        )
        account.jobs[job.id] = job
        return row_answer({"JobID": job.id}, 201)

    def _tell(self, job_id: str, place: ContactList | None) -> web.Response:
        job = self._account.jobs.get(as_id(job_id))
        if job is None or (place is not None and place.id not in job.list_ids):
            raise not_found()
        return row_answer(job.row())


def apply_row(account: Account, row: ContactRow, pairs: Mapping[int, str]) -> str | None:
    """Take one contact in and act on each list, or return why not."""
    given, name = row.get("Email"), row.get("Name") or ""
    email = given.strip() if isinstance(given, str) else ""
    local, at, domain = email.partition("@")
    if not (local and at and "." in domain):
        return "Invalid email address"
    if not isinstance(name, str):
        return "Invalid name"
    try:
        values = properties.values(row.get("Properties"), account.properties)
        excluded = properties.flag(row.get("IsExcludedFromCampaigns", False))
    except RefusedError as refusal:
        return str(refusal)
    except ValueError:
        return "Object properties invalid"
    contact = account.add_contact(email)
    contact.name = name or contact.name
    contact.learn(values)
    if "IsExcludedFromCampaigns" in row:
        contact.excluded, contact.excluded_at = excluded, account.clock.now()
    for list_id, action in pairs.items():
        act(account, account.lists[list_id], contact, action)
    return None


def act(account: Account, place: ContactList, contact: Contact, action: str) -> None:
    """Do one of the four actions for a contact and a list."""
    if action == "remove":
        account.expel(place, contact)
        return
    member = account.subscribe(place, contact)
    if action == "unsub":
        member.unsubscribed_at = member.unsubscribed_at or account.clock.now()
    elif action == "addforce":
        member.unsubscribed_at = None


def _action(word: object, known: frozenset[str] | set[str]) -> str:
    if not isinstance(word, str) or word not in known:
        raise RefusedError(400, f'Invalid value "{word}" for property Action')
    return word


def action(word: object) -> str:
    """Read the action of a single contact."""
    return _action(word, ACTIONS)


def refused_rows(job: ImportJob) -> list[Row]:
    """Return the rows of a job's error file."""
    return [{**row, "Error": problem} for row, problem in job.refused]
