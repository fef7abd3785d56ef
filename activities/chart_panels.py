"""The two halves of a campaign's chart: what readers did, and how close each guardrail came."""

from math import isnan, nan
from typing import TYPE_CHECKING

from activities.messages.results import rate
from models.checklist import Verdict
from models.comparison import wilson
from models.guardrails import GUARDRAILS, Guardrail, crossings, is_judged
from models.metrics import Metrics
from models.series import Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Told apart by everybody (M. Okabe and K. Ito, Color Universal Design, 2008), and by shape too.
BLUE, ORANGE, RED = "#0072B2", "#E69F00", "#D55E00"
PALE, INK, SOFT, LINE = "#a8cbe2", "#1d1c1d", "#56555c", "#d3d2d8"
FILL = {Verdict.PASS: BLUE, Verdict.WARN: ORANGE, Verdict.FAIL: RED}
LARGE, NORMAL, SMALL = 18.0, 15.5, 14.0  # points

FEW, EACH, MANY = 4, 12, 50  # rounds: all numbers written; each named; too close for lines
BOTTOM, TOP, HEADS, SUBHEADS = 0.155, 0.735, 0.81, 0.765  # heights in the picture
NAMES = 0.135  # of the width, for the guardrails' names
STEP, ROW = 0.151, 0.1  # of the height: from one guardrail to the next, and what its bars take
HIGHEST = 125.0  # percent of the hold line; a higher bar is cut, and its number is written


def responses(figure: "Figure", series: Series, *, left: float, width: float) -> None:
    """Draw how many opened and clicked, with the interval in which chance leaves each."""
    heading = "Opened and clicked, % of delivered"
    figure.text(left - 0.04, HEADS, heading, size=LARGE, weight="bold", color=INK)
    axes = figure.add_axes((left, BOTTOM, width, TOP - BOTTOM))
    _share(axes, series, "opened", BLUE, "o")
    _share(axes, series, "clicked", RED, "s")
    axes.set_ylim(0, max(axes.get_ylim()[1], 1.0))
    axes.locator_params("y", nbins=6)
    axes.yaxis.set_major_formatter("{x:g} %")
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.04, 0.99), ncols=2, frameon=False, fontsize=NORMAL,
        handletextpad=0.1, columnspacing=1.0, borderaxespad=0,
    )  # fmt: skip
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    _along_rounds(axes, series)
    sizes = [one.delivered for one in series.metrics.values()]
    if len(_span(series)) <= FEW:
        numbers = list(series.metrics)
        axes.set_xticks(
            numbers, [f"{n}\nn={size:,}" for n, size in zip(numbers, sizes, strict=True)]
        )
        sample = "n: delivered"
    else:
        least, most = f"{min(sizes):,}", f"{max(sizes):,}"
        sample = f"n: {least if least == most else f'{least} to {most}'} delivered"
    axes.set_xlabel(f"round ({sample}; whiskers: 95 %)", size=SMALL, color=SOFT, labelpad=5)


def _share(axes: "Axes", series: Series, part: str, color: str, marker: str) -> None:
    """Draw one share of delivered; a round without one is a gap."""
    rounds = _span(series)
    values, below, above = [], [], []
    for number in rounds:
        value, low, high = _interval(series.metrics.get(number), part)
        values.append(value)
        below.append(max(value - low, 0.0))
        above.append(max(high - value, 0.0))
    roomy = len(rounds) <= EACH
    axes.errorbar(
        rounds, values, (below, above), label=part, color=color, marker=marker,
        markersize=10 if roomy else 3, linewidth=1.4 if FEW < len(rounds) <= MANY else 0,
        elinewidth=2.2 if roomy else 0.8, capsize=6 if roomy else 0, capthick=2.2,
    )  # fmt: skip
    for number, value in zip(rounds, values, strict=True):
        if len(rounds) <= FEW and not isnan(value):
            axes.annotate(
                rate(value), (number, value), (11, 0), textcoords="offset points", va="center",
                size=NORMAL, color=color, weight="bold",
            )  # fmt: skip


