"""The limits of Block Kit, as the Slack stand-in holds them."""

from typing import Any

import pytest

from sandbox.slack import blocks
from sandbox.slack.errors import SlackError

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def button(**changes: Any) -> Block:
    return {"type": "button", "text": plain("Approve"), "action_id": "approve"} | changes


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def check(*found: Any) -> list[Block]:
    return blocks.check(list(found), lambda file_id: file_id == "F1")


def test_a_whole_card_passes_and_gets_block_ids() -> None:
    card = check(
        {"type": "header", "text": plain("Round one")},
        {"type": "section", "text": mrkdwn("*ready*"), "fields": [mrkdwn("*Open rate*\n34.2 %")]},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("06:00 UTC")]},
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "chart"},
        actions(button(style="primary"), button(action_id="abort", style="danger")),
    )

    assert len({block["block_id"] for block in card}) == 6


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        ({"type": "section", "text": mrkdwn("x" * 3_001)}, "/blocks/0/text/text"),
        ({"type": "section", "text": mrkdwn("")}, "/blocks/0/text/text"),
        ({"type": "section"}, "/blocks/0"),
        ({"type": "section", "fields": [mrkdwn("x")] * 11}, "/blocks/0/fields"),
        ({"type": "section", "fields": [mrkdwn("x" * 2_001)]}, "/blocks/0/fields/0/text"),
        ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
        ({"type": "header", "text": mrkdwn("x")}, "/blocks/0/text/type"),
        ({"type": "context", "elements": [mrkdwn("x")] * 11}, "/blocks/0/elements"),
        ({"type": "context", "elements": []}, "/blocks/0/elements"),
        (actions(*[button(action_id=f"a{n}") for n in range(26)]), "/blocks/0/elements"),
        (actions(button(), button()), "/blocks/0/elements"),
        (actions(button(text=plain("x" * 76))), "/blocks/0/elements/0/text/text"),
        (actions(button(value="x" * 2_001)), "/blocks/0/elements/0/value"),
        (actions(button(url="x" * 3_001)), "/blocks/0/elements/0/url"),
        (actions(button(style="secondary")), "/blocks/0/elements/0/style"),
        (actions(button(action_id="x" * 256)), "/blocks/0/elements/0/action_id"),
        (actions(button(confirm={"title": plain("x" * 101)})), "/blocks/0/elements/0/confirm"),
        (actions({"type": "static_select", "options": []}), "/blocks/0/elements/0/options"),
        (actions({"type": "lever"}), "/blocks/0/elements/0/type"),
        ({"type": "divider", "block_id": "x" * 256}, "/blocks/0/block_id"),
        ({"type": "image", "image_url": "https://example.com/a.png"}, "/blocks/0"),
        ({"type": "image", "slack_file": {"id": "F2"}, "alt_text": "x"}, "/blocks/0/slack_file"),
        ({"type": "banner"}, "/blocks/0/type"),
        ({}, "/blocks/0"),
    ],
)
def test_a_block_beyond_its_limits_is_refused_with_its_place(block: Block, pointer: str) -> None:
    with pytest.raises(SlackError) as caught:
        check(block)

    assert caught.value.body["error"] == "invalid_blocks"
    messages = caught.value.body["response_metadata"]["messages"]
    assert any(message.split("json-pointer:")[1].startswith(pointer) for message in messages)


def test_more_than_fifty_blocks_are_refused() -> None:
    with pytest.raises(SlackError, match="invalid_blocks"):
        check(*[{"type": "divider"}] * 51)


def test_more_text_than_a_message_carries_is_refused() -> None:
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        check(*[{"type": "section", "text": mrkdwn("x" * 3_000)}] * 4)


def test_blocks_that_are_no_list_of_objects_are_refused() -> None:
    with pytest.raises(SlackError, match="invalid_blocks_format"):
        check("section")
