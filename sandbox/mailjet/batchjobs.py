# ruff: noqa: ARG002  a verb has the same arguments on every resource
"""``batchjob``: sends and imports as the jobs they are."""

from collections.abc import Iterator
from datetime import timedelta

from aiohttp import web

from sandbox.mailjet.account import Account
from sandbox.mailjet.counters import API_KEY_ID
from sandbox.mailjet.envelope import RefusedError, Row, page, row_answer, unix
from sandbox.mailjet.jobs import ImportJob
from sandbox.mailjet.mailings import Campaign
from sandbox.mailjet.resource import Call, Resource, as_id, not_found
from sandbox.mailjet.sorting import Column, in_order

COLUMNS = {"id": Column[Row](lambda row: row["ID"])}
SEND, IMPORT = "Send newsletter", "Manage contacts"


class BatchJobs(Resource):
    """Serve ``batchjob``; posting one is forbidden."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def browse(self, call: Call) -> web.Response:
        draft_id, kind = call.query.number("RefID"), call.query.text("JobType")
        status = call.query.text("Status")
        rows = [
            row
            for row in self._rows()
            if draft_id in {None, row["RefId"]}
            and kind in {None, row["JobType"]}
            and status in {None, row["Status"]}
        ]
        return page(call.query, in_order(call.query, rows, COLUMNS), lambda row: row)

    def create(self, call: Call) -> web.Response:
        kind = call.body.get("JobType", "")
        raise RefusedError(403, f'Batchjob type "{kind}" is not allowed for public')

    def read(self, call: Call, key: str) -> web.Response:
        for row in self._rows():
            if row["ID"] == as_id(key):
                return row_answer(row)
        raise not_found()

    def _rows(self) -> Iterator[Row]:
        rows = [self._send(each) for each in self._account.campaigns.values()]
        rows += [self._import(each) for each in self._account.jobs.values()]
        return iter(sorted(rows, key=lambda row: int(str(row["ID"]))))

    def _send(self, campaign: Campaign) -> Row:
        ended = campaign.sent_at + timedelta(seconds=self._account.delays.programmed_seconds)
        over = ended <= self._account.clock.now()
        return {
            **_COMMON,
            "AliveAt": unix(ended if over else campaign.sent_at),
            "Count": 1,
            "ID": campaign.job_id,
            "JobEnd": unix(ended) if over else 0,
            "JobStart": unix(campaign.sent_at),
            "JobType": SEND,
            "RefId": campaign.draft_id,
            "Status": "Completed" if over else "Importing",
        }

    def _import(self, job: ImportJob) -> Row:
        return {
            **_COMMON,
            "AliveAt": unix(job.ended_at or self._account.clock.now()),
            "Count": len(job.rows),
            "Current": job.done,
            "Errcount": len(job.refused),
            "ID": job.id,
            "JobEnd": unix(job.ended_at),
            "JobStart": unix(job.created_at),
            "JobType": IMPORT,
            "Method": job.action,
            "RefId": job.list_ids[0] if job.list_ids else 0,
            "RequestAt": unix(job.created_at),
            "Status": job.status,
        }


_COMMON: Row = {
    "APIKeyID": API_KEY_ID,
    "Blocksize": 0,
    "Current": 0,
    "DataID": 0,
    "Errcount": 0,
    "ErrTreshold": 0,
    "Method": "Unknown",
    "RequestAt": 0,
    "Throttle": 0,
}
