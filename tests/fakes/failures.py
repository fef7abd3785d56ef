"""What providers do when they fail."""

from datetime import timedelta

from clients.errors import (
    OutcomeUnknown,
    Provider,
    Refused,
    TryAgain,
    Unreachable,
)


def away(provider: Provider = "mailjet", call: str = "get_draft") -> TryAgain:
    return TryAgain(f"{provider} failed (503); try again.", provider=provider, call=call)


def unreachable() -> Unreachable:
    return Unreachable("Mailjet send: no connection.", provider="mailjet", call="send_draft")


def slow_down(seconds: float) -> TryAgain:
    wait = timedelta(seconds=seconds)
    return TryAgain("Slow down (429).", provider="mailjet", call="send_draft", retry_after=wait)


def refused(provider: Provider = "mailjet", call: str = "send_draft") -> Refused:
    return Refused(f"{provider} {call}: refused (400).", provider=provider, call=call)


def unknown(provider: Provider = "mailjet", call: str = "send_draft") -> OutcomeUnknown:
    return OutcomeUnknown(f"{provider} {call}: no answer.", provider=provider, call=call)


SLACK_AWAY = away("slack", "post")


GEMINI_AWAY = away("gemini", "generate")