def _interval(metrics: Metrics | None, part: str) -> tuple[float, float, float]:
    """Give a share of delivered with its 95 % interval, in percent; nan where there is none."""
    if metrics is None or not metrics.delivered:
        return nan, nan, nan
    events = min(getattr(metrics, part), metrics.delivered)  # counters may lag each other
    low, high = wilson(events, metrics.delivered)
    return 100 * events / metrics.delivered, 100 * low, 100 * high


def guardrails(figure: "Figure", series: Series, *, left: float, width: float) -> None:
    """Draw each guardrail in a row of its own, up to the line at which later rounds are held."""
    heading = "How close to the hold line"
    figure.text(left, HEADS, heading, size=LARGE, weight="bold", color=INK)
    explained = "a round that reaches it holds all later rounds"
    figure.text(left, SUBHEADS, explained, size=SMALL, color=SOFT)
    for row, rail in enumerate(reversed(GUARDRAILS)):
        axes = figure.add_axes((left + NAMES, BOTTOM + row * STEP, width, ROW))
        _bars(axes, series, rail)
        _along_rounds(axes, series, named=row == 0)
        if row == 0:
            axes.set_xlabel(_key(series), size=SMALL, color=SOFT, labelpad=5)


def _bars(axes: "Axes", series: Series, rail: Guardrail) -> None:
    """Draw one rate as a share of its hold line; a round without one is a gap."""
    rates = {number: getattr(metrics, rail.rate) for number, metrics in series.metrics.items()}
    known = {number: value for number, value in rates.items() if value is not None}
    heights = [min(100 * value / rail.hold, HIGHEST) for value in known.values()]
    colors = [_color(series.metrics[number], rail) for number in known]
    width = 0.62 if len(_span(series)) <= EACH else 1.0
    axes.bar(list(known), heights, width, color=colors, zorder=2, snap=False)
    axes.set_ylim(0, HIGHEST)
    axes.set_yticks([])
    name = rail.count.replace("_", " ").capitalize()
    axes.set_ylabel(name, rotation=0, ha="right", va="center", size=NORMAL, color=INK)
    for height, word, line, color, up in (
        (100.0, "hold", rail.hold, INK, 3),
        (100 * rail.warn / rail.hold, "warn", rail.warn, SOFT, -4),
    ):
        style = "-" if word == "hold" else (0, (4, 3))
        axes.axhline(height, color=color, linewidth=1.6, linestyle=style, zorder=3)
        axes.annotate(
            f"{word} {line:g} %", (1, height), (6, up), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", va="center", size=SMALL, color=color,
        )  # fmt: skip
    if len(_span(series)) <= FEW:
        for number, value in known.items():
            axes.text(number, HIGHEST + 4, rate(value), ha="center", size=SMALL, color=INK)
    elif known:
        worst = max(known, key=known.__getitem__)
        said = f"highest: {rate(known[worst])}, round {worst}"
        axes.text(0, 1.03, said, transform=axes.transAxes, size=SMALL, color=INK)


def _color(metrics: Metrics, rail: Guardrail) -> str:
    """Say by a colour what a rate means; a pale one is not judged, as too few events made it."""
    if not is_judged(metrics, rail):
        return PALE
    crossed = {crossing.rate: crossing.verdict for crossing in crossings(metrics)}
    return FILL[crossed.get(rail.rate, Verdict.PASS)]


def _key(series: Series) -> str:
    """Explain the pale bars, if there are any."""
    pale = any(_color(one, rail) == PALE for one in series.metrics.values() for rail in GUARDRAILS)
    return "round (pale: too few to judge)" if pale else "round"


def _along_rounds(axes: "Axes", series: Series, *, named: bool = True) -> None:
    """Set the rounds along a bare axis: each of a few, some of many."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - heavy, and only needed here

    rounds = _span(series)
    axes.set_xlim(rounds[0] - 0.6, rounds[-1] + 0.6)
    if len(rounds) <= EACH:
        axes.set_xticks(rounds)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(EACH // 2, integer=True, min_n_ticks=2))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=NORMAL, labelcolor=INK, length=0, labelbottom=named)


def _span(series: Series) -> range:
    """Number all rounds from the first with numbers to the last."""
    return range(min(series.metrics), max(series.metrics) + 1)
