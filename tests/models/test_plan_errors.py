"""Every mistake in a plan is one line that names the file and the field."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan import MAX_PLAN_BYTES, PlanError, parse_plan, read_plan
from tests.models.samples import cheap

CAMPAIGN = """\
[campaign]
name = "Spring launch"
timezone = "Europe/Berlin"
sender_name = "Ada at Example"
sender_email = "news@example.com"
subject = "Spring is here"
"""
ROUND = """
[[rounds]]
launch = "2026-12-01T09:15"
list_id = 7001
draft_id = 501
expected_recipients = 1000
"""
SECOND_ROUND = ROUND.replace("12-01", "12-08").replace("= 7001", "= 7002").replace("= 501", "= 502")
AUDIENCE = """
[audience]
source_list_id = 7000
template_draft_id = 500
first_launch = "2026-12-01T09:15"
every = "7d"
batches = [1000, "rest"]
"""
ROUNDS = CAMPAIGN + ROUND
SPLIT = CAMPAIGN + AUDIENCE


def refusal_of(text: str, tmp_path: Path) -> str:
    file = tmp_path / "plan.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as wrong:
        read_plan(file)
    line = str(wrong.value)
    assert len(line.splitlines()) == 1
    assert len(line) < 400 + len(str(file))
    assert line.startswith(f"{file}: ")
    return line.removeprefix(f"{file}: ")


@pytest.mark.parametrize("text", [ROUNDS, ROUNDS + SECOND_ROUND, SPLIT])
def test_the_plans_that_the_mistakes_are_made_in_are_sound(text: str) -> None:
    assert parse_plan(text).slug == "spring-launch"


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        # Keys.
        ("subject =", "subjcet =", "campaign.subject: is missing (and 1 more)"),
        ("[[rounds]]", 'note = "x"\n[[rounds]]', "campaign.note: unknown key 'note'"),
        ("list_id = 7001", "list_id = 7001\nsize = 1", "rounds[1].size: unknown key 'size'"),
        ("draft_id = 501\n", "", "rounds[1].draft_id: is missing"),
        ("[campaign]", "[campaing]", "campaign: is missing (and 1 more)"),
        ("[[rounds]]", '"a\\nb" = 1\n[[rounds]]', "campaign.'a\\nb': unknown key"),
        # Types and ranges.
        ("= 7001", '= "seven"', "rounds[1].list_id: input should be a valid integer, not 'seven'"),
        ("= 7001", '= "7001"', "rounds[1].list_id: input should be a valid integer, not '7001'"),
        ("= 7001", "= true", "rounds[1].list_id: input should be a valid integer, not True"),
        ("= 7001", "= 7001.5", "rounds[1].list_id: input should be a valid integer"),
        ("= 501", "= 0", "rounds[1].draft_id: input should be greater than 0, not 0"),
        ("= 501", "= -501", "rounds[1].draft_id: input should be greater than 0, not -501"),
        ("= 501", "= 9223372036854775808", "rounds[1].draft_id: input should be less than"),
        ("= 1000", "= 3_000_000_000", "rounds[1].expected_recipients: input should be less than"),
        ("= 1000", f"= 0x{'f' * 5000}", "rounds[1].expected_recipients: input should be less"),
        ("[[rounds]]", "[rounds]", "rounds: must be a list, not {"),
        ("timezone =", "four_eyes = 5\ntimezone =", "campaign.four_eyes: input should be"),
        ("timezone =", 'approvers = "ada"\ntimezone =', "campaign.approvers: must be a list"),
        ("timezone =", "approvers = [1]\ntimezone =", "campaign.approvers[1]: input should be"),
        ("timezone =", 'approval = "maybe"\ntimezone =', "campaign.approval: input should be 'a"),
        # Words.
        ('"Spring launch"', '""', "campaign.name: '' must be one line of text"),
        ('"Spring launch"', '"!!!"', "campaign.name: '!!!' has no letter or digit"),
        ('"Spring is here"', '" "', "campaign.subject: ' ' must be one line of text"),
        ('"Spring is here"', '"a\\nBcc: b"', "campaign.subject: 'a\\nBcc: b' must be one line"),
        ('"Spring is here"', '"a\\u0000"', "campaign.subject: 'a\\x00' must be one line"),
        ('"Spring is here"', f'"{"x" * 256}"', "campaign.subject: string should have at most"),
        ("news@example.com", "news", "campaign.sender_email: must be an address as in"),
        ("news@example.com", "a b@example.com", "campaign.sender_email: must be an address"),
        # Times.
        ("Europe/Berlin", "Europe/Atlantis", "campaign.timezone: 'Europe/Atlantis' is no IANA"),
        ("2026-12-01T09:15", "soon", "rounds[1].launch: 'soon' is no date and time"),
        ("2026-12-01T09:15", "2026-12-01", "rounds[1].launch: '2026-12-01' has no time of day"),
        ('"2026-12-01T09:15"', "2026-12-01", "rounds[1].launch: must be a date and time"),
        ('"2026-12-01T09:15"', "09:15:00", "rounds[1].launch: must be a date and time"),
        ('"2026-12-01T09:15"', "1796116500", "rounds[1].launch: must be a date and time"),
        ("2026-12-01T09:15", "2026-03-29T02:30", "rounds[1].launch: 2026-03-29T02:30 does not"),
        ("2026-12-01T09:15", "2026-10-25T02:30", "rounds[1].launch: 2026-10-25T02:30 occurs twi"),
        ("2026-12-01T09:15", "0001-01-01T00:00", "rounds[1].launch: 1 is no year for a launch"),
        ("2026-12-01T09:15", "9999-12-31T23:59", "rounds[1].launch: 9999 is no year for a la"),
        # The file as a whole.
        (ROUND, "", "give either [[rounds]] or [audience]"),
        (ROUND, ROUND + AUDIENCE, "give either [[rounds]] or [audience]"),
        (ROUND, "rounds = []", "campaign.rounds: unknown key 'rounds'"),
        ("[campaign]", "[campaign", "not valid TOML: "),
        ("= 7001", "= [7001", "not valid TOML: "),
        ("= 7001", "= 7001\nlist_id = 7002", "not valid TOML: "),
        ("= 7001", f"= {'9' * 5000}", "not valid TOML: "),
        ("= 7001", f"= {'[' * 50_000}", "not valid TOML: too many brackets in each other"),
    ],
)
def test_a_mistake_in_a_plan_of_rounds_is_named(
    right: str, wrong: str, complaint: str, tmp_path: Path
) -> None:
    assert ROUNDS.count(right) == 1

    assert refusal_of(ROUNDS.replace(right, wrong), tmp_path).startswith(complaint)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("= 7002", "= 7001", "two rounds share list_id 7001; each round needs its own"),
        ("= 502", "= 501", "two rounds share draft_id 501; each round needs its own"),
        ("12-08", "11-30", "rounds[2].launch: 2026-11-30T08:15Z is not after round 1; put"),
        ("12-08", "12-01", "rounds[2].launch: 2026-12-01T08:15Z is not after round 1; put"),
        ("12-08T09:15", "10-25T02:30", "rounds[2].launch: 2026-10-25T02:30 occurs twice"),
        ("draft_id = 502", "draft_id = 0", "rounds[2].draft_id: input should be greater than 0"),
    ],
)
def test_rounds_must_not_share_or_overtake_each_other(
    right: str, wrong: str, complaint: str, tmp_path: Path
) -> None:
    text = ROUNDS + SECOND_ROUND
    assert text.count(right) == 1

    assert refusal_of(text.replace(right, wrong), tmp_path).startswith(complaint)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('[1000, "rest"]', '["rest", 1000]', 'audience: "rest" can only be the last of batches'),
        ('[1000, "rest"]', '["rest", "rest"]', 'audience: "rest" can only be the last'),
        ('[1000, "rest"]', '[1000, "others"]', "audience.batches[2]: must be a number of rec"),
        ('[1000, "rest"]', "[1000, true]", "audience.batches[2]: must be a number of rec"),
        ('[1000, "rest"]', "[1000, 0]", "audience.batches[2]: must be a number of recip"),
        ('[1000, "rest"]', "[]", "audience.batches: "),
        ('[1000, "rest"]', "1000", "audience.batches: must be a list, not 1000"),
        ('batches = [1000, "rest"]', "", "audience: give exactly one of batches, batch_size and"),
        ("batches =", "batch_size = 5\nbatches =", "audience: give exactly one of batches, ba"),
        ('batches = [1000, "rest"]', "batch_size = 0", "audience.batch_size: input should be gr"),
        ('batches = [1000, "rest"]', "ramp = {start = 5}", "audience.ramp.max: is missing"),
        (
            'batches = [1000, "rest"]',
            "ramp = {start = 500, growth = 0.5, max = 1000}",
            "audience.ramp.growth: input should be greater than or equal to 1",
        ),
        (
            'batches = [1000, "rest"]',
            "ramp = {start = 500, growth = nan, max = 1000}",
            "audience.ramp.growth: input should be",
        ),
        (
            'batches = [1000, "rest"]',
            "ramp = {start = 500, max = 100}",
            "audience.ramp: max must not be smaller than start",
        ),
        ('"7d"', '"0d"', "audience: every must be longer than nothing"),
        ('"7d"', '"weekly"', "audience.every: 'weekly' is not a duration; write 90s, 15m, 24h"),
        ('"7d"', "7", "audience.every: a duration needs its unit"),
        ('"7d"', "true", "audience.every: a duration needs its unit"),
        ('"7d"', "nan", "audience.every: a duration needs its unit"),
        ('"7d"', '"99999999999d"', "audience.every: '99999999999d' is longer than ten years"),
        ('T09:15"', '"', "audience.first_launch: '2026-12-01' has no time of day"),
        ("2026-12-01T09:15", "soon", "audience.first_launch: 'soon' is no date and time"),
        ("12-01T09:15", "03-29T02:30", "audience.first_launch: 2026-03-29T02:30 does not exist"),
        ("source_list_id", "list_id", "audience.source_list_id: is missing (and 1 more)"),
    ],
)
def test_a_mistake_in_an_audience_is_named(
    right: str, wrong: str, complaint: str, tmp_path: Path
) -> None:
    assert SPLIT.count(right) == 1

    assert refusal_of(SPLIT.replace(right, wrong), tmp_path).startswith(complaint)


@pytest.mark.parametrize(
    ("lifecycle", "complaint"),
    [
        ('launch_grace = "soon"', "lifecycle.launch_grace: 'soon' is not a duration"),
        ('launch_grace = "15"', "lifecycle.launch_grace: '15' is not a duration"),
        ("launch_grace = 15", "lifecycle.launch_grace: a duration needs its unit"),
        ("list_quiet = 0", "lifecycle.list_quiet: a duration needs its unit"),
        ('launch_grace = "-15m"', "lifecycle.launch_grace: '-15m' is not a duration"),
        ('launch_grace = "-PT15M"', "lifecycle.launch_grace: a duration cannot be negative"),
        ("launch_grace = []", "lifecycle.launch_grace: input should be a valid timedelta"),
        ('followups = ["24h", "1x"]', "lifecycle.followups[2]: '1x' is not a duration"),
        ('followups = "24h"', "lifecycle.followups: must be a list"),
        ('followups = ["24h", "24h"]', "lifecycle: followups must grow"),
        ('followups = ["72h", "24h"]', "lifecycle: followups must grow"),
        ('followups = ["10m"]', "lifecycle: followups must grow, and come later than wrapup"),
        ('preflight_lead = "5m"', "lifecycle: preflight_lead must not be shorter than warning"),
        ('preflight_at = "25:00"', "lifecycle.preflight_at: input should be"),
        ('preflight_at = "06:00+02:00"', "lifecycle: prelaunch_at and preflight_at are in UTC"),
        ('launch_grace = "0s"', "lifecycle: launch_grace must be at least 1m"),
        ('settling = "30s"', "lifecycle: settling must be at least 1m"),
        ('preflight = "06:00"', "lifecycle.preflight: unknown key 'preflight'"),
    ],
)
def test_a_mistake_in_a_lifecycle_is_named(lifecycle: str, complaint: str, tmp_path: Path) -> None:
    text = f"{ROUNDS}\n[lifecycle]\n{lifecycle}\n"

    assert refusal_of(text, tmp_path).startswith(complaint)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"nowhere\.toml: no such file or directory$"):
        read_plan(tmp_path / "nowhere.toml")


def test_a_directory_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"is a directory$"):
        read_plan(tmp_path)


def test_a_file_that_is_not_utf8_is_no_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_bytes(ROUNDS.replace("Ada", "Zoë").encode("latin-1"))

    with pytest.raises(PlanError, match=r"plan\.toml: not UTF-8 text$"):
        read_plan(file)


def test_a_huge_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_bytes(b"#" * (MAX_PLAN_BYTES + 1))

    with pytest.raises(PlanError, match=r"larger than 1,000,000 bytes; this is no plan$"):
        read_plan(file)


def test_a_file_of_exactly_the_greatest_size_is_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_bytes(ROUNDS.encode().ljust(MAX_PLAN_BYTES, b"\n"))

    assert read_plan(file).slug == "spring-launch"


def test_an_empty_file_is_no_plan(tmp_path: Path) -> None:
    assert refusal_of("", tmp_path) == "campaign: is missing"


def parses_or_says_why(text: str) -> None:
    try:
        parse_plan(text)
    except PlanError as wrong:
        assert len(str(wrong).splitlines()) == 1, wrong  # noqa: PT017 - a few texts are plans


@cheap
@given(st.text(max_size=300))
def test_arbitrary_text_is_a_plan_or_a_plan_error(text: str) -> None:
    parses_or_says_why(text)


@cheap
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_a_plan_or_a_plan_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes.toml"
    file.write_bytes(content)

    with pytest.raises(PlanError, match=r"bytes\.toml: "):
        read_plan(file)


def in_toml(value: object) -> str:
    """Write a value as TOML does; JSON's escapes are TOML's, but for the delete character."""
    match value:
        case dict():
            return "{" + ", ".join(f"{in_toml(k)} = {in_toml(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(in_toml, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            return str(value).lower()
        case _:
            return str(value)


KEYS = st.sampled_from(
    [
        "name", "timezone", "approval", "approvers", "four_eyes", "sender_name", "sender_email",
        "subject", "launch", "list_id", "draft_id", "expected_recipients", "source_list_id",
        "template_draft_id", "first_launch", "every", "batches", "batch_size", "ramp",
        "weekdays_only", "followups", "launch_grace", "preflight_at", "start", "growth", "max",
    ]
)  # fmt: skip
SCALARS = (
    st.sampled_from(
        [
            "24h", "rest", "UTC", "Europe/Berlin", "2026-12-01T09:15", "a@b.c", "required", "P1D",
            "2026-10-25T02:30", "0001-01-01T00:00", "9999-12-31T23:59-12:00", "06:00",
        ]
    )
    | st.text(max_size=8)
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.datetimes()
    | st.dates()
    | st.times()
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
TABLES = st.dictionaries(KEYS | st.text(max_size=5), VALUES, max_size=6)


@cheap
@given(
    st.dictionaries(
        st.sampled_from(["campaign", "rounds", "audience", "lifecycle"]) | st.text(max_size=3),
        TABLES | st.lists(TABLES, max_size=3) | VALUES,
    )
)
def test_arbitrary_tables_are_a_plan_or_a_plan_error(tables: dict[str, object]) -> None:
    parses_or_says_why("".join(f"{in_toml(k)} = {in_toml(v)}\n" for k, v in tables.items()))


@cheap
@given(
    st.sampled_from(["campaign", "rounds", "audience", "lifecycle"]),
    KEYS,
    VALUES,
)
def test_one_arbitrary_value_in_a_sound_plan_is_a_plan_error_at_most(
    table: str, key: str, value: object
) -> None:
    base = SPLIT if table == "audience" else ROUNDS
    text = base + ("\n[lifecycle]\n" if table == "lifecycle" else "")
    header = {"rounds": "[[rounds]]"}.get(table, f"[{table}]")
    lines = [line for line in text.splitlines() if not line.startswith(f"{key} =")]
    lines.insert(lines.index(header) + 1, f"{key} = {in_toml(value)}")

    parses_or_says_why("\n".join(lines))
