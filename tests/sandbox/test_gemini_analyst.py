"""What the Gemini stand-in writes: it fits the schema and says only what the facts say."""

import json
import random
import re
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from sandbox.gemini.analyst import Analyst
from sandbox.gemini.schema import Filler

FACTS: dict[str, Any] = {
    "counts": {"processed": 1000, "delivered": 981, "hard_bounces": 9, "opened": 324},
    "rates_percent": {
        "delivery_rate": 98.1,
        "hard_bounce_rate": 0.9,
        "open_rate": 33.03,
        "click_rate": 4.49,
        "complaint_rate": 0.0,
        "unsubscribe_rate": None,
    },
    "mailbox_providers": [{"name": "Gmail", "attempted": 600, "delivered": 590}],
    "bounce_reasons": [{"group": "hard", "reason": "user unknown", "count": 9}],
    "changes_percentage_points": [
        {
            "rate": "open_rate",
            "now": 33.03,
            "before": 27.2,
            "delta": 5.83,
            "low": 2.1,
            "high": 8.9,
            "change": "higher",
        }
    ],
}
SICK = FACTS | {"rates_percent": FACTS["rates_percent"] | {"hard_bounce_rate": 6.2}}
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Step(BaseModel):
    action: str = Field(min_length=20, max_length=120)
    rationale: str
    priority: Literal["low", "medium", "high"]


class Report(BaseModel):
    headline: str = Field(max_length=60)
    summary: str
    rating: Literal["good", "watch", "bad"]
    findings: list[str] = Field(min_length=2, max_length=5)
    concerns: list[str]
    recommendations: list[Step] = Field(min_length=1)
    score: int = Field(ge=0, le=10)
    confidence: float = Field(gt=0, lt=1)
    needs_attention: bool
    remark: str | None


def answer(facts: Any, *, instruction: str = "", schema: dict[str, Any] | None = None) -> Any:
    prompt = f'Example: {{"x": 77}}\nFacts:\n```json\n{json.dumps(facts, indent=1)}\n```\nBe brief.'
    analyst = Analyst(prompt, instruction, random.Random(prompt))  # noqa: S311  must repeat
    return Filler(schema or Report.model_json_schema(), analyst).value()


def sentences(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in inner for text in sentences(one)]


@pytest.mark.parametrize("facts", [FACTS, SICK, {}, {"odd": [1, {"thing": 2.5}]}])
def test_answer_fits_its_schema(facts: Any) -> None:
    Report.model_validate(answer(facts))


@pytest.mark.parametrize("facts", [FACTS, SICK])
@pytest.mark.parametrize(
    "task", ["Judge list quality.", "Compare this round.", "Recommend what to do.", "executive"]
)
def test_every_number_in_the_text_stands_in_the_facts(facts: Any, task: str) -> None:
    given = set(NUMBER.findall(json.dumps(facts)))

    for sentence in sentences(answer(facts, instruction=task)):
        assert set(NUMBER.findall(sentence)) <= given, sentence


def test_without_facts_there_are_no_numbers() -> None:
    texts = sentences(answer({}))

    assert texts
    assert not any(NUMBER.search(text) for text in texts)


def test_healthy_figures_are_called_good() -> None:
    report = Report.model_validate(answer(FACTS))

    assert (report.rating, report.needs_attention, report.concerns) == ("good", False, [])
    assert "98.1 %" in report.headline


def test_a_sick_list_is_called_bad_and_says_why() -> None:
    report = Report.model_validate(answer(SICK))

    assert (report.rating, report.needs_attention) == ("bad", True)
    assert "6.2 %" in report.concerns[0]
    assert report.recommendations[0].priority == "high"
    assert report.score < 5


def test_fields_do_not_repeat_each_other() -> None:
    report = answer(FACTS)

    findings = report["findings"]
    assert len(set(findings)) == len(findings)
    assert not set(findings) & set(report["concerns"])


def test_comparison_speaks_of_the_difference_or_of_its_absence() -> None:
    task = "Compare this round with the earlier round."
    alone = {name: value for name, value in FACTS.items() if not name.startswith("changes")}

    assert "clearly higher" in answer(FACTS, instruction=task)["headline"]
    assert "No earlier round" in answer(alone, instruction=task)["headline"]


def test_a_measure_is_echoed_in_a_field_of_its_name() -> None:
    schema = {
        "type": "OBJECT",
        "properties": {
            "open_rate": {"type": "NUMBER"},
            "processed": {"type": "INTEGER"},
            "tags": {"type": "ARRAY", "min_items": 2, "items": {"type": "STRING"}},
            "note": {"type": "STRING", "max_length": 12},
        },
        "property_ordering": ["note", "open_rate", "processed", "tags"],
    }

    value = answer(FACTS, schema=schema)

    assert list(value) == ["note", "open_rate", "processed", "tags"]
    assert (value["open_rate"], value["processed"]) == (33.03, 1000)
    assert len(value["note"]) <= 12
    assert len(value["tags"]) >= 2


def test_a_schema_that_contains_itself_comes_to_an_end() -> None:
    schema = {
        "$ref": "#/$defs/Node",
        "$defs": {
            "Node": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "child": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                },
                "required": ["title"],
            }
        },
    }

    assert answer(FACTS, schema=schema)["title"]
