"""The HTML part as its readers meet it: texts, links, images, and which of them can be seen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from activities.content.look import Look, pixels
from activities.content.nesting import too_deep
from activities.content.stylesheet import StyleSheet, urls_in
from activities.content.texts import SEAM, Text, Where, says_something

# What only Outlook reads: `<!--[if mso]> ... <![endif]-->`, also with conditions joined to it.
FOR_OUTLOOK = re.compile(r"\[if\s([^\]<>]*)\]>(.*)<!\[endif\]\Z", re.DOTALL | re.IGNORECASE)
OUTLOOK = re.compile(r"(?<!!)\b(?:mso|ie)\b", re.IGNORECASE)
NOT_READ = frozenset({"head", "style", "script", "template", "datalist"})
LITERAL = frozenset({"code", "pre", "kbd", "samp", "tt", "xmp", "listing"})
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center",
    "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol",
    "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "title", "tr", "ul",
})  # fmt: skip
READ_ATTRIBUTES = ("alt", "title", "aria-label")
PARTING = frozenset({"br", "img", "hr"})  # no word goes on across them
LINKS = {
    "a": "href",
    "area": "href",
    "form": "action",
    "button": "formaction",
    "input": "formaction",
}
FETCHED = ("src", "srcset", "background", "poster", "data")
CANDIDATE = re.compile(r"(?![\d.]+[wxh](?:[\s,]|\Z))[^\s,]\S*[^\s,]")  # of a srcset; no size
STYLES_OF_LINKS = frozenset({"stylesheet", "icon"})


class Kind(StrEnum):
    """What is done with an address."""

    LINK = "link"  # opened by a click
    IMAGE = "image"  # fetched and drawn, or fetched to draw with
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Address:
    """Where something leads or comes from; empty when it does not say."""

    target: str
    kind: Kind
    where: Where = Where.HTML


@dataclass(slots=True)
class Link:
    """An `<a href>`, and who can see and click it."""

    target: str
    in_outlook: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A text or a picture that readers see, and the link that it is part of."""

    what: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class Page:
    """All of an HTML part that checks look at."""

    texts: tuple[Text, ...] = ()
    addresses: tuple[Address, ...] = ()
    links: tuple[Link, ...] = ()
    shown: tuple[Shown, ...] = ()
    styles: tuple[str, ...] = ()
    anchors: frozenset[str] = frozenset()
    too_deep: bool = False


class Place(NamedTuple):
    """What an element hands down to what is in it."""

    wide: Look
    narrow: Look  # where every media query holds
    link: Link | None
    block: int
    where: Where
    literal: bool
    read: bool

    @property
    def looks(self) -> tuple[Look, Look]:
        return self.wide, self.narrow


OUTSIDE = Place(
    wide=Look(), narrow=Look(), link=None, block=0, where=Where.HTML, literal=False, read=True
)


def read_page(html: str) -> Page:
    """Read an HTML part once, by the rules by which browsers read it; raises nothing.

    Needs time in proportion to the length; a part that is nested too deep is not read.
    """
    if too_deep(html):
        return Page(too_deep=True)
    reader = Reader(html)
    outlook = "\n".join(reader.for_outlook)
    pages = [reader.page()]
    if outlook and not too_deep(outlook):
        pages.append(Reader(outlook, only_outlook=True).page())
    return Page(
        texts=tuple(text for page in pages for text in page.texts),
        addresses=tuple(address for page in pages for address in page.addresses),
        links=tuple(link for page in pages for link in page.links),
        shown=pages[0].shown,
        styles=tuple(dict.fromkeys(style for page in pages for style in page.styles)),
        anchors=frozenset().union(*(page.anchors for page in pages)),
    )


