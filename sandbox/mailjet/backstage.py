"""What clients cannot see or do: the whole state, and changes behind their back."""

from collections.abc import Iterable
from datetime import datetime

from sandbox.mailjet.account import Account
from sandbox.mailjet.actions import PARTS, render_content, write_content
from sandbox.mailjet.drafts import WRITABLE, Drafts
from sandbox.mailjet.lists import render as render_list
from sandbox.mailjet.mailings import Campaign, Status
from sandbox.mailjet.people import ContactList, Member
from sandbox.mailjet.resource import Body, not_found
from sandbox.mailjet.segments import check_expression
from sandbox.mailjet.segments import render as render_segment
from sandbox.seed import DelaySeed, JobSeed, RateSeed

Json = dict[str, object]


class UnknownWordError(ValueError):
    """A control request names something that cannot be changed."""


class Backstage:
    """Look at an account and change it without its API."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._drafts = Drafts(account)

    def state(self) -> Json:
        """Return drafts, lists, campaigns, jobs and every send ever made."""
        account = self._account
        return {
            "campaigns": [self._campaign(each) for each in account.campaigns.values()],
            "drafts": [
                {
                    **self._drafts.render(each),
                    "tests": each.tests,
                    "scheduled_for": _iso(each.scheduled_for),
                }
                for each in account.drafts.values()
            ],
            "jobs": [
                {**each.row(), "ID": each.id, "applied": each.applied, "refused": len(each.refused)}
                for each in account.jobs.values()
            ],
            "lists": [
                {**render_list(each), "active": sum(1 for _ in each.active())}
                for each in account.lists.values()
            ],
            "segments": [render_segment(each) for each in account.segments.values()],
            "sends": self.sends(),
            "settings": self.settings(),
        }

    def sends(self) -> list[Json]:
        """Return every mailing made, whatever set it off, oldest first."""
        return [
            {
                "at": _iso(each.sent_at),
                "campaign_id": each.id,
                "draft_id": each.draft_id,
                "list_id": each.list_id,
                "segment_id": each.segment_id,
                "origin": each.origin,
                "recipients": len(each.recipients),
                "request_id": each.request_id,
                "subject": each.subject,
            }
            for each in self._account.campaigns.values()
        ]

    def settings(self) -> Json:
        """Return what time and chance are set to."""
        account = self._account
        return {
            "delays": account.delays.model_dump(),
            "jobs": account.job_settings.model_dump(),
            "rates": account.rates.model_dump(),
        }

    def change_settings(self, body: Body) -> Json:
        """Change delays and, for what begins from now on, jobs and rates."""
        _only(body, {"delays", "jobs", "rates"})
        account = self._account
        delays = DelaySeed.model_validate({**account.delays.model_dump(), **body.get("delays", {})})
        jobs = JobSeed.model_validate({**account.job_settings.model_dump(), **body.get("jobs", {})})
        rates = RateSeed.model_validate({**account.rates.model_dump(), **body.get("rates", {})})
        account.delays, account.job_settings, account.rates = delays, jobs, rates
        return self.settings()

    def change_draft(self, draft_id: int, body: Body) -> Json:
        """Change any property, part or status of a draft, or send it as somebody else would."""
        account = self._account
        account.settle()
        draft = account.drafts.get(draft_id)
        if draft is None:
            raise not_found()
        _only(body, {*WRITABLE, *PARTS, "Status", "send"})
        draft.properties.update({name: body[name] for name in body.keys() & WRITABLE.keys()})
        parts = {name: body[name] for name in body.keys() & PARTS}
        if parts:
            write_content(draft.content, {**render_content(draft.content), **parts})
        if "Status" in body:
            draft.status = Status(body["Status"])
            if draft.status is Status.Draft:
                draft.sent_at = draft.delivered_at = None
            elif draft.status is Status.Sent:
                draft.delivered_at = draft.delivered_at or account.clock.now()
        if body.get("send"):
            account.launch(draft, "control", None)
        return dict(self._drafts.render(draft))

    def change_list(self, list_id: int, body: Body) -> Json:
        """Rename or remove a list, or change who is on it, by number or by address."""
        account = self._account
        account.settle()
        place = account.lists.get(list_id)
        if place is None:
            raise not_found()
        changes = {"add", "remove", "unsubscribe", "exclude", "pend", "complain"}
        _only(body, {"Name", "IsDeleted", *changes})
        place.name = str(body.get("Name", place.name))
        place.deleted = bool(body.get("IsDeleted", place.deleted))
        for email in body.get("add", []):
            account.subscribe(place, account.add_contact(str(email)))
        for member in _chosen(place, body.get("remove", [])):
            account.expel(place, member.contact)
        for member in _chosen(place, body.get("unsubscribe", [])):
            member.unsubscribed_at = account.clock.now()
        for member in _chosen(place, body.get("exclude", [])):
            member.contact.excluded, member.contact.excluded_at = True, account.clock.now()
        for member in _chosen(place, body.get("pend", [])):
            member.contact.pending = True
        for member in _chosen(place, body.get("complain", [])):
            member.contact.complaining = True
        return {**render_list(place), "active": sum(1 for _ in place.active())}

    def change_segment(self, segment_id: int, body: Body) -> Json:
        """Change what a segment is, or remove it, as somebody else would."""
        segment = self._account.segments.get(segment_id)
        if segment is None:
            raise not_found()
        _only(body, {"Name", "Expression", "Status"})
        expression = str(body.get("Expression", segment.expression))
        check_expression(expression, self._account.properties)
        segment.name = str(body.get("Name", segment.name))
        segment.expression = expression
        segment.status = str(body.get("Status", segment.status))
        return dict(render_segment(segment))

    def change_sender(self, email: str, body: Body) -> Json:
        """Set a sender's status."""
        _only(body, {"Status"})
        for sender in self._account.senders.values():
            if email.lower() == sender.email.lower():
                sender.status = str(body.get("Status", sender.status))
                return {"Email": sender.email, "Status": sender.status}
        raise not_found()

    def change_domain(self, name: str, body: Body) -> Json:
        """Set what a domain's records look like."""
        _only(body, {"SPFStatus", "DKIMStatus"})
        for domain in self._account.domains.values():
            if name.lower() == domain.name.lower():
                domain.spf_status = str(body.get("SPFStatus", domain.spf_status))
                domain.dkim_status = str(body.get("DKIMStatus", domain.dkim_status))
                return {
                    "Domain": domain.name,
                    "SPFStatus": domain.spf_status,
                    "DKIMStatus": domain.dkim_status,
                }
        raise not_found()

    def _campaign(self, campaign: Campaign) -> Json:
        account = self._account
        moment = campaign.moment(account.clock.now(), account.delays)
        counts = campaign.results.tally.at(moment)
        return {
            "counts": {**vars(counts), "queued": counts.queued},
            "draft_id": campaign.draft_id,
            "id": campaign.id,
            "job_id": campaign.job_id,
            "list_id": campaign.list_id,
            "recipients": len(campaign.recipients),
            "sent_at": _iso(campaign.sent_at),
            "subject": campaign.subject,
            "visible": campaign.visible(account.clock.now(), account.delays),
        }


def _chosen(place: ContactList, wanted: int | Iterable[str]) -> list[Member]:
    """Return the first so many active members, or those with these addresses."""
    if isinstance(wanted, int):
        return list(place.active())[:wanted]
    emails = {email.lower() for email in wanted}
    return [each for each in place.members.values() if each.contact.email.lower() in emails]


def _only(body: Body, known: set[str]) -> None:
    unknown = sorted(body.keys() - known)
    if unknown:
        raise UnknownWordError(
            f"cannot change {', '.join(unknown)}; possible are {', '.join(sorted(known))}"
        )


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
