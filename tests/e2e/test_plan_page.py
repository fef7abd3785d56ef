"""The plan that the docs describe is a plan."""

import re
from pathlib import Path

from models.plan import LifecycleTable, RoundTable, parse_plan

PAGE = Path(__file__).parent.parent.parent / "docs" / "plan.md"


def test_the_documented_plan_is_valid_and_names_every_field_of_a_round_and_a_lifecycle() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)

    plan = parse_plan(text)

    assert plan.slug == "autumn-digest"
    assert set(RoundTable.model_fields) <= plan.rounds[0].model_fields_set
    fixed = {"prelaunch_lead", "loopback_only"}  # a rehearsal's data, not an operator's
    assert set(LifecycleTable.model_fields) - fixed <= plan.lifecycle.model_fields_set
