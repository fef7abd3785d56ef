"""Gemini: a model."""

from typing import TypeVar

from pydantic import BaseModel

from activities.agents import Answer
from clients.gemini import answers
from models.assessment import Rating
from tests.fakes.fake import Fake

M = TypeVar("M", bound=BaseModel)


class FakeGemini(Fake):
    """A model that says the same to everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.prompts: list[str] = []
        self.answer = Answer(rating=Rating.GOOD, headline="The list is clean.", points=["Go on."])

    async def generate(
        self,
        prompt: str,
        *,
        system: str,  # noqa: ARG002
        schema: type[M],
    ) -> answers.Generated[M]:
        await self.called("generate")
        self.prompts.append(prompt)
        value = schema.model_validate(self.answer.model_dump())
        return answers.Generated(value, "gemini-test", answers.TokenUse(10, 5, 2, 17))

    async def ping(self) -> object:
        await self.called("ping")
        return None
