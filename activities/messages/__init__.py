"""Every notice as a Slack message; a new one is a function and a line in `WRITERS`."""

from collections.abc import Callable

from activities.messages.before_launch import launch_warning, preflight, prelaunch
from activities.messages.blocks import note, said, shorten
from activities.messages.campaign_summary import campaign_summary
from activities.messages.interventions import abort, decision, hold
from activities.messages.launch_confirmation import launch_confirmation
from activities.messages.results import followup, no_data, wrapup
from clients.slack.message import Message
from models import notices
from models.notices import Announcement
from models.text import shown

LONGEST_TEXT = 2_000  # of the notification; the blocks say it all
MOST_MISSED = 10

WRITERS: dict[type, Callable[..., Message]] = {  # ...: each takes the notice it stands beside
    notices.PrelaunchNotice: prelaunch,
    notices.PreflightNotice: preflight,
    notices.LaunchWarningNotice: launch_warning,
    notices.LaunchConfirmationNotice: launch_confirmation,
    notices.WrapupNotice: wrapup,
    notices.FollowupNotice: followup,
    notices.NoDataNotice: no_data,
    notices.HoldNotice: hold,
    notices.DecisionNotice: decision,
    notices.AbortNotice: abort,
    notices.CampaignNotice: campaign_summary,
}


def render(announcement: Announcement, unkept: str = "") -> Message:
    """Write an announcement for people; what could not be said or recorded is named at its end.

    Every text in it is cleaned first, so that it is cut at the length that people see.
    """
    announcement = shown(announcement)
    notice = announcement.notice
    message = WRITERS[type(notice)](announcement.round, notice)
    blocks = message.blocks
    if announcement.undelivered:
        last = list(dict.fromkeys(announcement.undelivered))[-MOST_MISSED:]
        missed = said(", ".join(last).replace("_", " "))
        blocks += (note(f":mailbox_with_no_mail: Slack did not take earlier messages: {missed}."),)
    if unkept:
        blocks += (note(f":card_index: The {unkept} could not be recorded in the database."),)
    return Message(text=shorten(said(message.text), LONGEST_TEXT), blocks=blocks)
