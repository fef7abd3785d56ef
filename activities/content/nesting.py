"""How deep an HTML part or a style is nested, told without building its tree."""

import re

DEEPEST = 512  # elements; Chrome's parser goes no deeper, and mails stay far below a hundred
DEEPEST_STYLE = 64  # brackets; a rule in a media query with a calculation has five
BRACKET = re.compile(r"[\[({]|[\])}]")
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
NEVER_CLOSED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
CLOSED_BY_THE_NEXT = frozenset({
    "a", "dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip


def too_deep(html: str) -> bool:
    """Say whether elements are nested deeper than any mail program would draw.

    A parser that keeps to the standard needs time by the square of the depth, so this is told
    first.
    """
    opened: list[str] = []
    for found in TAG.finditer(html):
        name = found[2].lower()
        if found[1]:
            if name in opened:
                while opened.pop() != name:
                    pass
        elif name not in NEVER_CLOSED and not (
            name in CLOSED_BY_THE_NEXT and opened[-1:] == [name]
        ):
            opened.append(name)
            if len(opened) > DEEPEST:
                return True
    return False


def style_too_deep(source: str) -> bool:
    """Say whether brackets are nested deeper than any style sheet nests them."""
    depth = 0
    for found in BRACKET.finditer(source):
        depth = depth + 1 if found[0] in "[({" else max(depth - 1, 0)
        if depth > DEEPEST_STYLE:
            return True
    return False
