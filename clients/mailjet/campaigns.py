"""Campaigns: what Mailjet makes of a draft once it is sent, and the job that sends it."""

from clients.errors import NotFound
from clients.mailjet.fields import Row
from clients.mailjet.refusals import Call
from clients.mailjet.rows import BatchJob, Campaign, CampaignId, DraftId, JobId, ListId
from clients.mailjet.wire import Wire, key

_SEND_JOB = "Send newsletter"


class Campaigns:
    """Speak of `campaign` and of `batchjob`, the witnesses of a send."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def get_campaign(self, campaign_id: CampaignId) -> Campaign:
        """Read a campaign; NotFound when there is none."""
        call = Call("get_campaign", f"campaign {campaign_id}")
        return await self._wire.one(call, f"campaign/{campaign_id}", _campaign)

    async def find_campaign_by_draft(self, draft_id: DraftId) -> Campaign | None:
        """Find the campaign that a draft became, or None while there is none."""
        call = Call("find_campaign_by_draft", f"draft {draft_id}")
        try:
            campaign = await self._wire.one(call, f"campaign/{key(f'mj.nl={draft_id}')}", _campaign)
        except NotFound:
            return None
        if campaign.draft_id != draft_id:
            raise call.unclear("the answer is about another draft", "unreadable_answer")
        return campaign

    async def find_send_job(self, draft_id: DraftId) -> BatchJob | None:
        """Find the newest job that sends a draft, one that came to nothing last; or None."""
        call = Call("find_send_job", f"draft {draft_id}")
        params: dict[str, str | int] = {"RefID": draft_id, "JobType": _SEND_JOB}
        jobs = await self._wire.rows(call, "batchjob", params, _send_job)
        # A filter that Mailjet ignored would make any job a witness of this send.
        ours = [job for job in jobs if job is not None and job.draft_id == draft_id]
        return max(ours, key=lambda job: (job.taken_up, job.id), default=None)


def _campaign(row: Row) -> Campaign:
    prefix, _, named = row.text("CustomValue").partition("mj.nl=")
    named_id = int(named) if not prefix and named.isdecimal() else None
    draft_id = row.identity_or_none("NewsLetterID") or named_id
    list_id = row.identity_or_none("ListID")
    return Campaign(
        id=CampaignId(row.integer("ID")),
        draft_id=None if draft_id is None else DraftId(draft_id),
        list_id=None if list_id is None else ListId(list_id),
        subject=row.text("Subject"),
        created_at=row.moment("CreatedAt"),
        send_started_at=row.moment("SendStartAt"),
        send_ended_at=row.moment("SendEndAt"),
        deleted=row.flag("IsDeleted"),
    )


def _send_job(row: Row) -> BatchJob | None:
    if row.text("JobType").lower() != _SEND_JOB.lower():
        return None
    reference = row.identity_or_none("RefId") or row.identity_or_none("RefID")
    return BatchJob(
        id=JobId(row.integer("ID")),
        draft_id=DraftId(reference or 0),
        status=row.text("Status"),
        count=row.count("Count"),
        errors=row.count("Errcount"),
        started_at=row.moment("JobStart"),
        ended_at=row.moment("JobEnd"),
    )
