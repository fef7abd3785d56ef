"""What the five agents said of a snapshot."""

from enum import StrEnum

from models.base import Instant, Value


class AgentName(StrEnum):
    """Name an agent."""

    LIST_QUALITY = "list_quality"
    DELIVERY = "delivery"
    COMPARISON = "comparison"
    RECOMMENDATION = "recommendation"
    REPORT = "report"


class Rating(StrEnum):
    """Grade what an agent looked at."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    UNKNOWN = "unknown"


class TokenUse(Value):
    """Tokens of one or more calls; thoughts are billed as answers are."""

    prompt: int = 0
    answer: int = 0
    thoughts: int = 0

    def __add__(self, other: "TokenUse") -> "TokenUse":
        return TokenUse(
            prompt=self.prompt + other.prompt,
            answer=self.answer + other.answer,
            thoughts=self.thoughts + other.thoughts,
        )

    @property
    def total(self) -> int:
        return self.prompt + self.answer + self.thoughts


class Opinion(Value):
    """What one agent concluded; advice, which never launches, holds or changes anything.

    `degraded` marks an opinion that rules made from the same numbers because the model failed;
    `dropped_sentences` counts sentences left out because they held a number nobody gave.
    """

    agent: AgentName
    rating: Rating
    headline: str
    points: tuple[str, ...] = ()
    model: str = ""
    tokens: TokenUse = TokenUse()
    degraded: bool = False
    dropped_sentences: int = 0


class Assessment(Value):
    """The opinions of all five agents on one snapshot."""

    snapshot: str
    opinions: tuple[Opinion, ...]
    created_at: Instant

    def of(self, agent: AgentName) -> Opinion:
        """Find one agent's opinion; raise KeyError when it gave none."""
        for opinion in self.opinions:
            if opinion.agent is agent:
                return opinion
        raise KeyError(agent)

    @property
    def degraded(self) -> bool:
        return any(opinion.degraded for opinion in self.opinions)

    @property
    def tokens(self) -> TokenUse:
        return sum((opinion.tokens for opinion in self.opinions), TokenUse())
