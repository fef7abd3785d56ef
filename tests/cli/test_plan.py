"""`campaign plan`: what would happen, shown and as JSON."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command, WritePlan

EXAMPLES = Path(__file__).parent.parent.parent / "examples"

AUDIENCE = """
[campaign]
name = "Ramp"
timezone = "Europe/Berlin"
sender_name = "Ada"
sender_email = "news@example.com"
subject = "Hello"
[audience]
source_list_id = 1
template_draft_id = 2
first_launch = "{first}"
every = "{every}"
weekdays_only = {weekdays}
{sizes}
"""


async def test_every_stage_is_shown_in_utc_and_on_the_plans_clock(
    campaign: Command, write_plan: WritePlan
) -> None:
    said = await campaign("plan", write_plan("2026-12-01T09:15", zone="Europe/Berlin"))

    assert said.status == 0
    assert "2026-12-01 08:15:00" in said.out
    assert "2026-12-01 09:15:00 CET" in said.out
    assert "2026-11-30 15:00:00" in said.out
    assert "1,000 recipients (1-1000), draft 501, list 7001" in said.out
    assert said.err == ""


async def test_json_names_fields_as_the_models_do(campaign: Command) -> None:
    said = await campaign("plan", EXAMPLES / "two_ready_rounds.toml", "--json")

    plan = json.loads(said.out)
    first = plan["rounds"][0]
    assert plan["slug"] == "autumn-digest"
    assert first["id"] == "autumn-digest/1"
    assert first["expected_recipients"] == 1000
    assert first["timeline"] == {
        "prelaunch": "2026-11-30T15:00:00Z",
        "preflight": "2026-12-01T06:00:00Z",
        "launch_warning": "2026-12-01T09:00:00Z",
        "launch": "2026-12-01T09:15:00Z",
        "wrapup": "2026-12-01T09:45:00Z",
        "followup 24h": "2026-12-02T09:15:00Z",
        "followup 72h": "2026-12-04T09:15:00Z",
    }


@pytest.mark.parametrize(
    ("first", "every", "weekdays", "sizes", "expected"),
    [
        (
            "2026-12-01T09:15", "7d", "false", 'batches = [500, 1000, "rest"]',
            [(500, "2026-12-01T08:15:00Z"), (1000, "2026-12-08T08:15:00Z"),
             ("rest", "2026-12-15T08:15:00Z")],
        ),
        (  # the clock goes forward between the two; the mail still goes out at nine
            "2027-03-25T09:00", "7d", "false", "batches = [1, 2]",
            [(1, "2027-03-25T08:00:00Z"), (2, "2027-04-01T07:00:00Z")],
        ),
        (  # a Saturday and a Sunday become Mondays
            "2026-12-03T09:00", "2d", "true", "batches = [1, 2]",
            [(1, "2026-12-03T08:00:00Z"), (2, "2026-12-07T08:00:00Z")],
        ),
    ],
)  # fmt: skip
async def test_an_audience_is_laid_out_as_far_as_the_plan_tells(  # noqa: PLR0917 - a table row
    campaign: Command, tmp_path: Path, first: str, every: str, weekdays: str, sizes: str,
    expected: list[tuple[object, str]],
) -> None:  # fmt: skip
    file = tmp_path / "audience.toml"
    file.write_text(AUDIENCE.format(first=first, every=every, weekdays=weekdays, sizes=sizes))

    rounds = json.loads((await campaign("plan", file, "--json")).out)["rounds"]

    assert [(one["expected_recipients"], one["launch"]) for one in rounds] == expected
    assert "length of the source list" in (await campaign("plan", file)).out


async def test_a_ramp_grows_to_its_most(campaign: Command, tmp_path: Path) -> None:
    file = tmp_path / "ramp.toml"
    sizes = "ramp = { start = 500, growth = 1.5, max = 1500 }"
    file.write_text(AUDIENCE.format(first="2026-12-01T09:15", every="1d", weekdays="false",
                                    sizes=sizes))  # fmt: skip

    rounds = json.loads((await campaign("plan", file, "--json")).out)["rounds"]

    assert [one["expected_recipients"] for one in rounds] == [500, 750, 1125, 1500, 1500]


async def test_a_segment_is_shown_without_claiming_its_size(
    campaign: Command, write_plan: WritePlan
) -> None:
    said = await campaign("plan", write_plan("2026-12-01T09:15", text="segment_id = 12"))

    assert said.status == 0
    words = " ".join(said.out.split())
    assert "segment 12 of list 7001 (its size is not known); the plan expects 1,000" in words
    assert "1,000 recipients" not in words


async def test_a_segment_that_is_no_number_is_refused_in_one_line(
    campaign: Command, write_plan: WritePlan
) -> None:
    said = await campaign("plan", write_plan("2026-12-01T09:15", text='segment_id = "twelve"'))

    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "rounds[1].segment_id" in said.err


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Etc/GMT+2", "is UTC-02:00, for its sign is turned round; UTC+02:00 is Etc/GMT-2"),
        ("Etc/GMT-14", "is UTC+14:00, for its sign is turned round; UTC-14:00 is Etc/GMT+14"),
        (
            "EST",
            "is UTC-05:00 all year, without summer time; for local time write America/New_York",
        ),
        ("MST", "is UTC-07:00 all year, without summer time; for local time write America/Denver"),
        ("HST", "is UTC-10:00 all year, without summer time; for local time write Pacific/Honol"),
        ("GMT", "is UTC itself all year, without summer time; for local time write Europe/London"),
    ],
)
async def test_a_zone_that_few_people_mean_gets_a_word_about_it(
    campaign: Command, write_plan: WritePlan, zone: str, words: str
) -> None:
    file = write_plan("2027-07-01T09:15", zone=zone)

    looked = await campaign("plan", file)
    as_json = await campaign("plan", file, "--json")
    started = await campaign("start", file, "--yes")

    line = f"campaign: warning: campaign.timezone: {zone} {words}"
    assert looked.status == 0
    assert looked.err.startswith(line)
    assert looked.err.count("\n") == 1
    assert json.loads(as_json.out)["warnings"] == [looked.err.strip().partition("warning: ")[2]]
    assert started.err.startswith(line)


@pytest.mark.parametrize(
    "zone", ["UTC", "Etc/UTC", "Etc/GMT", "Etc/GMT+0", "Europe/Berlin", "EST5EDT", "Asia/Kolkata"]
)
async def test_a_zone_that_means_what_it_says_gets_no_word(
    campaign: Command, write_plan: WritePlan, zone: str
) -> None:
    said = await campaign("plan", write_plan("2027-07-01T09:15", zone=zone), "--json")

    assert said.err == ""
    assert json.loads(said.out)["warnings"] == []


async def test_one_recipient_is_one_and_two_are_two(
    campaign: Command, write_plan: WritePlan
) -> None:
    file = write_plan("2027-07-01T09:15")
    file.write_text(file.read_text().replace("= 1000", "= 1"))

    said = await campaign("plan", file)

    assert "1 recipient (1-1)" in said.out
