"""Draw the rounds of a campaign side by side."""

import io
import threading
from typing import TYPE_CHECKING

from activities.chart_panels import INK, SOFT, guardrails, responses
from activities.messages.blocks import shorten
from models.series import Series

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT, DPI = 1200, 720, 100  # pixels
EDGE = 0.03  # of the width, left free on both sides
LONGEST_NAME = 60
HEADLINE, SUBTITLE = 24.0, 16.0  # points

_one_at_a_time = threading.Lock()  # matplotlib's fonts and caches are shared by all figures


def campaign_chart(name: str, series: Series) -> bytes:
    """Draw a series as a PNG; the same numbers give the same bytes.

    It keeps a processor busy for a good part of a second: call it in a thread. Raises whatever
    the library raises.
    """
    with _one_at_a_time:
        return _png(_drawn(name, series))


def _drawn(name: str, series: Series) -> "Figure":
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy, and only needed here

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    _head(figure, name, series)
    responses(figure, series, left=0.07, width=0.37)
    guardrails(figure, series, left=0.49, width=0.26)
    return figure


def _png(figure: "Figure") -> bytes:
    file = io.BytesIO()
    # By default the file names the library's release, and would change with it.
    figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
    return file.getvalue()


def _head(figure: "Figure", name: str, series: Series) -> None:
    """Write the campaign's name as large as it fits, and below it what is drawn."""
    text = figure.text(
        EDGE, 0.975, writable(name), size=HEADLINE, weight="bold", color=INK, va="top",
        parse_math=False,
    )  # fmt: skip
    width = text.get_window_extent().width
    text.set_fontsize(HEADLINE * min(1.0, WIDTH * (1 - 2 * EDGE) / max(width, 1)))
    figure.text(EDGE, 0.9, f"{series.count}, {series.age}", size=SUBTITLE, color=SOFT, va="top")


def writable(name: str) -> str:
    """Leave out what the font of the picture cannot write, as an emoji; the message has it all."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415

    known = get_font(findfont("DejaVu Sans")).get_charmap()
    kept = "".join(one if one.isprintable() and ord(one) in known else " " for one in name)
    return shorten(" ".join(kept.split()), LONGEST_NAME)
