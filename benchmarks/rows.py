"""What a benchmark finds: two numbers side by side, and their ratio."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.table import Table

HEADINGS = ("benchmark", "measure", "ours", "beside it", "ratio", "aim")


@dataclass(frozen=True)
class Row:
    """One measure of ours, and of what stands beside it; the ratio is ours to theirs."""

    benchmark: str
    measure: str
    unit: str
    ours: float
    beside: float
    ratio: float
    aim: str = ""

    @classmethod
    def of(
        cls, benchmark: str, measure: str, unit: str, pairs: Iterable[tuple[float, float]]
    ) -> "Row":
        """Take medians of paired runs; the ratio is the median of the pairs' own ratios."""
        ours, beside = zip(*pairs, strict=True)
        ratios = [mine / other if other else 0.0 for mine, other in zip(ours, beside, strict=True)]
        return cls(benchmark, measure, unit, median(ours), median(beside), median(ratios))

    def aiming(self, aim: str) -> "Row":
        """Give the same row with what it should come to."""
        return Row(**(self.as_json() | {"aim": aim}))

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return dict(vars(self))

    def cells(self) -> tuple[str, ...]:
        """Write the row for people."""
        ratio = f"{self.ratio:.2f}" if self.ratio else "-"
        numbers = (f"{shown(self.ours)} {self.unit}", f"{shown(self.beside)} {self.unit}")
        return (self.benchmark, self.measure, *(one.strip() for one in numbers), ratio, self.aim)


def shown(number: float) -> str:
    """Write a number with as many digits as it can bear."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2f}".rstrip("0").rstrip(".")  # noqa: PLR2004 - a matter of looks


def table_of(rows: Iterable[Row]) -> Table:
    """Lay rows out for people."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in HEADINGS:
        number = heading in {"ours", "beside it", "ratio"}
        table.add_column(heading, header_style="bold", justify="right" if number else "left")
    for row in rows:
        table.add_row(*row.cells())
    return table
