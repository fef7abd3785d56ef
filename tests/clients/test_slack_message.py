from __future__ import annotations

import pytest
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    SectionBlock,
)

from clients.errors import DoNotRetry, Refused
from clients.slack import Message, escape


def section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text))


def button(action_id: str) -> ButtonElement:
    return ButtonElement(text="Approve", action_id=action_id, value="x")


def test_only_three_characters_are_escaped() -> None:
    assert escape("<!here> & *bold* <@U1>") == "&lt;!here&gt; &amp; *bold* &lt;@U1&gt;"


def test_a_message_becomes_what_slack_takes() -> None:
    payload = Message("Launched", (HeaderBlock(text="Launched"), section("*1,000* sent"))).payload()

    assert payload == {
        "text": "Launched",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Launched", "emoji": True}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "*1,000* sent"}},
        ],
    }


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Message(" "), "no_text"),
        (Message("x" * 4001), "message_too_large"),
        (Message("x", (DividerBlock(),) * 51), "too_many_blocks"),
        (Message("x", (section("y" * 3001),)), "invalid_blocks"),
        (Message("x", (section("y" * 2900),) * 4), "message_too_large"),
        (Message("x", (HeaderBlock(text="y" * 151),)), "invalid_blocks"),
        (
            Message("x", (SectionBlock(fields=[MarkdownTextObject(text="y" * 2001)]),)),
            "invalid_blocks",
        ),
        (Message("x", (ActionsBlock(elements=[button("a"), button("a")]),)), "invalid_blocks"),
        (Message("x", (DividerBlock(block_id="a"), DividerBlock(block_id="a"))), "invalid_blocks"),
    ],
)
def test_a_message_that_slack_would_refuse_is_never_sent(message: Message, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        message.payload()

    assert isinstance(caught.value, DoNotRetry)
    assert caught.value.reason == reason
    assert caught.value.__context__ is None


def test_a_large_message_within_the_limits_passes() -> None:
    blocks: tuple[Block, ...] = (section("y" * 2900),) * 3 + (
        ActionsBlock(elements=[button("approve"), button("abort")]),
    )

    assert len(Message("x" * 4000, blocks).payload()["blocks"]) == 4  # type: ignore[arg-type] # a list
