from itertools import islice

import pytest

from models.audience import batch_sizes, expected_rounds
from models.plan import Plan, PlanError, parse_plan
from tests.models.samples import utc


def an_audience_plan(
    sizes: str, *, first: str = "2026-12-01T09:15", every: str = "7d", weekdays_only: bool = False
) -> Plan:
    return parse_plan(
        f"""
        [campaign]
        name = "Spring launch"
        timezone = "Europe/Berlin"
        sender_name = "Ada at Example"
        sender_email = "news@example.com"
        subject = "Spring is here"

        [audience]
        source_list_id = 7000
        template_draft_id = 500
        first_launch = "{first}"
        every = "{every}"
        weekdays_only = {str(weekdays_only).lower()}
        {sizes}
        """
    )


def launches_of(plan: Plan) -> list[str]:
    return [f"{planned.launch:%Y-%m-%d %H:%M}" for planned in expected_rounds(plan)]


@pytest.mark.parametrize(
    ("sizes", "first_five"),
    [
        ('batches = [500, 1000, "rest"]', [500, 1000, "rest"]),
        ("batch_size = 1000", [1000, 1000, 1000, 1000, 1000]),
        ("ramp = { start = 500, growth = 1.5, max = 2000 }", [500, 750, 1125, 1687, 2000]),
        ("ramp = { start = 500, growth = 1.0, max = 500 }", [500, 500, 500, 500, 500]),
    ],
)
def test_batches_are_as_large_as_asked_for(sizes: str, first_five: list[object]) -> None:
    audience = an_audience_plan(sizes).audience

    assert audience is not None
    assert list(islice(batch_sizes(audience), 5)) == first_five


def test_launches_keep_their_local_time_over_a_clock_change() -> None:
    plan = an_audience_plan("batches = [1, 2, 3]", first="2026-10-18T09:15")

    assert launches_of(plan) == ["2026-10-18 07:15", "2026-10-25 08:15", "2026-11-01 08:15"]


def test_a_weekend_launch_moves_to_monday() -> None:
    saturday = "2026-12-05T09:15"
    plan = an_audience_plan("batches = [1, 2]", first=saturday, every="8d", weekdays_only=True)

    assert launches_of(plan) == ["2026-12-07 08:15", "2026-12-14 08:15"]


def test_a_first_launch_with_its_offset_is_taken_in_the_doubled_hour() -> None:
    plan = an_audience_plan("batches = [1]", first="2026-10-25T02:30+01:00")

    assert [planned.launch for planned in expected_rounds(plan)] == [utc("2026-10-25 01:30")]


def test_a_later_round_that_falls_into_a_clock_change_is_named() -> None:
    plan = an_audience_plan("batches = [1, 2]", first="2026-03-22T02:30")

    with pytest.raises(PlanError, match=r"audience\.first_launch: round 2: .* does not exist"):
        expected_rounds(plan)
