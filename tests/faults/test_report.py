from pathlib import Path

from tests.faults import report
from tests.faults.ledger import Findings
from tests.faults.suite import Result


def test_the_table_adds_its_lines_up() -> None:
    found = Findings(rounds=3, sent=2, sends=2, duplicates=[], lost=["a/1: wrapup"])
    results = [Result("one", 4, 1, found, {"paused": 1}, 1.0), Result("two", 2, 2, found, {}, 1.0)]

    lines = report.table(results).splitlines()

    assert lines[2] == "| one | 4 | 1 | 3 | 2 | 2 | 0 | 1 | 0 | 0 | 0 | 1 paused |"
    assert lines[3].endswith("| none |")
    assert lines[4].startswith(
        "| **all** | **6** | **3** | **6** | **4** | **4** | **0** | **2** |"
    )
    assert lines[4].endswith("| 1 paused |")


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")

    report.write("new", page)

    assert page.read_text() == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"


def test_the_page_of_the_project_has_both_markers_once() -> None:
    text = report.PAGE.read_text()

    assert text.count(report.BEGIN) == text.count(report.END) == 1
