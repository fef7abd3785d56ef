"""A campaign's counts cut into slices of time."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sandbox.mailjet.fates import Fate
from sandbox.mailjet.mailings import Campaign
from sandbox.mailjet.tally import Counts, Tally
from sandbox.seed import DelaySeed


def message_counts(
    campaign: Campaign, now: datetime, delays: DelaySeed, step: timedelta
) -> dict[datetime, Counts]:
    """Count each message in the slice in which it was processed."""
    moment = campaign.moment(now, delays)
    groups: dict[datetime, list[Fate]] = defaultdict(list)
    for fate in campaign.results.fates:
        if fate.processed <= moment:
            groups[slice_of(campaign.instant(fate.processed, delays), step)].append(fate)
    return {start: Tally(fates).at(moment) for start, fates in groups.items()}


def event_counts(
    campaign: Campaign, now: datetime, delays: DelaySeed, step: timedelta
) -> dict[datetime, Counts]:
    """Count each event in the slice in which it happened."""
    tally = campaign.results.tally
    counts = {}
    start = slice_of(campaign.instant(0, delays), step)
    before = Counts()
    while start <= min(now, campaign.instant(1, delays)):
        until = min(now, start + step - timedelta(microseconds=1))
        total = tally.at(campaign.moment(until, delays))
        if total != before:
            counts[start] = _difference(total, before)
        before, start = total, start + step
    return counts


def _difference(total: Counts, before: Counts) -> Counts:
    """Subtract; what waits at the end of a slice belongs to no slice."""
    changed = {name: value - getattr(before, name) for name, value in vars(total).items()}
    return replace(total, **changed)


def slice_of(instant: datetime, step: timedelta) -> datetime:
    """Return the start of the slice in which an instant lies."""
    seconds = step.total_seconds()
    return datetime.fromtimestamp(instant.timestamp() // seconds * seconds, UTC)
