"""The one Mailjet client, flat to call and composed of one part for each noun."""

import httpx

from clients.connected import Connected
from clients.mailjet.campaigns import Campaigns
from clients.mailjet.contacts import Contacts
from clients.mailjet.drafts import Drafts
from clients.mailjet.lists import Lists
from clients.mailjet.segments import Segments
from clients.mailjet.senders import Senders
from clients.mailjet.statistics import Statistics
from clients.mailjet.wire import Wire


class MailjetClient(Connected[Wire]):
    """Call Mailjet; every method raises only the errors of `clients.errors`.

    Safe to share between tasks of one event loop. Close it, or use it as a context.
    """

    def __init__(
        self,
        *,
        api_key: str,
        secret_key: str,
        base_url: str = "https://api.mailjet.com",
        timeout: float = 60.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._wire = wire = Wire(
            api_key=api_key,
            secret_key=secret_key,
            base_url=base_url,
            timeout=timeout,
            transport=transport,
        )

        drafts = Drafts(wire)
        self.get_draft = drafts.get_draft
        self.find_drafts = drafts.find_drafts
        self.get_draft_content = drafts.get_draft_content
        self.get_draft_status = drafts.get_draft_status
        self.create_draft = drafts.create_draft
        self.update_draft = drafts.update_draft
        self.put_draft_content = drafts.put_draft_content
        self.send_draft = drafts.send_draft

        campaigns = Campaigns(wire)
        self.get_campaign = campaigns.get_campaign
        self.find_campaign_by_draft = campaigns.find_campaign_by_draft
        self.find_send_job = campaigns.find_send_job

        statistics = Statistics(wire)
        self.get_counters = statistics.get_counters
        self.get_mailbox_providers = statistics.get_mailbox_providers
        self.get_link_clicks = statistics.get_link_clicks
        self.count_bounce_reasons = statistics.count_bounce_reasons
        self.iter_bounces = statistics.iter_bounces
        self.iter_messages = statistics.iter_messages
        self.iter_opens = statistics.iter_opens
        self.iter_clicks = statistics.iter_clicks

        lists = Lists(wire)
        self.get_list = lists.get_list
        self.find_list = lists.find_list
        self.create_list = lists.create_list
        self.count_active_recipients = lists.count_active_recipients
        self.count_joined = lists.count_joined
        self.iter_recipients = lists.iter_recipients

        segments = Segments(wire)
        self.get_segment = segments.get_segment

        contacts = Contacts(wire, lists)
        self.iter_contacts = contacts.iter_contacts
        self.iter_active_contacts = contacts.iter_active_contacts
        self.add_contacts = contacts.add_contacts
        self.get_contacts_job = contacts.get_contacts_job

        senders = Senders(wire)
        self.get_sender = senders.get_sender
        self.get_dns = senders.get_dns
        self.check_dns = senders.check_dns
        self.ping = senders.ping
