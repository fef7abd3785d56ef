"""What people type from habit, and what this product prints itself: how to write it is told."""

import pytest

from models.plan import PlanError, parse_plan

PLAN = """\
[campaign]
name = "Spring launch"
timezone = "Europe/Berlin"
sender_name = "Ada at Example"
sender_email = "news@example.com"
subject = "Spring is here"
[[rounds]]
launch = "2026-12-01T09:15"
list_id = 7001
draft_id = 501
expected_recipients = 1000
"""
NAME, ZONE = 'name = "Spring launch"\ntime', 'timezone = "Europe/Berlin"'
LAUNCH, COUNT = 'launch = "2026-12-01T09:15"', "expected_recipients = 1000"


def refusal(right: str, wrong: str) -> str:
    assert PLAN.count(right) == 1
    with pytest.raises(PlanError) as caught:
        parse_plan(PLAN.replace(right, wrong))
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value).removeprefix("not valid TOML: ")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01T09:15", '"2026-12-01T09:15" in quotes'),
        ("2026-12-01 09:15", '"2026-12-01T09:15" in quotes'),
        ("2026-12-01 9:15", '"2026-12-01T09:15" in quotes'),
        ("2026-12-01T9:15", '"2026-12-01T09:15" in quotes'),
        ("2026-12-01T09:15Z", '"2026-12-01T09:15Z" in quotes'),
        ("2026-12-01T09:15+01:00", '"2026-12-01T09:15+01:00" in quotes'),
        ("2026-12-01T09:15  # local", '"2026-12-01T09:15" in quotes'),
        ("01.12.2026 09:15", '"2026-12-01T09:15" in quotes, the year first'),
        ("1.12.2026, 9.15 Uhr", '"2026-12-01T09:15" in quotes, the year first'),
        ("“2026-12-01T09:15”", '"2026-12-01T09:15" with straight quotes'),
        ("„2026-12-01T09:15“", '"2026-12-01T09:15" with straight quotes'),
        ("«2026-12-01T09:15»", '"2026-12-01T09:15" with straight quotes'),
        ("09:15", '"2026-12-01T09:15" in quotes, the date before the time and the year first'),
        ("12/01/2026", '"2026-12-01T09:15" in quotes, the date before the time and the year first'),
        ("tomorrow", '"2026-12-01T09:15" in quotes'),
    ],
)
def test_a_launch_that_toml_does_not_read_is_written_out(typed: str, meant: str) -> None:
    assert refusal(LAUNCH, f"launch = {typed}") == f"line 8: write launch = {meant}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,000", "1000 without the comma"),
        ("1,000,000", "1000000 without the comma"),
        ("1.000.000", "1000000 without the point"),
        ("1 000", "1000 without the space"),
        ("1\u202f000", "1000 without the space"),
        ("1'000", "1000 without the apostrophe"),
        ("1\u2019000", "1000 without the apostrophe"),
        ("001000", "1000 without zeros before it"),
        ("1000,", "1000 without a sign at the end"),
        ("1000;", "1000 without a sign at the end"),
    ],
)
def test_a_number_as_people_group_it_is_written_out(typed: str, meant: str) -> None:
    wrong = f"expected_recipients = {typed}"

    assert refusal(COUNT, wrong) == f"line 11: write expected_recipients = {meant}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('"1000"', "not '1000'; write 1000 without quotes"),
        ('"1,000"', "not '1,000'; write 1000 without quotes"),
        ("1.000", "not 1.0; write the whole number without point or comma, as in 1000"),
        ("1e3", "not 1000.0; write the whole number without point or comma, as in 1000"),
        ('"many"', "not 'many'"),
    ],
)
def test_a_number_that_is_toml_and_no_count_is_told(typed: str, meant: str) -> None:
    said = refusal(COUNT, f"expected_recipients = {typed}")

    field = "rounds[1].expected_recipients"
    assert said == f"{field}: input should be a valid integer, {meant}"


