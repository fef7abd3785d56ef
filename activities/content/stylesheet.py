"""What style sheets and attributes say of an element, as far as it decides what is seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from activities.content.nesting import style_too_deep

RELEVANT = frozenset({
    "background", "background-color", "background-image", "clip", "clip-path", "color",
    "content-visibility", "display", "font", "font-size", "height", "left", "margin-left",
    "max-height", "max-width", "mso-hide", "opacity", "overflow", "overflow-x", "overflow-y",
    "pointer-events", "position", "text-indent", "top", "transform", "visibility", "width",
})  # fmt: skip
# Attributes that older mails use instead of a style.
PRESENTATIONAL = {"bgcolor": "background-color", "background": "background-image"}
INLINE = (1, 0, 0, 0)  # beats every selector
ON_ALL_SCREENS = frozenset({"", "all", "screen", "only screen"})
NEVER_ON_SCREEN = ("print", "speech", "not screen", "not all")
COUNT_THEIR_ARGUMENTS = frozenset({"not", "is", "has"})


class Declaration(NamedTuple):
    """One `property: value`, in lower case."""

    name: str
    value: str
    important: bool


class Said(NamedTuple):
    """A declaration with what decides between it and others."""

    specificity: tuple[int, int, int, int]
    order: int
    declaration: Declaration
    conditional: bool  # inside a media query that holds on some screens only

    @property
    def weight(self) -> tuple[bool, tuple[int, int, int, int], int]:
        return (self.declaration.important, self.specificity, self.order)


class StyleSheet:
    """The style elements of a page, matched to its elements."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._said: dict[int, list[Said]] = {}
        self._order = 0
        for element in tree.css("style"):
            media = (element.attributes.get("media") or "").strip().lower()
            if not media.startswith(NEVER_ON_SCREEN):
                text = element.text(deep=True)
                if style_too_deep(text):
                    continue
                rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
                self._take(rules, conditional=media not in ON_ALL_SCREENS)

    def of(
        self, node: LexborNode, attributes: Mapping[str, str | None]
    ) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Give what holds for an element on a wide screen, and where every media query holds.

        The same style of two elements is answered by the same mapping.
        """
        style = attributes.get("style") or ""
        said = self._said.get(node.mem_id)
        presented = presentational(node.tag, attributes)
        if not said and not presented:
            values = styled(style)
            return values, values
        inline = [Said(INLINE, 0, each, conditional=False) for each in declarations(style)]
        ordered = sorted((*(said or ()), *inline), key=lambda one: one.weight)
        narrow = {one.declaration.name: one.declaration.value for one in ordered}
        wide = {
            one.declaration.name: one.declaration.value for one in ordered if not one.conditional
        }
        return {**presented, **wide}, {**presented, **narrow}

    def _take(self, rules: Iterable[Any], *, conditional: bool) -> None:
        for rule in rules:
            if rule.type == "qualified-rule":
                self._match(rule, conditional=conditional)
            elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
                query = tinycss2.serialize(rule.prelude).strip().lower()
                if not query.startswith(NEVER_ON_SCREEN):
                    inner = tinycss2.parse_rule_list(
                        rule.content, skip_comments=True, skip_whitespace=True
                    )
                    some = query not in ON_ALL_SCREENS
                    self._take(inner, conditional=conditional or some)

    def _match(self, rule: Any, *, conditional: bool) -> None:
        wanted = declarations_in(rule.content)
        if not wanted:
            return
        self._order += 1
        for selector in selectors(rule.prelude):
            specificity = (0, *specificity_of(selector))
            said = [Said(specificity, self._order, each, conditional) for each in wanted]
            for node in self._select(tinycss2.serialize(selector).strip()):
                self._said.setdefault(node.mem_id, []).extend(said)

    def _select(self, selector: str) -> Sequence[LexborNode]:
        try:
            return self._tree.css(selector) if selector else ()
        except SelectolaxError:  # a selector that is no selector matches nothing, as in browsers
            return ()


def presentational(tag: str | None, attributes: Mapping[str, str | None]) -> dict[str, str]:
    """Read the attributes that say what a style would; any style beats them."""
    values = {}
    for attribute, name in PRESENTATIONAL.items():
        value = attributes.get(attribute)
        if value:
            values[name] = value.strip().lower()
    if tag == "font" and (color := attributes.get("color")):
        values["color"] = color.strip().lower()
    if "hidden" in attributes:
        values["display"] = "none"
    return values


@lru_cache(maxsize=4096)
def styled(style: str) -> Mapping[str, str]:
    """Say what a style attribute alone makes of an element."""
    ordered = sorted(declarations(style), key=lambda one: one.important)
    return {one.name: one.value for one in ordered}


@lru_cache(maxsize=4096)
def declarations(style: str) -> tuple[Declaration, ...]:
    """Read a style attribute; mails repeat the same few over and over."""
    return () if not style or style_too_deep(style) else declarations_in(style)


def declarations_in(source: str | Sequence[Any]) -> tuple[Declaration, ...]:
    """Read the declarations that decide what is seen."""
    return tuple(
        Declaration(each.lower_name, tinycss2.serialize(each.value).strip().lower(), each.important)
        for each in tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
        if each.type == "declaration" and each.lower_name in RELEVANT
    )


def urls_in(source: str) -> list[str]:
    """List what a style sheet or a style attribute fetches."""
    if "url(" not in source.lower() or style_too_deep(source):
        return []
    urls: list[str] = []
    rest = list(reversed(tinycss2.parse_component_value_list(source, skip_comments=True)))
    while rest:
        token = rest.pop()
        if token.type == "url":
            urls.append(token.value.strip())
        elif token.type == "function":
            strings = [each.value for each in token.arguments if each.type == "string"]
            if token.lower_name == "url":
                urls += strings[:1]
            rest += reversed(token.arguments)
        elif token.type.endswith(" block"):
            rest += reversed(token.content)
    return urls


def selectors(prelude: Sequence[Any]) -> Iterator[list[Any]]:
    """Split `a, .b` at its commas."""
    selector: list[Any] = []
    for part in prelude:
        if part == ",":
            yield selector
            selector = []
        else:
            selector.append(part)
    yield selector


def specificity_of(selector: Sequence[Any]) -> tuple[int, int, int]:
    """Count ids, classes and names (CSS selectors, level 3, section 9)."""
    ids = classes = names = 0
    before = None
    for token in selector:
        if token.type == "hash":
            ids += 1
        elif token.type == "[] block":
            classes += 1
        elif token.type == "ident":
            if before == ".":
                classes += 1
            elif before != ":":
                names += 1
            elif token.lower_value not in COUNT_THEIR_ARGUMENTS:
                classes += 1
        elif token.type == "function" and token.lower_name in COUNT_THEIR_ARGUMENTS:
            inner = specificity_of(token.arguments)
            ids, classes, names = ids + inner[0], classes + inner[1], names + inner[2]
        before = token.value if token.type == "literal" else None
    return ids, classes, names
