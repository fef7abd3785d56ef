"""The list is there, and not deleted."""

from activities.reads import Reads
from clients.errors import NotFound
from models.checklist import Check, CheckGroup, Verdict


async def check_list_exists(reads: Reads) -> Check:
    """Fail for a list that Mailjet does not know, or keeps only as deleted."""
    list_id = reads.planned.list_id
    try:
        found = await reads.contact_list()
    except NotFound:
        seen, verdict = f"no list {list_id}", Verdict.FAIL
    else:
        seen = f"{found.name!r}, deleted" if found.deleted else f"{found.name!r}"
        verdict = Verdict.FAIL if found.deleted else Verdict.PASS
    return Check(
        name="list exists",
        group=CheckGroup.LIST,
        verdict=verdict,
        seen=seen,
        expected=f"list {list_id}, not deleted",
        advice="" if verdict is Verdict.PASS else "Restore the list, or plan another one.",
        final=True,
    )