@pytest.mark.parametrize("typed", ["1_000", "1000 # about 1,000", "0x3e8", "+1000"])
def test_what_toml_reads_as_a_number_is_one(typed: str) -> None:
    plan = parse_plan(PLAN.replace(COUNT, f"expected_recipients = {typed}"))

    assert plan.rounds[0].expected_recipients == 1000


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        # Words without quotes, and words of other languages.
        (NAME, "name = Spring launch\ntime", 'line 2: write name = "Spring launch" in quotes'),
        (NAME, "name = “Spring”\ntime", 'line 2: write name = "Spring" with straight quotes'),
        (NAME, "name = \u2018Spring\u2019\ntime", 'line 2: write name = "Spring" with straight'),
        (ZONE, "timezone = Europe/Berlin", 'line 3: write timezone = "Europe/Berlin" in quotes'),
        (ZONE, "four_eyes = True", "line 3: write four_eyes = true instead of True"),
        (ZONE, "four_eyes = no", "line 3: write four_eyes = false instead of no"),
        (ZONE, "four_eyes = None", "line 3: leave out what has no value"),
        (ZONE, "four_eyes =", "line 3: four_eyes has no value"),
        (COUNT, "expected_recipients = 50%", "line 11: write the number alone, or a text in quo"),
        # Quotes inside quotes, and quotes that do not end.
        (NAME, 'name = "A "big" one"\ntime', 'line 2: write \\" for a quote inside quotes'),
        (NAME, 'name = "A\\launch"\ntime', "line 2: write \\\\ for a \\ inside quotes"),
        (NAME, 'name = "Spring\ntime', "line 2: the text of name has no closing quote"),
        (COUNT, "expected_recipients = '1", "line 11: a quote or a bracket is opened and not clo"),
        (COUNT, f"{COUNT}\nimport_job_id = [1", "line 12: a quote or a bracket is opened and not"),
        # YAML, JSON, INI and other notations.
        (LAUNCH, 'launch: "2026-12-01T09:15"', f"line 8: write {LAUNCH} with one = between key"),
        (LAUNCH, "- launch: 2026-12-01 9:15", f"line 8: write {LAUNCH} with one = between key"),
        (COUNT, "expected_recipients == 1000", f"line 11: write {COUNT} with one = between key"),
        (COUNT, "expected_recipients: 1,000", f"line 11: write {COUNT} with one = between key"),
        (COUNT, "expected_recipients 1000", "line 11: a line is a [table], or key = value, or a"),
        ("[campaign]", "campaign:", "line 1: write [campaign] alone on its line"),
        ("[campaign]", "[campaign", "line 1: write [campaign] alone on its line"),
        ("[[rounds]]", "rounds:", "line 7: write [[rounds]] alone on its line"),
        ("[[rounds]]", "[[rounds]", "line 7: write [[rounds]] alone on its line"),
        (ZONE, "// of the office", "line 3: a remark begins with #"),
        (ZONE, "; of the office", "line 3: a remark begins with #"),
        ("[campaign]", "---\n[campaign]", "line 1: a remark begins with #"),
        # Tables and keys.
        ("[[rounds]]", "[rounds]", "rounds: must be a list, not {'launch'"),
        (COUNT, f"{COUNT}\n[rounds]", "line 12: write [[rounds]], with two brackets, above each"),
        ("[[rounds]]", "[rounds]\n[rounds]", "line 8: write [[rounds]], with two brackets, above"),
        ("[campaign]", "[[campaign]]", "campaign: must be a table, not [{'name'"),
        ("[campaign]\n", "", "campaign: is missing (and 5 more); the keys of a campaign stand be"),
        ("[[rounds]]", "[[round]]", "round: unknown key 'round'; check its spelling and the tabl"),
        ("subject =", "subjcet =", "campaign.subject: is missing (and 1 more); is it what 'subj"),
        (COUNT, f"{COUNT}\nlist_id = 7", "line 12: list_id stands twice in its table; keep one"),
        (COUNT, f"{COUNT}\n[campaign]", "line 12: [campaign] stands twice; keep one of them"),
        # Times of day, durations, lists.
        (COUNT, f"{COUNT}\n[lifecycle]\npreflight_at = 6:00",
         'line 13: write preflight_at = "06:00" in quotes'),
        (COUNT, f'{COUNT}\n[lifecycle]\npreflight_at = "6:00"',
         "lifecycle.preflight_at: input should be in a valid time format, input is too short"),
        (COUNT, f"{COUNT}\n[lifecycle]\nlaunch_grace = 15m",
         'line 13: write launch_grace = "15m" in quotes'),
        (COUNT, f"{COUNT}\n[lifecycle]\nfollowups = [24h, 1h30m]",
         'line 13: write followups = ["24h", "1h30m"] with durations in quotes'),
        (COUNT, f"{COUNT}\n[lifecycle]\nfollowups = [“24h”]",
         'line 13: write followups = ["24h"] with straight quotes'),
        (COUNT, f'{COUNT}\n[audience]\nbatches = [1,000, "rest"]',
         'line 13: write batches = [1000, "rest"] without the comma'),
        (COUNT, f"{COUNT}\n[audience]\nramp = {{ start = 500, growth = 1,5, max = 9 }}",
         "line 13: "),
        (COUNT, f"{COUNT}\nx = [{{ at = 2026-12-01T09:15, y = 1 }}]",
         'line 12: write times in quotes, as in "2026-12-01T09:15"'),
        # Slugs and names.
        (NAME, 'name = "Spring"\nslug = "Spring 1"\ntime',
         "campaign.slug: 'Spring 1' is no slug; write words of a-z and 0-9 in small letters"),
        (NAME, 'name = "🎉"\ntime', "campaign.name: '🎉' has no letter or digit that a camp"),
        (NAME, "name = 2026\ntime", "campaign.name: input should be a valid string, not 2026; wri"),
    ],
)  # fmt: skip
def test_a_slip_of_the_hand_is_told_with_its_line_and_how_to_write_it(
    right: str, wrong: str, said: str
) -> None:
    assert refusal(right, wrong).startswith(said)


def test_a_line_without_end_is_told_in_one_short_line() -> None:
    for wrong in ("x = " + "a b" * 300_000, "x" * 900_000 + " = [", "x = 1 " + " " * 900_000 + "y"):
        assert len(refusal(LAUNCH, wrong)) < 300


def test_a_slug_by_hand_names_the_campaign() -> None:
    plan = parse_plan(PLAN.replace(NAME, 'name = "🎉"\nslug = "spring-2026"\ntime'))

    assert plan.slug == "spring-2026"
    assert str(plan.round_id(1)) == "spring-2026/1"
