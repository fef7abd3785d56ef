"""Slack and Gemini answer; a round can go without them, but people should know."""

import asyncio
from collections.abc import Awaitable, Callable

from activities.reads import Reads
from clients.errors import ProviderError
from models.checklist import Check, CheckGroup, Verdict


async def check_services_answer(reads: Reads) -> Check:
    """Warn of each service that does not answer; this alone asks for no approval."""
    problems = await asyncio.gather(*(problem_of(ping) for ping in reads.services.values()))
    silent = [f"{name}: {why}" for name, why in zip(reads.services, problems, strict=True) if why]
    return Check(
        name="services answer",
        group=CheckGroup.SERVICES,
        verdict=Verdict.WARN if silent else Verdict.PASS,
        seen="; ".join(silent) or " and ".join(reads.services),
        expected=" and ".join(reads.services),
        advice="Messages or assessments may be missing or degraded." if silent else "",
    )


async def problem_of(ping: Callable[[], Awaitable[object]]) -> str:
    """Ask one service; say why it did not answer, or nothing."""
    try:
        await ping()
    except ProviderError as error:
        return str(error)
    return ""
