"""Mailjet lets the sender send."""

from activities.reads import Reads
from clients.errors import NotFound
from models.checklist import Check, CheckGroup, Verdict


async def check_sender_active(reads: Reads) -> Check:
    """Fail for a sender that Mailjet does not know, or that is not active."""
    try:
        sender = await reads.sender()
    except NotFound:
        status, active = "unknown to Mailjet", False
    else:
        status, active = sender.status.lower(), sender.active
        if sender.email.startswith("*@"):
            status += f", as {sender.email}"
    return Check(
        name="sender active",
        group=CheckGroup.TECHNICAL,
        verdict=Verdict.PASS if active else Verdict.FAIL,
        seen=status,
        expected="active",
        advice="" if active else "Validate the sender address in Mailjet.",
    )
