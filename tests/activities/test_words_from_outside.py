"""Odd words all the way: our activity, the real client, the sandbox's Slack, a real PostgreSQL."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.announcements import SlackActivities
from activities.messages import render
from activities.pictures import Pictures
from clients.slack import SlackClient
from models.decisions import Decision
from models.metrics import LinkClicks
from models.notices import AbortNotice, Announcement, DecisionNotice, Notice, WrapupNotice
from models.round import Status
from models.text import one_line
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve
from storage.assessments import Assessments
from storage.database import Database
from storage.decisions import Decisions
from storage.errors import DatabaseUnavailable, RecordRefused
from storage.history import read_round
from storage.metrics import MetricsStore
from storage.notifications import Notifications
from storage.rounds import Rounds
from tests.activities.samples import REF, Run
from tests.activities.test_announcements import DECISION
from tests.activities.test_closing_in_sandbox import SEED
from tests.activities.test_messages import every_notice
from tests.fakes import World, a_snapshot
from tests.storage.samples import CLAIMANT
from tests.workflows.stage import a_start

FORBIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
NASTY = "a\0b \x1b[31mred \ud83d \u202egpj.\u2028<!channel> *now* ~x~ `campaign approve`"
nasty = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cs", "Cf"]),
        st.sampled_from("*_~`<>&|@\n\0\ud83d\u202e\u2028"),
    ),
    min_size=1,
    max_size=40,
)


def announcement(notice: Notice, number: object = 1, **ref: str) -> Announcement:
    return Announcement(
        intent_id=f"spring-launch/2/abc/{number}",
        stage="wrapup",
        round=REF.model_copy(update=ref),
        status=Status.SENT,
        notice=notice,
    )


def a_wrapup(words: str) -> WrapupNotice:
    return next(one for one in every_notice(words) if isinstance(one, WrapupNotice))


def texts(node: Any) -> list[str]:
    """List every text of a message, however deep."""
    if isinstance(node, str):
        return [node]
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [text for one in inner for text in texts(one)]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with await serve(port=0, seed=Seed.load(SEED)) as running:
        yield running


@pytest.fixture
async def slack(sandbox: Sandbox, database: Database) -> AsyncIterator[SlackActivities]:
    start = a_start(REF.slug, REF.launch, REF.number)
    await Rounds(database).record_planned([start], CLAIMANT)
    base_url, log = f"{sandbox.url}/slack/api/", Notifications(database)
    async with SlackClient(token="xoxb-sandbox", base_url=base_url) as client:
        yield SlackActivities(
            slack=client,
            channel="C0CAMPAIGN",
            log=log,
            assessments=Assessments(database),
            decisions=Decisions(database),
            pictures=Pictures(client, log, waits=(0.0,)),
        )


async def posted(sandbox: Sandbox) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as control:
        state = (await control.get("/control/state")).json()["slack"]
    messages: list[dict[str, Any]] = state["channels"][0]["messages"]
    return messages


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=nasty)
async def test_first_results_reach_slack_and_the_record_whatever_a_model_writes(
    slack: SlackActivities, sandbox: Sandbox, database: Database, run: Run, words: str
) -> None:
    number = len(await posted(sandbox))

    await run(slack.announce, announcement(a_wrapup(words), f"{number}-{id(words)}"))
    await run(
        slack.announce,
        announcement(
            AbortNotice(decision=DECISION.model_copy(update={"reason": words, "by": words})),
            f"{number}-{id(words)}-abort",
        ),
    )

    messages = await posted(sandbox)
    assert len(messages) == number + 2
    assert FORBIDDEN.search("".join(texts(messages[-2:]))) is None
    record = await read_round(database, REF.id)
    assert record is not None
    assert FORBIDDEN.search("".join(texts(json.loads(record.model_dump_json())))) is None


async def test_a_snapshot_with_an_odd_address_is_stored(
    slack: SlackActivities, database: Database
) -> None:
    assert slack.channel
    link = LinkClicks(url=f"https://example.com/{NASTY}", people=1, clicks=1)
    snapshot = a_snapshot(2).model_copy(update={"links": (link,)})

    await MetricsStore(database).record(REF, 9001, snapshot)

    record = await read_round(database, REF.id)
    assert record is not None
    assert FORBIDDEN.search(record.snapshots[0].links[0].url) is None


@pytest.mark.parametrize("kind", ["assessment", "decision"])
async def test_a_part_that_the_database_refuses_is_said_and_stops_no_message(
    world: World, slack: SlackActivities, sandbox: Sandbox, run: Run, kind: str
) -> None:
    refused = RecordRefused("database x did not take these values (SQLSTATE 22P05)")
    broken = world.assessments if kind == "assessment" else world.decisions
    broken.down(refused, "record")
    notice: Notice = (
        a_wrapup("Well.") if kind == "assessment" else DecisionNotice(decision=DECISION)
    )
    half = SlackActivities(
        slack=slack.slack,
        channel=slack.channel,
        log=slack.log,
        assessments=world.assessments,
        decisions=world.decisions,
        pictures=slack.pictures,
    )

    await run(half.announce, announcement(notice))

    (message,) = await posted(sandbox)
    assert f"The {kind} could not be recorded in the database." in "".join(texts(message))


async def test_an_intent_that_the_database_refuses_is_posted_once_all_the_same(
    world: World, slack: SlackActivities, sandbox: Sandbox
) -> None:
    refused = RecordRefused("database x did not take these values (SQLSTATE 22P05)")
    world.log.down(refused, "begin", "succeed", "fail")
    half = SlackActivities(
        slack=slack.slack,
        channel=slack.channel,
        log=world.log,
        assessments=slack.assessments,
        decisions=slack.decisions,
        pictures=slack.pictures,
    )

    for attempt in (1, 2):
        environment = ActivityEnvironment()
        environment.info = replace(
            environment.info, attempt=attempt, scheduled_time=datetime.now(UTC)
        )
        told = environment.run(half.announce, announcement(DecisionNotice(decision=DECISION)))
        assert (await told).channel == "C0CAMPAIGN"

    assert len(await posted(sandbox)) == 1


async def test_a_database_that_is_away_is_waited_for_and_not_blamed_on_slack(
    world: World, slack: SlackActivities, sandbox: Sandbox, run: Run
) -> None:
    world.log.down(DatabaseUnavailable("database x is not available: away"), "begin")
    half = SlackActivities(
        slack=slack.slack,
        channel=slack.channel,
        log=world.log,
        assessments=slack.assessments,
        decisions=slack.decisions,
        pictures=slack.pictures,
    )

    with pytest.raises(ApplicationError) as caught:
        await run(half.announce, announcement(DecisionNotice(decision=DECISION)))

    assert (caught.value.type, caught.value.non_retryable) == ("DatabaseUnavailable", False)
    assert caught.value.message.startswith("database x")
    assert await posted(sandbox) == []


SPEAKS = (
    "typo\n*Round 2* was sent :white_check_mark:\r\n<https://evil.example|approve>\u2028> quoted"
)


@pytest.mark.parametrize("notice", [DecisionNotice, AbortNotice])
@pytest.mark.parametrize("accepted", [True, False])
def test_every_line_of_a_reason_is_quoted(notice: Any, accepted: bool) -> None:
    made: Decision = DECISION.model_copy(update={"reason": SPEAKS, "accepted": accepted})

    message = render(announcement(notice(decision=made))).payload()

    (block,) = [text for text in texts(message["blocks"]) if "typo" in text]
    _, *lines = block.split("\n")
    assert len(lines) == 4
    assert all(line.startswith("> ") for line in lines)
    assert "*Round 2*" not in block
    assert "<http" not in block


@pytest.mark.parametrize("lines", [2, 1_000])
def test_a_name_of_many_lines_is_one_line_and_marks_nothing(lines: int) -> None:
    words = "\n".join(["ada*_~`", "*bot* <!here> says"] * lines)[:2_000]

    for notice in every_notice(words):
        blocks = render(announcement(notice, campaign_name=words)).payload()["blocks"]
        marked = [text for text in texts(blocks) if "&lt;!here" in text]
        assert "<!here> says\n" not in "".join(texts(blocks))
        for line in [line for text in marked for line in text.split("\n")]:
            assert "*bot*" not in line
            assert "<!" not in line
            assert not line.startswith(("says", "ada*"))


def test_a_flood_is_told_in_numbers() -> None:
    refused = DECISION.model_copy(update={"accepted": False, "by": "eve", "answer": "look again"})

    message = render(announcement(DecisionNotice(decision=refused, more=57))).payload()

    said = one_line("".join(texts(message["blocks"])))
    assert "*eve*: 57 more refused approvals of `spring-launch/2`, not told one by one" in said