class Reader:
    """Walk one tree, from the top, once."""

    def __init__(self, html: str, *, only_outlook: bool = False) -> None:
        self._tree = LexborHTMLParser(html)
        self._styles = StyleSheet(self._tree)
        self._only_outlook = only_outlook
        self._places: dict[int, Place] = {}
        self._looks: dict[tuple[int, int, bool], tuple[Look, Look, Mapping[str, str]]] = {}
        self._texts: list[Text] = []
        self._block: tuple[int, Where, bool] | None = None
        self._words: list[str] = []
        self._addresses: list[Address] = []
        self._links: list[Link] = []
        self._shown: list[Shown] = []
        self._sources: dict[str, None] = {}
        self._anchors: set[str] = set()
        self.for_outlook: list[str] = []
        root = self._tree.root
        document = root.parent if root is not None else None
        for node in document.traverse(include_text=True) if document is not None else ():
            self._meet(node)
        self._end_text()

    def page(self) -> Page:
        """Give what was found."""
        where = Where.OUTLOOK if self._only_outlook else Where.HTML
        return Page(
            texts=tuple(self._texts),
            addresses=tuple(replace(each, where=where) for each in self._addresses),
            links=tuple(self._links),
            shown=tuple(self._shown),
            styles=tuple(self._sources),
            anchors=frozenset(self._anchors),
        )

    def _meet(self, node: LexborNode) -> None:
        parent = node.parent
        around = self._places.get(parent.mem_id, OUTSIDE) if parent is not None else OUTSIDE
        if node.is_text_node:
            if around.read:
                self._read_text(node.text_content or "", around)
        elif node.is_element_node:
            self._places[node.mem_id] = self._enter(node, node.tag or "", around)
        elif node.is_comment_node:
            found = FOR_OUTLOOK.match(node.comment_content or "")
            if found and OUTLOOK.search(found[1]):
                self.for_outlook.append(found[2])

    def _enter(self, node: LexborNode, tag: str, around: Place) -> Place:
        attributes = node.attributes
        wide, narrow = self._styles.of(node, attributes)
        place = self._place(node, tag, attributes, around, wide=wide, narrow=narrow)
        if tag in PARTING:
            self._end_text()
        source = node.text(deep=True) if tag == "style" else attributes.get("style")
        if source and source not in self._sources:
            self._sources[source] = None
            self._addresses += (Address(url, Kind.IMAGE) for url in urls_in(source))
        if attributes:
            self._anchors.update(filter(None, (attributes.get("id"), attributes.get("name"))))
            self._addresses += addresses_of(tag, attributes)
        elif tag == "img":
            self._addresses.append(Address("", Kind.IMAGE))
        if place.read and (attributes or wide):
            self._read_attributes(attributes, place)
            if is_picture(tag, attributes, wide) or has_picture_behind(attributes, wide):
                self._show(attributes.get("alt") or "picture", place, text=False)
        return place

    def _place(
        self,
        node: LexborNode,
        tag: str,
        attributes: Mapping[str, str | None],
        around: Place,
        *,
        wide: Mapping[str, str],
        narrow: Mapping[str, str],
    ) -> Place:
        link = around.link
        is_link = tag == "a" and "href" in attributes
        if is_link:
            link = Link((attributes["href"] or "").strip())
            self._links.append(link)
        return Place(
            wide=self._look(around.wide, wide, is_link=is_link),
            narrow=self._look(around.narrow, narrow, is_link=is_link),
            link=link,
            block=node.mem_id if tag in BLOCKS else around.block,
            where=Where.TITLE if tag == "title" else around.where,
            literal=around.literal or tag in LITERAL,
            read=(around.read and tag not in NOT_READ) or tag == "title",
        )

    def _look(self, around: Look, said: Mapping[str, str], *, is_link: bool) -> Look:
        """Work a look out once for all elements that are alike; both are kept, so ids stay true."""
        key = (id(around), id(said), is_link)
        known = self._looks.get(key)
        if known is None:
            known = self._looks[key] = (around.inside(said, is_link=is_link), around, said)
        return known[0]

    def _read_text(self, words: str, place: Place) -> None:
        if place.where is Where.HTML and says_something(words):
            self._show(words, place, text=True)
        where = place.where
        if (
            where is Where.HTML
            and not self._shown
            and not any(look.shows_text for look in place.looks)
        ):
            where = Where.PREHEADER  # what is hidden before all else is shown in the inbox
        self._add_text(words, (place.block, where, place.literal))

    def _read_attributes(self, attributes: Mapping[str, str | None], place: Place) -> None:
        for name in READ_ATTRIBUTES:
            words = attributes.get(name)
            if words and words.strip():
                self._end_text()
                self._texts.append(Text(words, place.where, literal=place.literal))

    def _show(self, what: str, place: Place, *, text: bool) -> None:
        """Keep what a reader sees, and that its link can be seen."""
        seen = [look for look in place.looks if (look.shows_text if text else look.shows_images)]
        if not seen:
            return
        self._shown.append(Shown(what, place.link))
        if place.link is not None and any(look.clickable for look in seen):
            place.link.elsewhere |= not self._only_outlook
            place.link.in_outlook |= place.wide.in_outlook

    def _add_text(self, words: str, block: tuple[int, Where, bool]) -> None:
        if block != self._block:
            self._end_text()
            self._block = block
        self._words.append(words)

    def _end_text(self) -> None:
        """Join the words of a block; where a tag stood between them stays to be seen."""
        if self._block is not None and self._words:
            _, where, literal = self._block
            outlook = self._only_outlook and where is Where.HTML
            if words := " ".join(SEAM.join(self._words).split()):
                where = Where.OUTLOOK if outlook else where
                self._texts.append(Text(words, where, literal=literal))
        self._block, self._words = None, []


def addresses_of(tag: str, attributes: Mapping[str, str | None]) -> Iterator[Address]:
    """Give all that an element opens or fetches."""
    link = LINKS.get(tag) or ("href" if tag.startswith("v:") else None)
    if link is not None and link in attributes:
        yield Address((attributes[link] or "").strip(), Kind.LINK)
    if tag == "base" and "href" in attributes:
        yield Address((attributes["href"] or "").strip(), Kind.BASE)
    if tag == "link" and STYLES_OF_LINKS & set((attributes.get("rel") or "").lower().split()):
        yield Address((attributes.get("href") or "").strip(), Kind.IMAGE)
    if tag == "img" and "src" not in attributes and "srcset" not in attributes:
        yield Address("", Kind.IMAGE)
    for name in FETCHED:
        if name not in attributes or tag == "script":
            continue
        value = (attributes[name] or "").strip()
        targets = CANDIDATE.findall(value) if name == "srcset" else [value]
        yield from (Address(target, Kind.IMAGE) for target in targets)


def has_picture_behind(attributes: Mapping[str, str | None], said: Mapping[str, str]) -> bool:
    """Say whether an element shows a picture as its background."""
    styled = (said.get(name, "") for name in ("background", "background-image"))
    return bool(attributes.get("background")) or any("url(" in value for value in styled)


def is_picture(tag: str, attributes: Mapping[str, str | None], said: Mapping[str, str]) -> bool:
    """Say whether an element draws something that is larger than a point."""
    if tag not in {"img", "svg", "video"}:
        return False
    sources = (attributes.get(name) or "" for name in ("src", "srcset", "alt"))
    if tag == "img" and not any(map(str.strip, sources)):
        return False
    extents = [said.get(name, attributes.get(name) or "") for name in ("width", "height")]
    return not any(pixels(extent.strip().lower()) <= 1 for extent in extents)
