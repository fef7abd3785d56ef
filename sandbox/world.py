"""All that one sandbox holds: the clock, the journal, the faults and three providers."""

from aiohttp import web

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.gemini.server import GeminiSandbox
from sandbox.journal import Journal
from sandbox.mailjet.server import MailjetSandbox
from sandbox.seed import Seed
from sandbox.slack.server import SlackSandbox


class World:
    """The three providers and what they share."""

    def __init__(self, seed: Seed, clock: Clock) -> None:
        self.clock = clock
        self._speed = clock.speed
        self.journal = Journal()
        self.faults = Faults()
        self.mailjet = MailjetSandbox(seed.mailjet, clock=clock, random=seed.random)
        self.slack = SlackSandbox(seed.slack, clock)
        self.gemini = GeminiSandbox(seed.gemini, clock)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of all three providers."""
        return [*self.mailjet.routes(), *self.slack.routes(), *self.gemini.routes()]

    def reset(self) -> None:
        """Go back to the seed: no faults, no requests, the first speed."""
        self.clock.speed = self._speed
        self.journal.clear()
        self.faults.clear()
        self.mailjet.reset()
        self.slack.reset()
        self.gemini.reset()

    def state(self, limit: int) -> dict[str, object]:
        """Return everything as JSON, with the latest so many requests."""
        requests = list(self.journal)[-limit:] if limit else []
        mailjet = self.mailjet.state()
        return {
            **mailjet,
            "faults": self.faults.rows(),
            "gemini": self.gemini.state(),
            "now": self.clock.now().isoformat(),
            "requests": [entry.row() for entry in requests],
            "slack": self.slack.state(),
            "speed": self.clock.speed,
        }
