"""The limits of Block Kit, checked on plain dicts as the server does."""

from collections.abc import Callable
from typing import Any, NoReturn

from sandbox.slack import elements
from sandbox.slack.complaints import Complaints
from sandbox.slack.errors import SlackError

MAX_BLOCKS = 50
MAX_TEXT = 10_000  # unpublished; 9,597 characters were seen accepted and 11,341 refused
MAX_MARKDOWN = 12_000

KnownFile = Callable[[str], bool]


def check(blocks: Any, known_file: KnownFile) -> list[dict[str, Any]]:
    """Return the blocks with their ids, or refuse them all with every complaint."""
    if blocks is None:
        return []
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    complaints = Complaints("/blocks")
    if len(blocks) > MAX_BLOCKS:
        complaints.add(f"no more than {MAX_BLOCKS} items allowed")
    for index, block in enumerate(blocks):
        _block(block, complaints.at(index), known_file)
    complaints.unique([block.get("block_id") for block in blocks], "block_id")
    if complaints.found:
        _refuse(complaints.found)
    if sum(map(_text_length, blocks)) > MAX_TEXT:
        raise SlackError("msg_blocks_too_long")
    return [{"block_id": f"b{index:02d}", **block} for index, block in enumerate(blocks)]


def _refuse(found: list[str]) -> NoReturn:
    messages = [f"[ERROR] {complaint}" for complaint in found]
    raise SlackError("invalid_blocks", errors=found, response_metadata={"messages": messages})


def _block(block: dict[str, Any], complaints: Complaints, known_file: KnownFile) -> None:
    complaints.text(block, "block_id", 255)
    match block.get("type"):
        case "section":
            _section(block, complaints)
        case "header":
            complaints.text_object(block, "text", 150, kinds=("plain_text",), required=True)
        case "actions":
            _actions(block, complaints)
        case "context":
            _context(block, complaints, known_file)
        case "image":
            _image(block, complaints, known_file)
            complaints.text_object(block, "title", 2_000, kinds=("plain_text",))
        case "markdown":
            complaints.text(block, "text", MAX_MARKDOWN, required=True)
        case "rich_text":
            complaints.items(block, "elements", 1_000)
        case "divider" | "file" | "video" | "table" | "input":
            pass
        case None:
            complaints.add("missing required field: type")
        case kind:
            complaints.add(f"unsupported type: {kind}", "type")


def _section(block: dict[str, Any], complaints: Complaints) -> None:
    if block.get("text") is None and not block.get("fields"):
        complaints.add("must provide either text or fields")
    complaints.text_object(block, "text", 3_000)
    if "fields" in block:
        fields = complaints.items(block, "fields", 10)
        for index, field in enumerate(fields):
            complaints.at("fields", index).own_text(field, 2_000)
    if "accessory" in block:
        elements.check(block["accessory"], complaints.at("accessory"))


def _actions(block: dict[str, Any], complaints: Complaints) -> None:
    found = complaints.items(block, "elements", 25)
    for index, element in enumerate(found):
        elements.check(element, complaints.at("elements", index))
    ids = [one.get("action_id") for one in found if isinstance(one, dict)]
    complaints.at("elements").unique(ids, "action_id")


def _context(block: dict[str, Any], complaints: Complaints, known_file: KnownFile) -> None:
    for index, element in enumerate(complaints.items(block, "elements", 10)):
        here = complaints.at("elements", index)
        if isinstance(element, dict) and element.get("type") == "image":
            _image(element, here, known_file)
        else:
            here.own_text(element, 3_000)


def _image(image: dict[str, Any], complaints: Complaints, known_file: KnownFile) -> None:
    complaints.text(image, "alt_text", 2_000, required=True)
    file = image.get("slack_file")
    if file is None:
        complaints.text(image, "image_url", 3_000, required=True)
    elif not isinstance(file, dict) or not known_file(str(file.get("id", ""))):
        complaints.add("invalid slack file", "slack_file")


def _text_length(value: Any) -> int:
    match value:
        case {"type": "markdown"}:
            return 0
        case {"text": str() as text}:
            return len(text)
        case dict():
            return sum(map(_text_length, value.values()))
        case list():
            return sum(map(_text_length, value))
    return 0
