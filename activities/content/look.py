"""How an element looks: whether text, an image or a link in it can be seen and clicked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import tinycss2
from tinycss2.color3 import RGBA, parse_color

NOBODY_READS = 1.0  # pixels of a font: the size that hidden preheaders use
FAR_AWAY = -500.0  # pixels to the left or above: off every screen
TRANSPARENT = 0.05
SAME_COLOR = 0.03  # of a channel: 8 steps of 255
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78}
RELATIVE = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
ROOT_SIZE = 16.0
LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([a-z%]*)$")
FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|pc|em|rem|%)?)\s*(?:/|\s)")
NO_CLIP = re.compile(r"rect\(\s*0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?\s*\)")
ALL_CLIPPED = re.compile(r"inset\(\s*(?:50|100)%")
NO_SCALE = re.compile(r"scale[xy]?\(\s*0+(?:\.0*)?\s*[,)]")


@dataclass(frozen=True, slots=True)
class Look:
    """What is in force at an element, its ancestors included."""

    boxed: bool = True  # nothing around it takes its room away
    visible: bool = True
    clickable: bool = True
    in_outlook: bool = True
    size: float = ROOT_SIZE
    color: RGBA | None = None  # None: not said
    ground: RGBA | None = None

    @property
    def shows_images(self) -> bool:
        return self.boxed and self.visible

    @property
    def shows_text(self) -> bool:
        return self.shows_images and self.size > NOBODY_READS and not self._blends

    @property
    def _blends(self) -> bool:
        if self.color is None:
            return False
        if self.color.alpha <= TRANSPARENT:
            return True
        return self.ground is not None and all(
            abs(one - other) <= SAME_COLOR
            for one, other in zip(self.color[:3], self.ground[:3], strict=True)
        )

    def inside(self, said: Mapping[str, str], *, is_link: bool = False) -> Self:
        """Give the look of a child of which a style says this; a link has a colour of its own."""
        if not said and not is_link:
            return self
        get = said.get
        before = None if is_link and "color" not in said else self.color
        return type(self)(
            boxed=self.boxed and not takes_room_away(said),
            visible=inherited(get("visibility"), self.visible, off=("hidden", "collapse")),
            clickable=inherited(get("pointer-events"), self.clickable, off=("none",)),
            in_outlook=self.in_outlook and get("mso-hide") not in {"all", "screen"},
            size=font_size(said, self.size),
            color=color_of(get("color", "")) or before,
            ground=ground_of(said, self.ground),
        )


def inherited(value: str | None, before: bool, *, off: tuple[str, ...]) -> bool:
    """Say whether a property that children inherit is on."""
    if value is None or value in {"inherit", "unset"}:
        return before
    return value not in off


def takes_room_away(said: Mapping[str, str]) -> bool:
    """Say whether an element and all in it is not drawn, drawn clear, or drawn off the screen."""
    get = said.get
    if get("display") == "none" or get("content-visibility") == "hidden":
        return True
    if "opacity" in said and pixels(said["opacity"].replace("%", "")) <= TRANSPARENT:
        return True
    clips = any("hidden" in get(name, "") or "clip" in get(name, "") for name in OVERFLOW)
    if clips and any(pixels(get(name, "auto")) <= 1 for name in EXTENTS):
        return True
    if pixels(get("text-indent", "")) <= FAR_AWAY or pixels(get("margin-left", "")) <= FAR_AWAY:
        return True
    if get("position") in {"absolute", "fixed"} and (
        pixels(get("left", "")) <= FAR_AWAY
        or pixels(get("top", "")) <= FAR_AWAY
        or NO_CLIP.match(get("clip", ""))
    ):
        return True
    return bool(ALL_CLIPPED.match(get("clip-path", "")) or NO_SCALE.search(get("transform", "")))


OVERFLOW = ("overflow", "overflow-x", "overflow-y")
EXTENTS = ("height", "max-height", "width", "max-width")


def pixels(value: str, parent: float | None = None) -> float:
    """Read a length in pixels; one that cannot be told counts as large."""
    found = LENGTH.match(value)
    if found is None:
        return float("inf")
    number, unit = float(found[1]), found[2]
    if unit == "rem":
        return number * ROOT_SIZE
    if unit in RELATIVE:
        return number * RELATIVE[unit] * (ROOT_SIZE if parent is None else parent)
    return number * PIXELS[unit] if unit in PIXELS else (0.0 if not number else float("inf"))


def font_size(said: Mapping[str, str], parent: float) -> float:
    """Read the size of the font; words such as `small` are all large enough to read."""
    value = said.get("font-size")
    if value is None:
        found = FONT_SIZE.search(said.get("font", ""))
        value = found[1] if found else None
    if value is None or value in {"inherit", "unset", "smaller", "larger"}:
        return parent
    size = pixels(value, parent)
    return ROOT_SIZE if size == float("inf") else size


@lru_cache(maxsize=512)
def color_of(value: str) -> RGBA | None:
    """Read a colour; None for what is none."""
    found = parse_color(value) if value else None
    return found if isinstance(found, RGBA) else None


def ground_of(said: Mapping[str, str], behind: RGBA | None) -> RGBA | None:
    """Read the colour behind the text; None where a picture lies there, or nothing is said."""
    shorthand, picture = said.get("background", ""), said.get("background-image", "none")
    if "url(" in shorthand or "gradient" in shorthand or picture != "none":
        return None
    parts = (
        tinycss2.serialize([token]) for token in tinycss2.parse_component_value_list(shorthand)
    )
    colors = (color_of(said.get("background-color", "")), *(color_of(part) for part in parts))
    own = next((color for color in colors if color is not None), None)
    return behind if own is None or own.alpha <= TRANSPARENT else own
