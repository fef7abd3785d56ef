"""The models that the stand-in serves."""

from collections.abc import Sequence
from typing import Any

from sandbox.gemini.failures import GeminiError

ALIASES = {
    "gemini-flash-latest": "gemini-3.8-flash",
    "gemini-flash-lite-latest": "gemini-3.5-flash-lite",
    "gemini-pro-latest": "gemini-4-argon",
}
REROUTED = {"gemini-3.5-flash": "gemini-3.6-flash", "gemini-3.7-flash": "gemini-3.8-flash"}
DEFAULT_MODELS = ("gemini-3.8-flash", "gemini-3.6-flash", "gemini-3.5-flash-lite", "gemini-4-argon")
CONTEXT_LIMIT = 1_048_576
OUTPUT_LIMIT = 65_536
METHODS = ["generateContent", "streamGenerateContent", "countTokens"]


class Catalogue:
    """Know which names exist, and which model really answers to them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [name.removeprefix("models/") for name in names or DEFAULT_MODELS]

    def resolve(self, name: str, version: str) -> str:
        """Return the model that answers; aliases live on the beta version alone."""
        target = name
        if version != "v1":
            target = ALIASES.get(name, name)
        if target not in self.names:
            target = REROUTED.get(target, target)
        if target not in self.names:
            raise GeminiError(
                404,
                f"models/{name} is not found for API version {version}, or is not supported for "
                "generateContent. Call ListModels to see the list of available models and their "
                "supported methods.",
            )
        return target

    def describe(self, name: str) -> dict[str, Any]:
        """Return one model's record."""
        return {
            "name": f"models/{name}",
            "version": name.removeprefix("gemini-").split("-")[0],
            "displayName": name.replace("-", " ").title(),
            "description": "Sandbox stand-in",
            "inputTokenLimit": CONTEXT_LIMIT,
            "outputTokenLimit": OUTPUT_LIMIT,
            "supportedGenerationMethods": METHODS,
            "thinking": True,
        }

    def page(self, size: int, token: str) -> dict[str, Any]:
        """Return one page of all models."""
        start = int(token) if token.isdigit() else 0
        end = start + min(max(size, 1), 1_000)
        body: dict[str, Any] = {"models": [self.describe(one) for one in self.names[start:end]]}
        return body | ({"nextPageToken": str(end)} if end < len(self.names) else {})
