"""The import that filled the list is over."""

from activities.reads import Reads
from clients.errors import NotFound
from models.checklist import Check, CheckGroup, Verdict
from models.plurals import counted


async def check_import_finished(reads: Reads) -> Check:
    """Fail while the import or split job that the plan names still runs, or when it failed.

    Mailjet tells of such a job only by its number; a plan without one has nothing to look at.
    """
    number = reads.planned.import_job_id
    if number is None:
        return made(Verdict.PASS, "the plan names no import job", "")
    try:
        job = await reads.import_job(number)
    except NotFound:
        return made(Verdict.FAIL, f"no job {number}", "Correct import_job_id in the plan.")
    if not job.done:
        return made(Verdict.FAIL, f"{job.status.lower()}, {job.count:,} so far", "Wait, recheck.")
    if job.failed:
        return made(Verdict.FAIL, f"{job.status.lower()}: {job.error[:80]}", "Import anew.")
    return made(Verdict.PASS, f"completed, {counted(job.count, 'contact')}", "")


def made(verdict: Verdict, seen: str, advice: str) -> Check:
    """Make this check's result."""
    return Check(
        name="import finished",
        group=CheckGroup.LIST,
        verdict=verdict,
        seen=seen,
        expected="no import under way",
        advice=advice,
    )
