"""The command's own words: each command opens with its line and ends with an example."""

from importlib import import_module

import pytest

from cli import listing
from cli.catalogue import COMMANDS
from cli.commands import demo
from models.plan import read_plan
from tests.cli.conftest import Command
from workflows import search_attributes


async def test_help_lists_every_command(campaign: Command) -> None:
    said = await campaign("--help")

    assert said.status == 0
    assert all(f"\n  {name} " in said.out for name in COMMANDS)
    assert (await campaign()).out == said.out


@pytest.mark.parametrize("name", COMMANDS)
async def test_each_command_opens_with_its_line_and_ends_with_an_example(
    name: str, campaign: Command
) -> None:
    said = await campaign(name, "--help")
    module = import_module(f"cli.commands.{name}")

    words = " ".join(said.out.split())
    assert said.status == 0
    assert f" {COMMANDS[name]} " in words
    assert module.command.__doc__.startswith(COMMANDS[name])
    assert words.endswith(f"Example: {module.EXAMPLE}")
    assert module.EXAMPLE.startswith(f"campaign {name}")


async def test_version(campaign: Command) -> None:
    assert (await campaign("--version")).out.startswith("campaign 0.")


def test_the_plan_of_the_demo_is_there() -> None:
    assert len(read_plan(demo.PLAN).rounds) == 2


def test_search_attributes_are_those_of_the_registry() -> None:
    for ours, theirs in (
        (listing.STATUS, search_attributes.STATUS),
        (listing.LAUNCH, search_attributes.LAUNCH),
    ):
        assert (ours.name, ours.indexed_value_type) == (theirs.name, theirs.indexed_value_type)
