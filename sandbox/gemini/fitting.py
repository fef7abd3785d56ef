"""Make a text as short or as long as a schema wants it."""

import re

_FILL = "The figures were read as they were given."


def fit(text: str, least: int, most: int | None) -> str:
    """Return the text cut at a sentence, else at a word, or prolonged by a plain sentence."""
    if most is not None and len(text) > most:
        text = _cut(text, most)
    while len(text) < least:
        text = f"{text} {_FILL}".strip()
        if most is not None and len(text) > most:
            return text[:most]
    return text


def _cut(text: str, most: int) -> str:
    sentences = re.split(r"(?<=[.!?]) ", text)
    while len(sentences) > 1:
        sentences.pop()
        if len(kept := " ".join(sentences)) <= most:
            return kept
    words = text.split(" ")
    while len(words) > 1:
        words.pop()
        if len(kept := " ".join(words).rstrip(",;:%")) <= most:
            return kept.rstrip()
    # Not even one word fits: letters may be cut, a number may not.
    return re.sub(r"[\d.]+", "", words[0])[:most]
