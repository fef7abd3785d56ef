"""Payloads that no converter could decode, and the words that can be read in them all the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from models.text import clean, one_line

LONGEST = {"by": 200, "reason": 1_000, "via": 50}  # characters of what is kept of a decision
DEEPEST = (
    50  # brackets; no decision has so many, and no reader must depend on how deep its stack is
)
LONGEST_ENCODING = 40


@dataclass(frozen=True)
class Undecodable:
    """A payload as it came."""

    encoding: str
    data: bytes

    @property
    def why(self) -> str:
        """Say what is wrong with it."""
        encoding = one_line(self.encoding)[:LONGEST_ENCODING] or "no encoding"
        return f"the payload cannot be read ({encoding})"

    def guess(self) -> object:
        """Read as JSON what may be JSON, half characters included; None when it is not."""
        text = self.data.decode("utf-8-sig", "replace")
        if text.count("{") + text.count("[") > DEEPEST:
            return None
        try:
            return json.loads(text)
        except ValueError:
            return text if self.encoding.startswith("text/") else None


def salvaged(payload: object) -> dict[str, str]:
    """Keep by, reason and via as far as they are words, whatever else a decision carries."""
    if isinstance(payload, bytes):
        payload = Undecodable("binary/plain", payload)
    if isinstance(payload, Undecodable):
        payload = payload.guess()
    if isinstance(payload, str):
        payload = {"reason": payload}
    if not isinstance(payload, Mapping):
        return {}
    texts = {name: payload.get(name) for name in LONGEST}
    words = {name: clean(text).strip() for name, text in texts.items() if isinstance(text, str)}
    return {name: text[: LONGEST[name]] for name, text in words.items() if text}
