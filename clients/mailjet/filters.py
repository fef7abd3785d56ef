"""The filters that Mailjet really has: it ignores an unknown name and answers unfiltered."""

from collections.abc import Iterable

# Only the resources that we list, and of their filters those that we use.
_FILTERS = {
    "batchjob": {"RefID", "JobType"},
    "bouncestatistics": {"CampaignID", "FromTS"},
    "campaigndraft": {"ContactsList", "Subject"},
    "clickstatistics": {"CampaignID", "FromTS"},
    "contact": {"ContactsList"},
    "contactslist": {"Name", "IsDeleted"},
    "listrecipient": {"ContactsList", "Unsub", "IsExcludedFromCampaigns"},
    "message": {"Campaign", "FromTS", "MessageStatus", "ShowContactAlt"},
    "openinformation": {"CampaignID", "FromTS"},
    "sender": {"Domain"},
    "statcounters": {"CounterSource", "SourceID", "CounterTiming", "CounterResolution"},
    "statistics/link-click": {"CampaignID"},
    "statistics/recipient-esp": {"CampaignID"},
}
# Without FromTS these show today only.
_WINDOWED = {"bouncestatistics", "clickstatistics", "message", "openinformation"}


def check_filters(resource: str, names: Iterable[str]) -> None:
    """Refuse a filter that Mailjet would ignore, and a windowed read without its window."""
    used = set(names)
    unknown = used - _FILTERS[resource]
    if unknown:
        raise ValueError(f"{resource} has no filter {sorted(unknown)}")
    if resource in _WINDOWED and "FromTS" not in used:
        raise ValueError(f"{resource} shows today only without FromTS")
