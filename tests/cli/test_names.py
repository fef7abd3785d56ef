"""Campaigns in every script, under today's slugs and under those of earlier releases."""

import json
import os
from datetime import timedelta
from itertools import count

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.cli.conftest import Command, WritePlan

FAR = timedelta(days=9)
NUMBERS = count(os.getpid() * 1000)
pytestmark = pytest.mark.usefixtures("with_temporal")


@pytest.fixture
def number() -> str:
    """Give all that release 0.1 left of a name in another script."""
    return str(next(NUMBERS))


@pytest.fixture
async def former(campaign: Command, write_plan: WritePlan, number: str) -> str:
    """Start a campaign as release 0.1 did: its name's number is its slug."""
    file = write_plan(FAR, name=f"Осенний дайджест {number}", campaign=f'slug = "{number}"')
    assert (await campaign("start", file, "--yes")).status == 0
    return number


async def test_two_names_in_other_scripts_run_side_by_side(
    campaign: Command, write_plan: WritePlan, number: str
) -> None:
    autumn = write_plan(FAR, name=f"Осенний дайджест {number}")
    spring = write_plan(FAR, name=f"春季促销 {number}")

    said = [await campaign("start", file, "--yes", "--json") for file in (autumn, spring)]

    slugs = [json.loads(one.out)["slug"] for one in said]
    assert slugs == [f"osenniy-daydzhest-{number}", f"chunjicuxiao-{number}"]
    assert (await campaign("show", f"Осенний дайджест {number}")).status == 0
    assert slugs[1] in (await campaign("list", "--campaign", f"春季促销 {number}")).out


async def test_a_slug_by_hand_names_the_campaign(
    campaign: Command, write_plan: WritePlan, number: str
) -> None:
    file = write_plan(FAR, name=f"🎉 {number}", campaign=f'slug = "party-{number}"')

    assert f"party-{number}/1" in (await campaign("plan", file)).out
    assert (await campaign("start", file, "--yes")).status == 0
    assert (await campaign("show", f"party-{number}/1")).status == 0
    assert (await campaign("show", f"🎉 {number}")).status == 0


async def test_another_campaign_has_the_slug(
    campaign: Command, write_plan: WritePlan, number: str
) -> None:
    assert (await campaign("start", write_plan(FAR, name=f"Spring-{number}"), "--yes")).status == 0

    said = await campaign("start", write_plan(FAR, name=f"Spring, {number}"), "--yes")
    mended = write_plan(FAR, name=f"Spring, {number}", campaign=f'slug = "spring-{number}-2"')

    assert said.status == 1
    assert f"spring-{number} is the slug of another campaign, 'Spring-{number}'" in said.err
    assert f'slug = "spring-{number}-2" in [campaign]' in said.err
    assert said.err.count("\n") == 1
    assert (await campaign("start", mended, "--yes")).status == 0


async def test_long_names_that_are_cut_to_one_slug_are_told_before_and_refused(
    campaign: Command, write_plan: WritePlan, number: str
) -> None:
    long = f"{number} " + "a very long name " * 6
    first, second = (write_plan(FAR, name=f"{long}{ending}") for ending in ("one", "two"))

    looked = await campaign("plan", first, "--json")
    started = await campaign("start", first, "--yes")
    refused = await campaign("start", second, "--yes")

    assert "campaign: warning: campaign.name: only its beginning" in looked.err
    assert "give it a slug" in json.loads(looked.out)["warnings"][0]
    assert (started.status, refused.status) == (0, 1)
    assert "warning" in started.err
    assert "is the slug of another campaign" in refused.err


async def test_a_campaign_that_runs_under_its_former_slug_is_not_started_beside_itself(
    campaign: Command, write_plan: WritePlan, former: str
) -> None:
    file = write_plan(FAR, name=f"Осенний дайджест {former}")

    said = await campaign("start", file, "--yes")

    assert said.status == 1
    assert f"it runs already, as {former}; see it with `campaign watch {former}`" in said.err
    assert (await campaign("show", f"osenniy-daydzhest-{former}/1")).status == 1


@pytest.mark.parametrize("typed", ["{}", "osenniy-daydzhest-{}", "Осенний дайджест {}"])
async def test_a_former_slug_a_new_one_and_the_name_find_the_same_campaign(
    campaign: Command, former: str, typed: str
) -> None:
    name = typed.format(former)

    shown = await campaign("show", name)
    listed = await campaign("list", "--campaign", name)
    ended = await campaign("abort", name, "--reason", "wrong draft", "--yes")

    assert f"{former}/1" in shown.out
    assert f"{former}/1" in listed.out
    assert ended.status == 0, ended
    assert ended.out.startswith(f"{former}: ")


async def test_another_name_with_the_same_former_slug_is_not_in_the_way(
    campaign: Command, write_plan: WritePlan, former: str
) -> None:
    file = write_plan(FAR, name=f"春季促销 {former}")

    assert (await campaign("start", file, "--yes")).status == 0


async def test_a_former_slug_that_is_over_or_ended_early_says_how_to_go_on(
    campaign: Command, write_plan: WritePlan, former: str, with_temporal: WorkflowEnvironment
) -> None:
    file = write_plan(FAR, name=f"Осенний дайджест {former}")
    handle = with_temporal.client.get_workflow_handle(f"campaign/{former}")
    await handle.terminate("by mistake")

    early = await campaign("start", file, "--yes")
    again = write_plan(FAR, name=f"Осенний дайджест {former}", campaign=f'slug = "{former}"')
    restarted = await campaign("start", again, "--yes")

    assert (
        f'ended early (`campaign show {former}`); to start it again, write slug = "{former}"'
        in (early.err)
    )
    assert restarted.status == 0
    await campaign("abort", former, "--reason", "x", "--yes")
    await with_temporal.client.get_workflow_handle(f"campaign/{former}/round/1").terminate()
    await with_temporal.client.get_workflow_handle(f"campaign/{former}").result()
    file = write_plan(FAR, name=f"Осенний дайджест {former}")
    over = await campaign("start", file, "--yes")
    assert f"started before, as {former}, and is over" in over.err


async def test_a_name_that_failed_leaves_its_slug_to_its_rounds_that_still_run(
    campaign: Command, write_plan: WritePlan, number: str, with_temporal: WorkflowEnvironment
) -> None:
    await campaign("start", write_plan(FAR, name=f"Spring-{number}"), "--yes")
    await with_temporal.client.get_workflow_handle(f"campaign/spring-{number}").terminate()

    said = await campaign("start", write_plan(FAR, name=f"Spring, {number}"), "--yes")

    assert "is the slug of another campaign" in said.err


async def test_what_nobody_started_is_unknown_under_every_name(campaign: Command) -> None:
    for words in (["show", "Никто"], ["watch", "Никто"], ["abort", "Никто", "--reason", "x"]):
        said = await campaign(*words)
        assert said.status == 1
        assert "Temporal knows no nikto" in said.err
