"""How many tokens a model spends before it writes."""

import random
from typing import Any

from sandbox.gemini.body import pick
from sandbox.gemini.failures import GeminiError

LEVELS = {"MINIMAL": 0, "LOW": 160, "MEDIUM": 640, "HIGH": 2_400, "XHIGH": 6_000}
SOFT_FLOOR = 64  # gemini-3.8-flash cannot stop thinking


def thought_tokens(model: str, config: Any, dice: random.Random) -> int:
    """Return the tokens of thought, or refuse settings the model does not know."""
    thinking = pick(config, "thinkingConfig", {})
    level, budget = pick(thinking, "thinkingLevel"), pick(thinking, "thinkingBudget")
    if level is not None and budget is not None:
        raise GeminiError(400, "You can only set only one of thinking budget and thinking level.")
    if level is not None:
        _check_level(model, str(level).upper())
    if budget is not None and int(budget) >= 0:
        return max(int(budget) * dice.randint(60, 100) // 100, _floor(model))
    chosen = str(level).upper() if level else _default_level(model)
    return max(LEVELS[chosen] * dice.randint(80, 120) // 100, _floor(model))


def _check_level(model: str, level: str) -> None:
    if _generation(model) < 3:  # noqa: PLR2004  levels came with the third generation
        raise GeminiError(400, "Thinking level is not supported for this model.")
    if level not in LEVELS or (level == "MINIMAL" and model.startswith("gemini-3.8-flash")):
        raise GeminiError(400, f"Thinking level {level} is not supported for this model.")


def _default_level(model: str) -> str:
    return "MINIMAL" if "flash-lite" in model else "MEDIUM"


def _floor(model: str) -> int:
    return SOFT_FLOOR if model.startswith("gemini-3.8-flash") else 0


def _generation(model: str) -> int:
    digits = model.removeprefix("gemini-")[:1]
    return int(digits) if digits.isdigit() else 3
