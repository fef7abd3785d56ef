"""One answer of the model: the words, how they end, and what they cost."""

import base64
import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.gemini import tokens
from sandbox.gemini.analyst import Analyst
from sandbox.gemini.body import contents_text, instruction_text, pick
from sandbox.gemini.catalogue import OUTPUT_LIMIT
from sandbox.gemini.failures import GeminiError
from sandbox.gemini.roles import Field
from sandbox.gemini.scenarios import INVENTED, MARKUP, Scenario, scenario_of, without_markers
from sandbox.gemini.schema import Filler
from sandbox.gemini.thinking import thought_tokens

_STRUCTURED = ("application/json", "text/x.enum")
_ENDINGS = {
    Scenario.SAFETY: "SAFETY",
    Scenario.RECITATION: "RECITATION",
    Scenario.PROHIBITED: "PROHIBITED_CONTENT",
    Scenario.MAX_TOKENS: "MAX_TOKENS",
    Scenario.EMPTY: "STOP",
}
_THOUGHT = "**Reading the figures**\n\nI compare the stated rates with what is usual."


@dataclass(frozen=True)
class Generation:
    """What the model made of one request."""

    response_id: str
    text: str
    finish: str
    prompt_tokens: int
    thought_tokens: int
    thoughts_shown: bool = False
    blocked: bool = False
    token: str = ""

    def usage(self) -> dict[str, Any]:
        """Return the token counts; the total is their sum."""
        written = tokens.count(self.text)
        body: dict[str, Any] = {"promptTokenCount": self.prompt_tokens}
        if written:
            body["candidatesTokenCount"] = written
        if self.thought_tokens:
            body["thoughtsTokenCount"] = self.thought_tokens
        body["totalTokenCount"] = self.prompt_tokens + written + self.thought_tokens
        details = {"modality": "TEXT", "tokenCount": self.prompt_tokens}
        return body | {"promptTokensDetails": [details]}


def generate(model: str, body: Mapping[str, Any]) -> Generation:
    """Return the answer to one request; the same request gets the same answer."""
    prompt, instruction = contents_text(body), instruction_text(body)
    if not prompt:
        raise GeminiError(400, "* GenerateContentRequest.contents: contents is not specified")
    config = pick(body, "generationConfig", {})
    _check(config)
    seed = hashlib.sha256(f"{model}\n{instruction}\n{prompt}".encode()).hexdigest()
    dice = random.Random(seed)
    thoughts = thought_tokens(model, config, dice)
    scenario = scenario_of(f"{instruction}\n{prompt}")
    prompt_tokens = tokens.count(prompt) + tokens.count(instruction)
    if scenario is Scenario.BLOCKED:
        return Generation(seed[:22], "", "", prompt_tokens, 0, blocked=True)
    text = _write(config, without_markers(prompt), without_markers(instruction), dice)
    text, finish, token = _stage(scenario, text, body)
    thoughts, text, finish = _afford(config, thoughts, text, finish)
    shown = bool(pick(pick(config, "thinkingConfig", {}), "includeThoughts"))
    return Generation(
        seed[:22], text, finish, prompt_tokens, thoughts, thoughts_shown=shown, token=token
    )


def thought_part() -> dict[str, Any]:
    """Return the part that tells of the thinking."""
    return {"text": _THOUGHT, "thought": True}


def _check(config: Any) -> None:
    schema, json_schema = pick(config, "responseSchema"), pick(config, "responseJsonSchema")
    if schema and json_schema:
        raise GeminiError(400, "Only one of response_schema and response_json_schema may be set.")
    if (schema or json_schema) and pick(config, "responseMimeType") not in _STRUCTURED:
        raise GeminiError(
            400,
            "* GenerateContentRequest.generation_config.response_schema: when set, "
            "response_mime_type must be one of application/json, text/x.enum",
        )


def _write(config: Any, prompt: str, instruction: str, dice: random.Random) -> str:
    analyst = Analyst(prompt, instruction, dice)
    schema = pick(config, "responseSchema") or pick(config, "responseJsonSchema")
    mime = pick(config, "responseMimeType")
    if schema:
        value = Filler(schema, analyst).value()
        return str(value) if mime == "text/x.enum" else json.dumps(value, ensure_ascii=False)
    if mime == "application/json":
        return json.dumps({"summary": analyst.text(Field(("summary",)))}, ensure_ascii=False)
    return analyst.prose()


def _stage(scenario: Scenario | None, text: str, body: Mapping[str, Any]) -> tuple[str, str, str]:
    token = pick(body, "continuationToken")
    if scenario in _ENDINGS:
        return "", _ENDINGS[scenario], ""
    if scenario is Scenario.CONTINUATION:
        half = len(text) // 2
        if token:
            return text[half:], "STOP", ""
        return text[:half], "CONTINUATION", base64.b64encode(str(half).encode()).decode()
    match scenario:
        case Scenario.TRUNCATED_JSON:
            text = text[: max(len(text) * 2 // 3, 1)]
        case Scenario.FENCED_JSON:
            text = f"```json\n{text}\n```"
        case Scenario.WRONG_TYPES:
            text = '{"unexpected": [null, 12, {"deeper": false}]}'
        case Scenario.INVENTED_NUMBER:
            text = _with_sentence(text, INVENTED)
        case Scenario.MARKUP:
            text = _with_sentence(text, MARKUP)
    return text, "STOP", ""


def _with_sentence(text: str, sentence: str) -> str:
    """Return the answer with a sentence added to its longest texts."""
    try:
        value = json.loads(text)
    except ValueError:
        return f"{text} {sentence}"
    return json.dumps(_tainted(value, sentence), ensure_ascii=False)


def _tainted(value: Any, sentence: str) -> Any:
    if isinstance(value, dict):
        return {name: _tainted(one, sentence) for name, one in value.items()}
    if isinstance(value, list):
        return [_tainted(one, sentence) for one in value]
    # A sentence can bear another one; a rating or a name cannot.
    return f"{value} {sentence}" if isinstance(value, str) and value.endswith(".") else value


def _afford(config: Any, thoughts: int, text: str, finish: str) -> tuple[int, str, str]:
    most = int(pick(config, "maxOutputTokens") or OUTPUT_LIMIT)
    if thoughts >= most:
        return most, "", "MAX_TOKENS"
    if finish == "MAX_TOKENS":
        return most, "", finish
    cut = tokens.head(text, most - thoughts)
    return thoughts, cut, finish if cut == text else "MAX_TOKENS"
