"""One Mailjet account in memory: what it holds and what time does to it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from sandbox.clock import Clock
from sandbox.mailjet.expressions import read_expression
from sandbox.mailjet.jobs import ImportJob
from sandbox.mailjet.mailings import Campaign, Content, Draft, Origin, Status
from sandbox.mailjet.people import DELETED, Contact, ContactList, Member, Segment
from sandbox.mailjet.properties import DATA_TYPES
from sandbox.mailjet.results import Results
from sandbox.mailjet.settings import Domain, Sender
from sandbox.seed import MailjetSeed, RecipientSeed

SEEDED_BEFORE = timedelta(days=30)  # people of the seed have been on their lists for so long


class Account:
    """Contacts, lists, drafts, campaigns and jobs, each with IDs of its own."""

    def __init__(self, seed: MailjetSeed, *, clock: Clock, random: int) -> None:
        self.clock = clock
        self.random = random
        self.delays = seed.delays.model_copy()
        self.job_settings = seed.jobs.model_copy()
        self.rates = seed.rates.model_copy()
        self.contacts: dict[int, Contact] = {}
        self.contacts_by_email: dict[str, Contact] = {}
        self.lists: dict[int, ContactList] = {}
        self.members: dict[int, Member] = {}
        self.segments: dict[int, Segment] = {}
        self.drafts: dict[int, Draft] = {}
        self.campaigns: dict[int, Campaign] = {}
        self.jobs: dict[int, ImportJob] = {}
        self.senders: dict[int, Sender] = {}
        self.domains: dict[int, Domain] = {}
        self.properties: dict[str, str] = {"first_name": "str"}
        self.contact_ids, self.member_ids = count(1_600_001), count(2_800_001)
        self.list_ids, self.draft_ids = count(7100), count(44_098)
        self.segment_ids = count(1001)
        self.campaign_ids, self.job_ids = count(7_390_730), count(356_225_669)
        self._applied: dict[int, int] = {}
        self._fill(seed)

    def _fill(self, seed: MailjetSeed) -> None:
        now = self.clock.now()
        self.properties.update({each.name: each.type for each in seed.properties})
        people = [self._seed_contact(recipient) for recipient in seed.recipients]
        for listed in seed.lists:
            rows = people[listed.first :]
            place = ContactList(listed.id, listed.name, now - SEEDED_BEFORE)
            self.lists[place.id] = place
            for contact in rows if listed.count is None else rows[: listed.count]:
                self.subscribe(place, contact).subscribed_at -= SEEDED_BEFORE
        for segment in seed.segments:
            read_expression(segment.expression, self.properties)
            self.segments[segment.id] = Segment(
                id=segment.id,
                name=segment.name,
                description=segment.description,
                expression=segment.expression,
                status=segment.status,
            )
        for number, sender in enumerate(seed.senders, start=46_935):
            self.senders[number] = Sender(number, sender.email, sender.name, sender.status, now)
        for number, domain in enumerate(seed.domains, start=9001):
            self.domains[number] = Domain(
                number, domain.domain, domain.spf_status, domain.dkim_status
            )
        for draft in seed.drafts:
            properties: dict[str, object] = {
                "Title": draft.title,
                "Subject": draft.subject,
                "Sender": draft.sender_name,
                "SenderName": draft.sender_name,
                "SenderEmail": draft.sender_email,
                "Locale": draft.locale,
                "EditMode": draft.edit_mode,
                "IsCampaignTemplate": draft.campaign_template,
            }
            if draft.segment_id is not None:
                properties["SegmentationID"] = draft.segment_id
            if draft.ab_test_id is not None:
                properties["AXTesting"] = draft.ab_test_id
            if draft.list_id is not None:
                properties["ContactsListID"] = draft.list_id
            content = Content(html=draft.html, text=draft.text)
            made = Draft(draft.id, properties, content, now, status=Status(draft.status))
            self.drafts[draft.id] = made

    def _seed_contact(self, recipient: RecipientSeed) -> Contact:
        """Make a contact; properties that nobody defined are texts."""
        contact = self.add_contact(recipient.email, recipient.name)
        for name, value in recipient.properties.items():
            kind = self.properties.setdefault(name, "str")
            contact.properties[name] = DATA_TYPES[kind](value)
        contact.excluded = recipient.excluded
        contact.pending, contact.complaining = recipient.opt_in_pending, recipient.spam_complaining
        return contact

    def add_contact(self, email: str, name: str = "") -> Contact:
        """Return the contact of an address, making it when it is new."""
        known = self.contacts_by_email.get(email.lower())
        if known is not None:
            return known
        contact = Contact(next(self.contact_ids), email, name, self.clock.now())
        self.contacts[contact.id] = self.contacts_by_email[email.lower()] = contact
        return contact

    def subscribe(self, place: ContactList, contact: Contact) -> Member:
        """Put a contact on a list, where it can be only once."""
        member = place.members.get(contact.id)
        if member is None:
            member = Member(next(self.member_ids), contact, place.id, self.clock.now())
            place.members[contact.id] = self.members[member.id] = member
        return member

    def expel(self, place: ContactList, contact: Contact) -> None:
        """Take a contact off a list, leaving no row."""
        member = place.members.pop(contact.id, None)
        if member is not None:
            del self.members[member.id]

    def segment_of(self, draft: Draft) -> Segment | None:
        """Return the segment that a draft is narrowed to, unless it is gone."""
        segment = self.segments.get(draft.segment_id or 0)
        return None if segment is None or segment.status == DELETED else segment

    def audience(self, draft: Draft) -> Iterator[Contact]:
        """Yield whom a draft would be mailed to: its list's members, or those in its segment."""
        place, segment = self.lists[draft.list_id or 0], self.segment_of(draft)
        contacts = (member.contact for member in place.active())
        if segment is None:
            return contacts
        belongs = read_expression(segment.expression, self.properties)
        return (contact for contact in contacts if belongs(contact.properties))

    def launch(self, draft: Draft, origin: Origin, request_id: int | None) -> Campaign:
        """Mail a draft to its list or segment now; called twice, it mails twice."""
        now = self.clock.now()
        place, segment = self.lists[draft.list_id or 0], self.segment_of(draft)
        audience = list(self.audience(draft))
        recipients = [(contact.id, contact.email) for contact in audience]
        content = Content(draft.content.html, draft.content.text, draft.content.mjml)
        email = draft.text("SenderEmail")
        campaign = Campaign(
            id=next(self.campaign_ids),
            draft_id=draft.id,
            list_id=place.id,
            segment_id=segment.id if segment else None,
            segment_name=segment.name if segment else "",
            job_id=next(self.job_ids),
            subject=draft.text("Subject"),
            sender_name=draft.text("SenderName") or draft.text("Sender"),
            sender_email=email,
            sender_id=next((each.id for each in self.senders.values() if each.covers(email)), 0),
            title=draft.text("Title"),
            content=content,
            sent_at=now,
            recipients=recipients,
            results=Results(
                recipients,
                content.links(),
                seed=self.random,
                draft_id=draft.id,
                rates=self.rates.model_copy(),
                barred=frozenset(contact.id for contact in audience if contact.complaining),
            ),
            origin=origin,
            request_id=request_id,
        )
        self.campaigns[campaign.id] = campaign
        if segment is not None:
            segment.use()
        draft.status, draft.scheduled_for = Status.Programmed, None
        draft.sent_at = draft.sent_at or now
        draft.settle(now, self.delays)
        return campaign

    def visible_campaigns(self) -> Iterator[Campaign]:
        """Yield the campaigns whose rows can be read, oldest first."""
        now = self.clock.now()
        return (each for each in self.campaigns.values() if each.visible(now, self.delays))

    def campaign_of(self, draft_id: int) -> Campaign | None:
        """Return the first visible campaign of a draft."""
        return next((each for each in self.visible_campaigns() if each.draft_id == draft_id), None)

    def settle(self) -> None:
        """Let everything happen that is due: schedules, jobs, states, departures."""
        now = self.clock.now()
        for draft in self.drafts.values():
            if draft.scheduled_for is not None and draft.scheduled_for <= now:
                self._launch_scheduled(draft)
            draft.settle(now, self.delays)
        for job in self.jobs.values():
            job.settle(now)
        for campaign in self.campaigns.values():
            self._apply_departures(campaign)

    def _launch_scheduled(self, draft: Draft) -> None:
        place = self.lists.get(draft.list_id or 0)
        narrowed_to_nothing = draft.segment_id is not None and self.segment_of(draft) is None
        if place is None or place.deleted or narrowed_to_nothing:
            draft.status, draft.scheduled_for = Status.Draft, None
        else:
            self.launch(draft, "schedule", None)

    def _apply_departures(self, campaign: Campaign) -> None:
        start = self._applied.get(campaign.id, 0)
        moment = campaign.moment(self.clock.now(), self.delays)
        place = self.lists.get(campaign.list_id)
        if moment < 0 or place is None or start < 0:
            return
        departures = campaign.results.departures
        for time, index, complained in departures[start:]:
            if time > moment:
                break
            start += 1
            if complained:
                self._complain(campaign.recipients[index][0])
                continue
            member = place.members.get(campaign.recipients[index][0])
            if member is not None and not member.unsubscribed:
                member.unsubscribed_at = campaign.instant(time, self.delays).replace(microsecond=0)
        self._applied[campaign.id] = -1 if start == len(departures) else start

    def _complain(self, contact_id: int) -> None:
        contact = self.contacts.get(contact_id)
        if contact is not None:
            contact.complaining = True
