"""Reads that rounds share, and when they do not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from activities.shared_reads import SHARED_FOR, SharedReads


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Account:
    """Something to read, that counts how often it was read."""

    def __init__(self) -> None:
        self.reads = 0
        self.broken = False

    async def read(self) -> int:
        self.reads += 1
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("away")
        return self.reads


async def test_rounds_that_ask_together_share_one_read() -> None:
    shared, account = SharedReads(), Account()

    answers = await asyncio.gather(*(shared.get("sender", account.read, None) for _ in range(50)))

    assert set(answers) == {1}
    assert account.reads == 1


async def test_different_questions_are_read_apart() -> None:
    shared, account = SharedReads(), Account()

    answers = [await shared.get(question, account.read, None) for question in ("a", "b", "a")]

    assert answers == [1, 2, 1]


async def test_an_answer_is_shared_for_a_minute_and_no_longer() -> None:
    clock, account = Clock(), Account()
    shared = SharedReads(clock)
    await shared.get("sender", account.read, None)

    clock.now += SHARED_FOR - 1
    young = await shared.get("sender", account.read, None)
    clock.now += 2
    old = await shared.get("sender", account.read, None)

    assert (young, old) == (1, 2)


async def test_no_answer_from_before_a_decision_is_used_after_it() -> None:
    shared, account = SharedReads(), Account()
    await shared.get("sender", account.read, None)

    decided = datetime.now(UTC)
    after = await shared.get("sender", account.read, decided)
    other_round = await shared.get("sender", account.read, decided - timedelta(minutes=5))

    assert after == 2
    assert other_round == 2


async def test_a_failed_read_is_not_shared_with_later_rounds() -> None:
    shared, account = SharedReads(), Account()
    account.broken = True
    with pytest.raises(OSError, match="away"):
        await shared.get("sender", account.read, None)

    account.broken = False

    assert await shared.get("sender", account.read, None) == 2
