"""What a plan may not mean as it says: told before the start, and refused by nobody."""

from collections.abc import Iterator

from models.ids import SLUG_LENGTH, whole_slug_of
from models.local_time import zone_warning
from models.plan import Plan


def warnings_of(plan: Plan) -> tuple[str, ...]:
    """List what an operator should look at once more; each names its field, in one line."""
    return tuple(f"{field}: {words}" for field, words in _doubts(plan))


def _doubts(plan: Plan) -> Iterator[tuple[str, str]]:
    if words := zone_warning(plan.campaign.timezone):
        yield "campaign.timezone", words
    if plan.campaign.slug is None and len(whole_slug_of(plan.campaign.name)) > SLUG_LENGTH:
        words = "names the workflows; another long name that begins so is refused: give it a slug"
        yield "campaign.name", f"only its beginning, {plan.slug}, {words}"
