"""The sender's domain says what receivers should do with mail that is not its own: DMARC."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict


async def check_dmarc(reads: Reads) -> Check:
    """Warn when DNS answers and no DMARC record, or more than one, is published.

    A sub-domain without a record has its organization's. Receivers ignore two (RFC 7489, 6.6.3).
    """
    found = await reads.dmarc()
    of = "" if found.domain == reads.sender_domain else f" of {found.domain}"
    if found.records is None:
        verdict, seen = Verdict.NOT_CHECKED, "DNS does not answer here"
    elif len(found.published) == 1:
        verdict, seen = Verdict.PASS, f"{found.published[0][:80]}{of}"
    elif found.published:
        verdict, seen = Verdict.WARN, f"{len(found.published)} records{of}, which cancel each other"
    else:
        verdict, seen = Verdict.WARN, "no record"
    return Check(
        name="DMARC",
        group=CheckGroup.TECHNICAL,
        verdict=verdict,
        seen=seen,
        expected="a record that begins with v=DMARC1",
        advice="Publish one DMARC record for the domain." if verdict is Verdict.WARN else "",
    )
