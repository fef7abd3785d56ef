"""Every notice as a Slack message; a new one is a function and a line in `render`."""

from activities.messages.before_launch import launch_warning, preflight, prelaunch
from activities.messages.blocks import note
from activities.messages.campaign_summary import campaign_summary
from activities.messages.interventions import abort, decision, hold
from activities.messages.launch_confirmation import launch_confirmation
from activities.messages.results import followup, no_data, wrapup
from clients.slack.message import Message, escape
from models import notices
from models.notices import Announcement


def render(announcement: Announcement) -> Message:
    """Write an announcement for people; what could not be said before is named at its end."""
    message = _render(announcement)
    if not announcement.undelivered:
        return message
    missed = escape(", ".join(announcement.undelivered).replace("_", " "))
    remark = note(f":mailbox_with_no_mail: Slack did not take earlier messages: {missed}.")
    return Message(text=message.text, blocks=(*message.blocks, remark))


def _render(announcement: Announcement) -> Message:  # noqa: PLR0911 - one line a kind
    ref = announcement.round
    match announcement.notice:
        case notices.PrelaunchNotice() as notice:
            return prelaunch(ref, notice)
        case notices.PreflightNotice() as notice:
            return preflight(ref, notice)
        case notices.LaunchWarningNotice() as notice:
            return launch_warning(ref, notice)
        case notices.LaunchConfirmationNotice() as notice:
            return launch_confirmation(ref, notice)
        case notices.WrapupNotice() as notice:
            return wrapup(ref, notice)
        case notices.FollowupNotice() as notice:
            return followup(ref, notice)
        case notices.NoDataNotice() as notice:
            return no_data(ref, notice)
        case notices.HoldNotice() as notice:
            return hold(ref, notice)
        case notices.DecisionNotice() as notice:
            return decision(ref, notice)
        case notices.AbortNotice() as notice:
            return abort(ref, notice)
        case notices.CampaignNotice() as notice:
            return campaign_summary(ref, notice)
