from datetime import timedelta
from pathlib import Path

import pytest

from models.campaign import StartCampaign
from models.ids import RoundId
from models.plan import ApprovalMode, PlanError, parse_plan, read_plan, refuse_past
from models.timeline import LifecyclePolicy
from tests.models.samples import SECOND, utc

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_example_with_two_ready_rounds_is_a_plan() -> None:
    plan = read_plan(EXAMPLES / "two_ready_rounds.toml")

    first, second = plan.planned_rounds()
    assert plan.slug == "autumn-digest"
    assert (first.launch, second.launch) == (utc("2026-12-01 09:15"), utc("2026-12-08 09:15"))
    assert (first.list_id, first.draft_id, first.recipient_range) == (7001, 501, "1-1000")
    assert (second.list_id, second.draft_id, second.recipient_range) == (7002, 502, "1001-2500")
    assert first.subject == "The autumn digest"


def test_the_example_with_an_audience_is_a_plan() -> None:
    plan = read_plan(EXAMPLES / "spring_launch.toml")

    assert plan.audience is not None
    assert plan.audience.batches == (500, 1000, "rest")
    assert plan.audience.every == timedelta(days=7)
    assert plan.first_launch == utc("2026-12-01 08:15")
    assert plan.lifecycle.followups == (timedelta(hours=24), timedelta(hours=72))
    assert plan.planned_rounds() == ()


MINIMAL = """
[campaign]
name = "Spring launch"
sender_name = "Ada at Example"
sender_email = "news@example.com"
subject = "Spring is here"

[[rounds]]
launch = 2026-12-01T09:15:00
list_id = 7001
draft_id = 501
expected_recipients = 1000
subject = "Spring, a day early"
"""


def test_a_minimal_plan_is_in_utc_automatic_and_has_production_stages() -> None:
    plan = parse_plan(MINIMAL)

    (planned,) = plan.planned_rounds()
    assert plan.campaign.approval is ApprovalMode.AUTOMATIC
    assert planned.launch == utc("2026-12-01 09:15")
    assert plan.first_launch == planned.launch
    assert plan.lifecycle.model_dump() == LifecyclePolicy().model_dump()
    assert plan.round_id(1) == RoundId("spring-launch", 1)


def test_a_round_may_have_a_subject_of_its_own() -> None:
    (planned,) = parse_plan(MINIMAL).planned_rounds()

    assert planned.subject == "Spring, a day early"


@pytest.mark.parametrize(
    ("lifecycle", "field", "span"),
    [
        ('launch_grace = "15m"', "launch_grace", timedelta(minutes=15)),
        ('launch_grace = "24h"', "launch_grace", timedelta(hours=24)),
        ('preflight_lead = "1h30m"', "preflight_lead", timedelta(minutes=90)),
        ('escalation = "90s"', "escalation", timedelta(seconds=90)),
        ('list_quiet = "0s"', "list_quiet", timedelta(0)),
        ('list_quiet = "2d"', "list_quiet", timedelta(days=2)),
        ('settling = "PT10M"', "settling", timedelta(minutes=10)),
        ("followups = []", "followups", ()),
        ('followups = ["1h", "2d"]', "followups", (timedelta(hours=1), timedelta(days=2))),
    ],
)
def test_a_lifecycle_is_written_in_durations(lifecycle: str, field: str, span: object) -> None:
    plan = parse_plan(f"{MINIMAL}\n[lifecycle]\n{lifecycle}")

    assert getattr(plan.lifecycle, field) == span


