import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.checklist import Verdict
from models.guardrails import GUARDRAILS, Guardrail, crossings, verdict_of
from models.metrics import Metrics
from tests.models.samples import NOTHING_YET, cheap, some_metrics

WHOLE = 100_000  # of this, every line falls on a whole number of events


def with_events(rail: Guardrail, events: int, *, whole: int = WHOLE) -> Metrics:
    clean = dict.fromkeys(("hard_bounces", "complained", "unsubscribed", "blocked"), 0)
    counts = {"processed": whole, "delivered": whole, **clean, rail.count: events}
    return some_metrics(**counts)


def on(line: float) -> int:
    return round(WHOLE * line / 100)


def test_the_lines_are_those_of_the_design() -> None:
    assert {rail.rate: (rail.warn, rail.hold) for rail in GUARDRAILS} == {
        "hard_bounce_rate": (2.0, 5.0),
        "complaint_rate": (0.05, 0.08),
        "unsubscribe_rate": (1.0, 1.4),
        "block_rate": (10.0, 30.0),
    }


@pytest.mark.parametrize("rail", GUARDRAILS, ids=lambda rail: rail.rate)
def test_a_guardrail_warns_from_its_warning_line_and_holds_from_its_hold_line(
    rail: Guardrail,
) -> None:
    graded = {
        events: verdict_of(with_events(rail, events))
        for line in (rail.warn, rail.hold)
        for events in (on(line) - 1, on(line), on(line) + 1)
    }

    assert list(graded.values()) == [
        Verdict.PASS, Verdict.WARN, Verdict.WARN,
        Verdict.WARN, Verdict.FAIL, Verdict.FAIL,
    ]  # fmt: skip


@pytest.mark.parametrize("rail", GUARDRAILS, ids=lambda rail: rail.rate)
def test_a_crossing_says_which_number_crossed_which_line(rail: Guardrail) -> None:
    (warned,) = crossings(with_events(rail, on(rail.warn)))
    (held,) = crossings(with_events(rail, on(rail.hold)))

    name = rail.rate.replace("_", " ")
    assert str(warned) == f"{name} {rail.warn:.2f} % crossed the warning line of {rail.warn:g} %"
    assert str(held) == f"{name} {rail.hold:.2f} % crossed the hold line of {rail.hold:g} %"


@pytest.mark.parametrize(("processed", "judged"), [(199, False), (200, True)])
def test_fewer_than_two_hundred_messages_are_not_judged(processed: int, judged: bool) -> None:
    metrics = some_metrics(processed=processed, delivered=0, hard_bounces=processed, opened=0)

    assert bool(crossings(metrics)) == judged


@pytest.mark.parametrize("rail", GUARDRAILS, ids=lambda rail: rail.rate)
def test_fewer_than_five_events_are_not_judged(rail: Guardrail) -> None:
    whole = 200 if rail.hold < 2 else 10  # five of them are beyond any line but that of blocks
    few = with_events(rail, 4, whole=max(whole, 200))
    enough = with_events(rail, max(5, on(rail.hold) * 200 // WHOLE), whole=200)

    assert crossings(few) == ()
    assert verdict_of(enough) is Verdict.FAIL


def test_no_data_yet_is_no_alarm() -> None:
    assert verdict_of(NOTHING_YET) is Verdict.PASS


def test_a_round_that_delivered_nothing_has_no_complaint_rate_to_judge() -> None:
    metrics = some_metrics(delivered=0, hard_bounces=0, complained=50, unsubscribed=50, opened=0)

    assert crossings(metrics) == ()


def test_the_worst_crossing_grades_the_snapshot() -> None:
    metrics = some_metrics(hard_bounces=25, blocked=300, unsubscribed=0)

    assert [crossing.verdict for crossing in crossings(metrics)] == [Verdict.WARN, Verdict.FAIL]
    assert verdict_of(metrics) is Verdict.FAIL


@cheap
@given(st.integers(0, WHOLE), st.integers(0, WHOLE), st.sampled_from(GUARDRAILS))
def test_more_events_are_never_judged_milder(one: int, other: int, rail: Guardrail) -> None:
    grades = [Verdict.PASS, Verdict.WARN, Verdict.FAIL]
    fewer, more = (verdict_of(with_events(rail, events)) for events in sorted((one, other)))

    assert grades.index(fewer) <= grades.index(more)
