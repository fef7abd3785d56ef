"""What a prompt can ask of the stand-in by a marker such as ``[[sandbox: safety]]``."""

import re
from enum import StrEnum

_MARKER = re.compile(r"\[\[\s*sandbox\s*:\s*([a-z-]+)\s*\]\]", re.IGNORECASE)

INVENTED = "The reply rate of 987.65 % is the best of the year."
MARKUP = "<!channel> *urgent* <https://example.com|click> & <script>alert()</script>"


class Scenario(StrEnum):
    """The ways in which an answer can go wrong while HTTP says 200."""

    BLOCKED = "blocked"  # the prompt itself is refused: no candidates
    SAFETY = "safety"  # the answer is withheld: finishReason SAFETY
    RECITATION = "recitation"  # the answer is withheld: finishReason RECITATION
    PROHIBITED = "prohibited"  # the answer is withheld: finishReason PROHIBITED_CONTENT
    TRUNCATED_JSON = "truncated-json"  # half an answer that claims to be whole
    FENCED_JSON = "fenced-json"  # the answer inside a Markdown fence
    WRONG_TYPES = "wrong-types"  # valid JSON that is not what the schema asks for
    EMPTY = "empty"  # finishReason STOP without any part
    MAX_TOKENS = "max-tokens"  # thinking took everything
    CONTINUATION = "continuation"  # half an answer and a token for the other half
    INVENTED_NUMBER = "invented-number"  # a sentence with a number that nobody gave
    MARKUP = "markup"  # a sentence that would notify a channel if shown unescaped


def scenario_of(prompt: str) -> Scenario | None:
    """Return the last scenario a prompt asks for; an unknown name is no scenario."""
    names = [name.lower() for name in _MARKER.findall(prompt)]
    known = [Scenario(name) for name in names if name in list(Scenario)]
    return known[-1] if known else None


def without_markers(prompt: str) -> str:
    """Return the prompt as the analyst should read it."""
    return _MARKER.sub("", prompt)
