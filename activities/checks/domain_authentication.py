"""The sender's domain proves that the mail is its own: SPF and DKIM."""

from activities.reads import Reads
from clients.domains import in_ascii
from clients.errors import NotFound
from models.checklist import Check, CheckGroup, Verdict


async def check_domain_authentication(reads: Reads) -> Check:
    """Fail unless Mailjet finds SPF and DKIM of the sender's domain to be OK.

    For a sub-domain that Mailjet does not know, those of the domain above it count, and are named.
    """
    try:
        dns = await reads.dns()
    except NotFound:
        seen, fine = "domain unknown to Mailjet", False
    else:
        seen, fine = f"SPF {dns.spf_status}, DKIM {dns.dkim_status}", dns.spf_ok and dns.dkim_ok
        if in_ascii(dns.domain) != reads.sender_domain:
            seen += f", of {dns.domain}"
    return Check(
        name="SPF and DKIM",
        group=CheckGroup.TECHNICAL,
        verdict=Verdict.PASS if fine else Verdict.FAIL,
        seen=seen,
        expected="SPF OK, DKIM OK",
        advice="" if fine else "Set the records that Mailjet names for this domain.",
    )
