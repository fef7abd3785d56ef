"""The sender's domain says what receivers should do with mail that is not its own: DMARC."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict


async def check_dmarc(reads: Reads) -> Check:
    """Warn when DNS answers and no DMARC record is published (RFC 7489, section 6.1)."""
    records = await reads.dmarc()
    published = [text for text in records or () if text.lower().startswith("v=dmarc1")]
    if records is None:
        verdict, seen = Verdict.NOT_CHECKED, "DNS does not answer here"
    elif published:
        verdict, seen = Verdict.PASS, published[0][:80]
    else:
        verdict, seen = Verdict.WARN, "no record"
    return Check(
        name="DMARC",
        group=CheckGroup.TECHNICAL,
        verdict=verdict,
        seen=seen,
        expected="a record that begins with v=DMARC1",
        advice="Publish a DMARC record for the domain." if verdict is Verdict.WARN else "",
    )
