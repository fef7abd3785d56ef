"""Nothing from outside is obeyed by a terminal, whichever page shows it."""

import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType
from rich.text import Text

from cli.errors import Refusal, explain
from cli.pages.board import Board
from cli.pages.round import print_round
from cli.terminal import results, write_json
from models.approval import Approval
from models.checklist import Check, CheckGroup, Checklist, Verdict
from models.decisions import Decision, DecisionKind
from models.explain import explain as view_of
from models.round import Hold, HoldKind, RoundState, Status
from models.text import one_line
from tests.cli.conftest import Command, WritePlan
from tests.cli.test_words import NOW, a_round
from tests.models.samples import cheap
from workflows.details import details

FORBIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
NASTY = "x\x1b[31mred\x1b[0m [bold]b[/] \x9b2J\0\ud83d\u2028\u202egpj.\nround spring/9 sent"
nasty = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cs", "Cf"]),
        st.sampled_from("*_`[]()<>#\n"),
    ),
    min_size=1,
    max_size=30,
)


def a_nasty_round(words: str) -> RoundState:
    """Put the same words wherever somebody outside may write some."""
    state = a_round()
    planned = state.asked.planned.model_copy(update={"subject": words, "sender_name": words})
    asked = state.asked.model_copy(
        update={"campaign_name": words, "approvers": (words,), "planned": planned}
    )
    check = Check(
        name="draft as planned",
        group=CheckGroup.SETUP,
        verdict=Verdict.FAIL,
        seen=words,
        expected=words,
        advice=words,
    )
    decision = Decision(
        number=1,
        kind=DecisionKind.APPROVE,
        by=words,
        via=words,
        reason=words,
        at=NOW,
        accepted=False,
        answer=words,
    )
    return state.model_copy(
        update={
            "asked": asked,
            "status": Status.BLOCKED,
            "hold": Hold(
                kind=HoldKind.PREFLIGHT_FAILED, detail=words, advice="Mend it.", since=NOW
            ),
            "checklist": Checklist(checks=(check,), fingerprint="1", checked_at=NOW),
            "decisions": [decision],
            "approval": Approval(by=words, reason=words, fingerprint="1", override=False, at=NOW),
            "more_refused": {f"approve by {words}": 7},
            "unknown_signals": [words],
            "undelivered": [words],
        }
    )


def written(*things: RenderableType) -> str:
    console = results()
    console.file = io.StringIO()
    for thing in things:
        console.print(thing)
    return console.file.getvalue()


def page(state: RoundState) -> str:
    console: Console = results()
    console.file = io.StringIO()
    print_round(console, view_of(state))
    return console.file.getvalue()


@cheap
@given(nasty)
def test_no_page_shows_what_a_terminal_obeys(words: str) -> None:
    view = view_of(a_nasty_round(words))

    shown = page(view.state) + written(Board([view], silent=[words]), words, Text(words))

    assert FORBIDDEN.search(shown) is None
    assert shown.encode()


def test_a_line_of_a_name_is_no_line_of_the_page() -> None:
    shown = page(a_nasty_round(NASTY))

    assert not [line for line in shown.splitlines() if line.lstrip().startswith("round spring/9")]
    assert "[bold]b[/]" in shown  # no markup of ours
    assert "<U+202E>" in shown


@cheap
@given(nasty)
def test_details_in_the_temporal_ui_are_ours_line_by_line(words: str) -> None:
    plain, odd = details(a_nasty_round("x")), details(a_nasty_round(words))

    assert FORBIDDEN.search(odd) is None
    assert odd.count("\n") == plain.count("\n")
    for line in odd.splitlines():
        outside_code = re.sub("`[^`]*`", "", line)
        assert re.search(r"(?<!\\)(\\\\)*[\[\]<>]", outside_code) is None
        assert "://" not in outside_code


@cheap
@given(nasty)
def test_json_is_valid_and_holds_no_raw_control_character(words: str) -> None:
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cli.terminal.typer.echo", told.append)
        write_json({"words": [words]})

    assert FORBIDDEN.search(told[0]) is None
    read: Any = json.loads(told[0])
    assert read["words"][0].encode("utf-16", "surrogatepass") == words.encode(
        "utf-16", "surrogatepass"
    )


def test_an_error_is_one_clean_line() -> None:
    line, _ = explain(Refusal(NASTY))

    assert line == one_line(NASTY)


async def test_a_plan_with_odd_names_is_shown_and_written_clean(
    campaign: Command, write_plan: WritePlan
) -> None:
    file = write_plan("2027-03-01T09:15", name="Spring")
    odd = r'subject = "x\u001b[31mred \u202egpj [red]\u0085"'
    file.write_text(file.read_text().replace('subject = "Hello"', odd))

    for arguments in ([file], [file, "--json"]):
        said = await campaign("plan", *arguments)
        assert FORBIDDEN.search(said.out + said.err) is None