@pytest.mark.parametrize(
    ("written", "percent"),
    [("1", 1.0), ("0.5", 0.5), ('"1 %"', 1.0), ('"0.25%"', 0.25), ("0", 0.0), ("50", 50.0)],
)
def test_a_tolerance_is_written_in_percent(written: str, percent: float) -> None:
    plan = parse_plan(f"{MINIMAL}\n[lifecycle]\ncount_tolerance = {written}")

    assert plan.lifecycle.count_tolerance == percent


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ('"1"', "'1' is no share; write it in percent, as in \"0.5 %\""),
        ('"a few"', "'a few' is no share; write it in percent"),
        ('"-1 %"', "'-1 %' is no share"),
        ("true", "a share is written in percent, as in 1 or"),
        ("-1", "input should be greater than or equal to 0, not -1"),
        ("51", "input should be less than or equal to 50, not 51"),
        ('"100 %"', "input should be less than or equal to 50, not '100 %'"),
        ("nan", "input should be greater than or equal to 0, not nan"),
        ("inf", "input should be less than or equal to 50, not inf"),
        ("[1]", "input should be a valid number, not [1]"),
        ('"9999999999999999999999999999999999 %"', "input should be less than or equal to 50"),
    ],
)
def test_a_tolerance_that_is_none_is_named(written: str, complaint: str) -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(f"{MINIMAL}\n[lifecycle]\ncount_tolerance = {written}")

    assert str(caught.value).startswith(f"lifecycle.count_tolerance: {complaint}")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_plan_saved_on_windows_is_read_too(tmp_path: Path, line_end: str, mark: bytes) -> None:
    file = tmp_path / "plan.toml"
    file.write_bytes(mark + MINIMAL.replace("\n", line_end).encode())

    assert read_plan(file) == parse_plan(MINIMAL)


def test_a_launch_is_past_from_its_very_instant() -> None:
    rounds = parse_plan(MINIMAL).planned_rounds()
    launch = rounds[0].launch

    refuse_past(rounds, launch - SECOND)
    with pytest.raises(PlanError, match=r"rounds\[1\]\.launch: 2026-12-01 09:15 UTC is past"):
        refuse_past(rounds, launch)


def test_a_plan_becomes_one_command_that_names_every_round() -> None:
    plan = read_plan(EXAMPLES / "two_ready_rounds.toml")

    command = StartCampaign.of(plan, plan.planned_rounds(), plan.lifecycle, by="ada")

    assert command.workflow_id == "campaign/autumn-digest"
    assert [str(asked.id) for asked in command.rounds] == ["autumn-digest/1", "autumn-digest/2"]
    assert {asked.started_by for asked in command.rounds} == {"ada"}
    assert {asked.total for asked in command.rounds} == {2}
    assert StartCampaign.model_validate_json(command.model_dump_json()).rounds[0].policy == (
        LifecyclePolicy()
    )


def with_rounds(*rounds: str) -> str:
    head = MINIMAL.partition("[[rounds]]")[0]
    tables = [
        f"[[rounds]]\nlaunch = 2026-12-0{n}T09:15:00\nexpected_recipients = 100\n{text}"
        for n, text in enumerate(rounds, 1)
    ]
    return head + "\n".join(tables)


def test_a_round_may_name_a_segment_and_then_has_no_range() -> None:
    plan = parse_plan(
        with_rounds(
            "list_id = 1\ndraft_id = 1\nsegment_id = 12",
            "list_id = 2\ndraft_id = 2",
        )
    )

    first, second = plan.planned_rounds()
    assert (first.segment_id, first.recipient_range) == (12, "segment 12")
    assert (second.segment_id, second.recipient_range) == (None, "1-100")


def test_rounds_may_share_a_list_by_segments_of_their_own() -> None:
    plan = parse_plan(
        with_rounds(
            "list_id = 1\ndraft_id = 1\nsegment_id = 12",
            "list_id = 1\ndraft_id = 2\nsegment_id = 13",
            "list_id = 2\ndraft_id = 3\nsegment_id = 12",
        )
    )

    assert [planned.segment_id for planned in plan.planned_rounds()] == [12, 13, 12]


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        ("list_id = 1\nsegment_id = 12", "list_id = 1\nsegment_id = 12", "share segment_id 12"),
        ("list_id = 1\nsegment_id = 12", "list_id = 1", "share list_id 1"),
        ("list_id = 1", "list_id = 1", "share list_id 1"),
    ],
)
def test_rounds_may_not_mail_the_same_people_twice(one: str, two: str, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        parse_plan(with_rounds(f"{one}\ndraft_id = 1", f"{two}\ndraft_id = 2"))


@pytest.mark.parametrize("written", ["0", "-1", '"12"', "1.5", "true", "9223372036854775808"])
def test_a_segment_is_a_number(written: str) -> None:
    with pytest.raises(PlanError, match=r"rounds\[1\]\.segment_id"):
        parse_plan(with_rounds(f"list_id = 1\ndraft_id = 1\nsegment_id = {written}"))
