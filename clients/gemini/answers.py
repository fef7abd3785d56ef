"""What Gemini's answers become, and which of them are no answers."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from clients.errors import ProviderError, Refused, TryAgain
from clients.gemini.errors import Call

if TYPE_CHECKING:
    from google.genai.types import GenerateContentResponse

M = TypeVar("M", bound=BaseModel)

# The model was not willing, and will not be the next time.
_UNWILLING = {
    "SAFETY",
    "RECITATION",
    "PROHIBITED_CONTENT",
    "SPII",
    "BLOCKLIST",
    "LANGUAGE",
    "IMAGE_SAFETY",
    "MODEL_ARMOR",
    "JAILBREAK",
}
# CONTINUATION asks for another request, which we switch off: it is an unfinished answer, too.
_UNFINISHED = {"MAX_TOKENS", "CONTINUATION"}
_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TokenUse:
    """What a call has cost; thoughts are billed like the answer."""

    prompt: int = 0
    answer: int = 0
    thoughts: int = 0
    total: int = 0

    def __add__(self, other: "TokenUse") -> "TokenUse":
        return TokenUse(
            self.prompt + other.prompt,
            self.answer + other.answer,
            self.thoughts + other.thoughts,
            self.total + other.total,
        )


@dataclass(frozen=True, slots=True)
class Generated(Generic[M]):
    """A validated value, the model that really made it, and the tokens of all tries."""

    value: M
    model_version: str
    tokens: TokenUse


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    model_version: str
    tokens: TokenUse


def token_use(response: "GenerateContentResponse") -> TokenUse:
    """Read the token counts; absent ones are 0."""
    usage = response.usage_metadata
    if usage is None:
        return TokenUse()
    return TokenUse(
        prompt=usage.prompt_token_count or 0,
        answer=usage.candidates_token_count or 0,
        thoughts=usage.thoughts_token_count or 0,
        total=usage.total_token_count or 0,
    )


def finish_of(response: "GenerateContentResponse") -> str:
    """Read why the model stopped; empty while it has not, or when it never began."""
    reason = response.candidates[0].finish_reason if response.candidates else None
    return "" if reason is None else str(reason.value)


def is_unfinished(response: "GenerateContentResponse") -> bool:
    """Say whether a larger cap may help."""
    return finish_of(response) in _UNFINISHED


def fault_of(call: Call, response: "GenerateContentResponse") -> ProviderError | None:
    """Say what is wrong with an answer, or None when it is whole; its text is judged elsewhere."""
    feedback = response.prompt_feedback
    if feedback is not None and feedback.block_reason is not None:
        return _unwilling(call, "the prompt", str(feedback.block_reason.value))
    finish = finish_of(response)
    if finish in _UNWILLING:
        return _unwilling(call, "the answer", finish)
    if finish in _UNFINISHED:
        return _no_answer(call, "truncated", "the answer was cut off")
    if finish not in ("", "STOP"):
        return _no_answer(call, finish.lower(), f"the model stopped with {finish}")
    return None


def text_of(call: Call, response: "GenerateContentResponse") -> str:
    """Return the text of a whole answer, or raise what is wrong with it."""
    fault = fault_of(call, response)
    if fault is not None:
        raise fault
    parts = response.candidates[0].content if response.candidates else None
    text = "".join(
        part.text or "" for part in (parts.parts or [] if parts else []) if not part.thought
    )
    if not text.strip():
        raise _no_answer(call, "empty", "the answer has no text")
    return text


def value_of(call: Call, text: str, schema: type[M]) -> M:
    """Validate the text as JSON of `schema`; a code fence around it is forgiven."""
    fenced = _FENCE.match(text)
    try:
        return schema.model_validate_json(fenced.group(1) if fenced else text)
    except ValidationError as error:
        # Only where and of what kind: the values are the model's text.
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "top"
        why = f"the answer is no {schema.__name__} ({first['type']} at {place})"
    raise _no_answer(call, "unparsable", why)


def _unwilling(call: Call, what: str, reason: str) -> Refused:
    why = f"{what} was blocked ({reason}); a person must look at it"
    return call.failed(Refused, why, reason=reason.lower(), status=200)


def _no_answer(call: Call, reason: str, why: str) -> TryAgain:
    why = f"{why}; try again a few times, then do without"
    return call.failed(TryAgain, why, reason=reason, status=200)
