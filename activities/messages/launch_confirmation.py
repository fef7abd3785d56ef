"""What people read when Mailjet has taken the send."""

from activities.messages.blocks import facts, header, note, title, when
from clients.slack.message import Message
from models.counts import difference
from models.notices import LaunchConfirmationNotice
from models.plurals import counted
from models.round import RoundRef


def launch_confirmation(ref: RoundRef, notice: LaunchConfirmationNotice) -> Message:
    """Confirm the send: when, to how many, how punctual."""
    sent = notice.sent
    campaign = str(sent.campaign_id) if sent.campaign_id else "not shown by Mailjet yet"
    lag = (sent.accepted_at - ref.launch).total_seconds()
    since = notice.checked_recipients
    apart = difference(sent.recipients, since) if since is not None else ""
    apart = f", {apart} than at the checks" if apart else ""
    known = "Found by looking into Mailjet, not answered by it. " if sent.adopted else ""
    return Message(
        text=f"{title(ref, 'sent')} to {counted(sent.recipients, 'recipient')}{apart}",
        blocks=(
            header(title(ref, "sent")),
            facts(
                {
                    "Accepted": when(sent.accepted_at, ref.timezone),
                    "Recipients": f"{sent.recipients:,}{apart}",
                    "After its time by": f"{max(lag, 0):,.1f} s",
                    "First results": when(notice.wrapup_at, ref.timezone),
                }
            ),
            note(f"{known}`{ref.id}` · Mailjet campaign {campaign}"),
        ),
    )
