"""Rounds that run now must live on with the code of tomorrow."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.replay.paths import HISTORIES, PATHS, THIS_RELEASE
from workers.plugin import CampaignPlugin
from workflows.campaign import Campaign
from workflows.round import CampaignRound

RECORDED = sorted(HISTORIES.rglob("*.json"))


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: f"{file.parent.name}/{file.stem}")
async def test_recorded_round_replays(file: Path) -> None:
    text = file.read_text()  # noqa: ASYNC240 - nothing else waits
    replayer = Replayer(workflows=[Campaign, CampaignRound], plugins=[CampaignPlugin()])

    await replayer.replay_workflow(WorkflowHistory.from_json(file.stem, text))


def test_every_path_was_recorded() -> None:
    recorded = {file.stem.removesuffix("_1") for file in THIS_RELEASE.glob("*.json")}

    assert set(PATHS) <= recorded


async def test_a_history_that_goes_another_way_is_noticed() -> None:
    text = (THIS_RELEASE / "clean.json").read_text().replace("run_preflight", "run_something_else")
    replayer = Replayer(workflows=[Campaign, CampaignRound], plugins=[CampaignPlugin()])

    with pytest.raises(Exception, match=r"[Nn]ondeterminism"):
        await replayer.replay_workflow(WorkflowHistory.from_json("clean", text))


def test_histories_name_no_machine_and_no_reader() -> None:
    for file in RECORDED:
        text = file.read_text()
        assert '"identity": "worker"' in text
        assert "Traceback" not in text
        assert "site-packages" not in text
