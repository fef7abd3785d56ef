"""Whom a send reaches, in words."""

from models.plan import PlannedRound
from models.recipients import how_many, planned_reach, reach, reach_of_all
from tests.models.samples import LAUNCH


def planned(expected: int, segment_id: int | None = None) -> PlannedRound:
    return PlannedRound(
        number=1,
        launch=LAUNCH,
        list_id=7001,
        draft_id=501,
        expected_recipients=expected,
        recipient_range="1-1000",
        subject="Spring is here",
        sender_name="Ada",
        sender_email="news@example.com",
        segment_id=segment_id,
    )


def test_a_list_is_a_number() -> None:
    assert how_many(1000, list_id=7001, segment_id=None) == "1,000"
    assert reach(1000, list_id=7001, segment_id=None) == "1,000 recipients"
    assert planned_reach(planned(1000)) == "1,000 recipients"


def test_a_segment_never_is() -> None:
    words = "segment 12 of list 7001 (its size is not known)"

    assert how_many(1000, list_id=7001, segment_id=12) == words
    assert reach(1000, list_id=7001, segment_id=12) == words
    assert planned_reach(planned(300, 12)) == f"{words}; the plan expects 300"


def test_rounds_are_summed_up_as_far_as_they_can_be() -> None:
    lists, segments = [planned(1000), planned(1500)], [planned(300, 12), planned(200, 13)]

    assert reach_of_all(lists) == "2,500 recipients"
    assert reach_of_all([*lists, segments[0]]) == "2,500 recipients and 1 segment"
    assert reach_of_all(segments) == "2 segments"
    assert reach_of_all([]) == "0 recipients"
