"""The fates of a campaign's recipients, worked out once, when somebody first asks."""

from collections import defaultdict
from functools import cached_property

from sandbox.mailjet.fates import Fate, Outcome, domain_of, foretell
from sandbox.mailjet.tally import Tally
from sandbox.seed import RateSeed

SMALLEST_PROVIDER_SHARE = 0.02


class Results:
    """Everything that will ever be known of one campaign."""

    def __init__(
        self,
        recipients: list[tuple[int, str]],
        links: list[str],
        *,
        seed: int,
        draft_id: int,
        rates: RateSeed,
        barred: frozenset[int] = frozenset(),
    ) -> None:
        self.links = links
        self._recipients = recipients
        self._barred = barred
        self._seed, self._draft_id, self._rates = seed, draft_id, rates

    @cached_property
    def fates(self) -> list[Fate]:
        """What becomes of each message, in the order of the recipients."""
        return [
            foretell(
                index,
                email,
                seed=self._seed,
                draft_id=self._draft_id,
                rates=self._rates,
                links=len(self.links),
                barred=contact_id in self._barred,
            )
            for index, (contact_id, email) in enumerate(self._recipients)
        ]

    @cached_property
    def tally(self) -> Tally:
        """Counts of the whole campaign."""
        return Tally(self.fates)

    @cached_property
    def tally_by_provider(self) -> dict[str, Tally]:
        """Counts by mailbox provider, the small ones together as ``others``."""
        groups: dict[str, list[Fate]] = defaultdict(list)
        for fate in self.fates:
            domain = domain_of(self._recipients[fate.index][1])
            groups[domain.partition(".")[0]].append(fate)
        least = len(self.fates) * SMALLEST_PROVIDER_SHARE
        merged: dict[str, list[Fate]] = defaultdict(list)
        for provider, fates in groups.items():
            merged[provider if len(fates) >= least else "others"] += fates
        return {provider: Tally(fates) for provider, fates in sorted(merged.items())}

    @cached_property
    def bounced(self) -> list[Fate]:
        """The messages that never arrive, in the order of the recipients."""
        return [fate for fate in self.fates if fate.outcome is not Outcome.DELIVERED]

    @cached_property
    def opens(self) -> list[tuple[float, Fate]]:
        """Every open, in order of time."""
        return sorted(
            ((time, fate) for fate in self.fates for time in fate.opened), key=lambda each: each[0]
        )

    @cached_property
    def clicks(self) -> list[tuple[float, Fate, int]]:
        """Every click with the index of its link, in order of time."""
        return sorted(
            (
                (time, fate, link)
                for fate in self.fates
                for time, link in zip(fate.clicked, fate.links, strict=True)
            ),
            key=lambda each: each[0],
        )

    @cached_property
    def departures(self) -> list[tuple[float, int, bool]]:
        """Every unsubscription and complaint, the latter marked, by recipient, in order of time."""
        left = (
            (fate.unsubscribed, fate.index, False)
            for fate in self.fates
            if fate.unsubscribed is not None
        )
        complained = (
            (fate.complained, fate.index, True)
            for fate in self.fates
            if fate.complained is not None
        )
        return sorted([*left, *complained])
