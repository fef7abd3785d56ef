"""Commands on real rounds: real server, real workflows, fake steps."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from cli import asking
from models.campaign import StartCampaign
from models.ids import RoundId
from models.plan import read_plan
from models.timeline import LifecyclePolicy
from tests.cli.conftest import Command, Said, WritePlan, slug_in
from tests.cli.fake_steps import BAD_DRAFT, UNREADABLE_DRAFT

SOON, LATER, FAR = timedelta(minutes=30), timedelta(minutes=40), timedelta(days=9)
pytestmark = pytest.mark.usefixtures("with_temporal")


async def until(command: Callable[[], Awaitable[Said]], sign: str) -> Said:
    """Call a command again until its output holds a sign."""
    for _ in range(40):
        said = await command()
        if sign in said.out:
            return said
    raise AssertionError(f"{sign!r} never came: {said}")


@pytest.fixture
async def held(campaign: Command, write_plan: WritePlan) -> str:
    """A round whose pre-flight failed."""
    file = write_plan(SOON, draft=BAD_DRAFT)
    assert (await campaign("start", file, "--yes")).status == 0
    name = f"{slug_in(file)}/1"
    await until(lambda: campaign("show", name), "held: preflight failed")
    return name


@pytest.fixture
async def waiting(campaign: Command, write_plan: WritePlan) -> Path:
    """A campaign of two rounds that need an approval; the first was checked."""
    file = write_plan(SOON, FAR, campaign='approval = "required"')
    assert (await campaign("start", file, "--yes", "--by", "ada")).status == 0
    await until(lambda: campaign("show", f"{slug_in(file)}/1"), "ready")
    return file


async def test_a_started_campaign_is_listed_with_status_launch_and_summary(
    campaign: Command, waiting: Path
) -> None:
    slug = slug_in(waiting)

    said = await until(lambda: campaign("list", "--campaign", slug, "--json"), "ready")

    first, second = json.loads(said.out)
    assert [first["id"], second["id"]] == [f"{slug}/1", f"{slug}/2"]
    assert first["status"] == "ready"
    assert first["launch"] < second["launch"]
    assert "1,000 recipients" in first["summary"]
    assert f"{slug}/2" in (await campaign("list")).out
    only = await campaign("list", "--campaign", slug, "--status", "scheduled")
    assert f"{slug}/2" in only.out
    assert f"{slug}/1" not in only.out


async def test_next_names_the_stage_its_time_and_who_must_act(
    campaign: Command, waiting: Path
) -> None:
    said = await campaign("next", "--json", "--limit", 50)

    mine = {
        one["id"]: one for one in json.loads(said.out) if one["id"].startswith(slug_in(waiting))
    }
    assert mine[f"{slug_in(waiting)}/1"]["next_stage"] == "launch_warning"
    assert mine[f"{slug_in(waiting)}/1"]["who"] == "an operator"
    assert mine[f"{slug_in(waiting)}/2"]["next_stage"] == "prelaunch"
    assert "launch warning in 14 min" in (await campaign("next")).out


async def test_an_approval_is_answered_and_kept(campaign: Command, waiting: Path) -> None:
    name = f"{slug_in(waiting)}/1"

    said = await campaign("approve", name, "--by", "grace", "--reason", "looks good", "--json")

    answer = json.loads(said.out)
    assert answer["accepted"] is True
    assert answer["message"].startswith("It launches at")
    shown = await campaign("show", name)
    assert "by grace" in shown.out
    assert "looks good" in shown.out
    assert "cli" in shown.out


async def test_an_approval_before_preflight_is_refused_in_one_line(
    campaign: Command, waiting: Path
) -> None:
    said = await campaign("approve", f"{slug_in(waiting)}/2")

    assert said.status == 1
    assert said.out == ""
    assert said.err.startswith(f"campaign: {slug_in(waiting)}/2: nothing to approve yet")
    assert said.err.count("\n") == 1


async def test_show_says_why_a_round_is_held_and_what_releases_it(
    campaign: Command, held: str
) -> None:
    said = await campaign("show", held)

    assert "blocked" in said.out
    assert "Mend what failed and recheck" in said.out
    assert "recheck, approve, reschedule, abort" in said.out
    assert "draft unsent" in said.out
    view = json.loads((await campaign("show", held, "--json")).out)["view"]
    assert view["state"]["hold"]["kind"] == "preflight_failed"
    assert view["state"]["checklist"]["fingerprint"] == "f00d"


async def test_an_override_needs_a_reason(campaign: Command, held: str) -> None:
    assert (await campaign("approve", held, "--override")).status == 2
    plain = await campaign("approve", held)
    assert plain.status == 1
    assert "override and a reason" in plain.err

    said = await campaign("approve", held, "--override", "--reason", "seen and accepted")

    assert said.status == 0
    assert "ready" in (await campaign("show", held)).out


async def test_a_recheck_runs_preflight_again(campaign: Command, held: str) -> None:
    said = await campaign("recheck", held)

    assert said.status == 0
    assert said.out.startswith(f"{held}: ")


async def test_a_local_time_is_on_the_campaigns_clock(
    campaign: Command, write_plan: WritePlan
) -> None:
    file = write_plan(FAR, zone="Europe/Berlin")
    await campaign("start", file, "--yes")
    name = f"{slug_in(file)}/1"
    await until(lambda: campaign("show", name), "scheduled")

    said = await campaign("reschedule", name, "--to", "2027-07-01T09:15")

    assert said.status == 0
    assert "2027-07-01 07:15:00 UTC" in said.out
    assert "09:15:00 CEST" in (await campaign("show", name)).out
    skipped = await campaign("reschedule", name, "--to", "2027-03-28T02:30")
    assert skipped.status == 1
    assert "clock change skips it" in skipped.err
    assert (await campaign("reschedule", name, "--to", "now+2h")).status == 0
    assert "is past" in (await campaign("reschedule", name, "--to", "2020-01-01T00:00Z")).err
    assert "no date" in (await campaign("reschedule", name, "--to", "soon")).err


async def test_an_aborted_round_is_over_and_watch_ends_with_it(
    campaign: Command, waiting: Path
) -> None:
    slug = slug_in(waiting)
    said = await campaign("abort", f"{slug}/1", "--reason", "wrong draft")
    assert said.out == f"{slug}/1: The round ends; nothing is sent.\n"

    watched = await campaign("watch", f"{slug}/1")

    assert watched.status == 0
    assert "aborted" in watched.out
    again = await campaign("abort", f"{slug}/1", "--reason", "again")
    assert again.status == 1
    assert "is over" in again.err


async def test_a_campaign_is_aborted_as_a_whole_after_a_yes(
    campaign: Command, waiting: Path
) -> None:
    slug = slug_in(waiting)
    unasked = await campaign("abort", slug, "--reason", "stop")
    assert unasked.status == 2
    assert "2 running rounds" in unasked.err
    assert "--yes" in unasked.err

    said = await campaign("abort", slug, "--reason", "stop", "--yes")

    assert said.status == 0
    watched = await campaign("watch", slug)
    assert watched.status == 0
    listed = json.loads((await campaign("show", slug, "--json")).out)
    assert [one["status"] for one in listed] == ["aborted", "aborted"]
    assert "nothing is left" in (await campaign("abort", slug, "--reason", "x", "--yes")).err


async def test_the_same_plan_twice_runs_already_and_a_name_that_is_over_is_taken(
    campaign: Command, waiting: Path
) -> None:
    slug = slug_in(waiting)

    twice = await campaign("start", waiting, "--yes")

    assert twice.status == 1
    assert twice.err == f"campaign: {slug} runs already; see it with `campaign watch {slug}`\n"
    await campaign("abort", slug, "--reason", "stop", "--yes")
    await campaign("watch", slug)
    over = await campaign("start", waiting, "--yes")
    assert over.status == 1
    assert "give the new campaign another name" in over.err


async def test_a_start_that_nobody_can_confirm_is_not_made(
    campaign: Command, write_plan: WritePlan
) -> None:
    file = write_plan(FAR)

    said = await campaign("start", file)

    assert said.status == 2
    assert "give --yes" in said.err
    assert slug_in(file) not in (await campaign("list", "--all")).out


async def test_start_as_json_names_the_workflow_and_the_timeline(
    campaign: Command, write_plan: WritePlan
) -> None:
    file = write_plan(FAR)

    started = json.loads((await campaign("start", file, "--yes", "--json")).out)

    assert started["workflow_id"] == f"campaign/{slug_in(file)}"
    assert started["rounds"][0]["timeline"]["launch"].endswith("Z")


async def test_show_tells_the_step_that_is_tried_again(
    campaign: Command, write_plan: WritePlan
) -> None:
    file = write_plan(SOON, draft=UNREADABLE_DRAFT)
    await campaign("start", file, "--yes")

    said = await until(lambda: campaign("show", f"{slug_in(file)}/1"), "tried again")

    assert "run_preflight" in said.out
    assert "Mailjet does not answer" in said.out


async def test_a_round_without_a_worker_is_named_and_does_not_hide_the_others(
    campaign: Command,
    write_plan: WritePlan,
    with_temporal: WorkflowEnvironment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", timedelta(seconds=1))
    plan = read_plan(write_plan(FAR))
    asked = StartCampaign.of(plan, plan.planned_rounds(), LifecyclePolicy(), by="ada").rounds[0]
    lonely = RoundId("lonely", plan.planned_rounds()[0].launch.microsecond + 1)
    handle = await with_temporal.client.start_workflow(
        "CampaignRound", asked, id=lonely.workflow_id, task_queue="nobody"
    )

    shown = await campaign("show", str(lonely))
    following = await campaign("next")

    assert shown.status == 1
    assert f"no worker answers for {lonely}" in shown.err
    assert "no worker answers" in following.out
    await handle.terminate()
    assert "(terminated)" in (await campaign("list", "--all")).out


async def test_unknown_rounds_and_campaigns_are_said_to_be_unknown(campaign: Command) -> None:
    for words in (["show", "nobody/1"], ["show", "nobody"], ["watch", "nobody"],
                  ["approve", "nobody/1"], ["abort", "nobody", "--reason", "x"]):  # fmt: skip
        said = await campaign(*words)
        assert said.status == 1
        assert "Temporal knows no nobody" in said.err
