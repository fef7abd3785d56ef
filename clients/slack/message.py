"""One Slack message, checked against Slack's limits before it is sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from clients.errors import Refused

# An update refuses more, and every message of ours may be updated.
LONGEST_TEXT = 4_000
MOST_BLOCKS = 50
# The true limit of all block text is unpublished: 9,597 characters passed, 11,341 did not.
LONGEST_BLOCKS = 9_000
LONGEST_FIELD = 2_000


def escape(text: str) -> str:
    """Make text harmless inside mrkdwn: no links, mentions or broadcasts."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _refused(reason: str, why: str) -> Refused:
    return Refused(
        f"Slack message not sent: {why}; shorten or correct it.",
        provider="slack",
        call="payload",
        reason=reason,
    )


@dataclass(frozen=True)
class Message:
    """What people see: the blocks, and the text for notifications and old clients."""

    text: str
    blocks: tuple[Block, ...] = ()

    def payload(self) -> dict[str, object]:
        """Return the text and blocks as Slack takes them, or raise Refused."""
        if not self.text.strip():
            raise _refused("no_text", "it has no text")
        if len(self.text) > LONGEST_TEXT:
            raise _refused(
                "message_too_large", f"its text has {len(self.text)} characters of {LONGEST_TEXT}"
            )
        if len(self.blocks) > MOST_BLOCKS:
            raise _refused("too_many_blocks", f"it has {len(self.blocks)} blocks of {MOST_BLOCKS}")
        blocks = self._blocks()
        total = sum(len(text) for text in _texts(blocks))
        if total > LONGEST_BLOCKS:
            raise _refused(
                "message_too_large", f"its blocks have {total} characters of {LONGEST_BLOCKS}"
            )
        return {"text": self.text, "blocks": blocks}

    def _blocks(self) -> list[dict[str, object]]:
        problem = ""
        blocks: list[dict[str, object]] = []
        for number, block in enumerate(self.blocks, 1):
            try:
                blocks.append(block.to_dict())
            except SlackObjectFormationError as error:
                problem = problem or f"block {number}: {error}"
        problem = problem or _what_the_library_misses(blocks)
        if problem:
            raise _refused("invalid_blocks", problem)
        return blocks


def _what_the_library_misses(blocks: list[dict[str, object]]) -> str:
    block_ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(block_ids)) < len(block_ids):
        return "two blocks share a block_id"
    for number, block in enumerate(blocks, 1):
        elements = block.get("elements")
        if isinstance(elements, list):
            actions = [item["action_id"] for item in elements if "action_id" in item]
            if len(set(actions)) < len(actions):
                return f"block {number}: two elements share an action_id"
        fields = block.get("fields")
        if isinstance(fields, list) and any(len(text) > LONGEST_FIELD for text in _texts(fields)):
            return f"block {number}: a field has more than {LONGEST_FIELD} characters"
    return ""


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        text = node.get("text")
        if isinstance(text, str):
            yield text
        node = node.values()
    if isinstance(node, Iterable) and not isinstance(node, str | bytes):
        for child in node:
            yield from _texts(child)
