"""The limits of interactive elements: buttons, selects and their options."""

from typing import Any

from sandbox.slack.complaints import Complaints

PLAIN = ("plain_text",)
MAX_OPTIONS = 100
WITH_OPTIONS = ("static_select", "multi_static_select", "overflow", "checkboxes", "radio_buttons")
WITHOUT_OPTIONS = (
    "channels_select",
    "conversations_select",
    "users_select",
    "external_select",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_users_select",
    "multi_external_select",
    "datepicker",
    "datetimepicker",
    "timepicker",
    "image",
    "workflow_button",
)


def check(element: Any, complaints: Complaints) -> None:
    """Note everything that is wrong with one element."""
    if not isinstance(element, dict):
        complaints.add("must be an object")
        return
    complaints.text(element, "action_id", 255)
    if "confirm" in element:
        _confirm(element["confirm"], complaints.at("confirm"))
    kind = element.get("type")
    if kind == "button":
        _button(element, complaints)
    elif kind in WITH_OPTIONS:
        _options(element, complaints)
    elif kind not in WITHOUT_OPTIONS:
        complaints.add(f"unsupported type: {kind}", "type")


def _button(button: dict[str, Any], complaints: Complaints) -> None:
    complaints.text_object(button, "text", 75, kinds=PLAIN, required=True)
    complaints.text(button, "value", 2_000)
    complaints.text(button, "url", 3_000)
    complaints.text(button, "accessibility_label", 75)
    if button.get("style", "primary") not in {"primary", "danger"}:
        complaints.add("must be one of: primary, danger", "style")


def _options(select: dict[str, Any], complaints: Complaints) -> None:
    if "option_groups" in select:
        groups = complaints.items(select, "option_groups", MAX_OPTIONS)
        for index, group in enumerate(groups):
            _options(
                group if isinstance(group, dict) else {}, complaints.at("option_groups", index)
            )
        return
    for index, option in enumerate(complaints.items(select, "options", MAX_OPTIONS)):
        here = complaints.at("options", index)
        if not isinstance(option, dict):
            here.add("must be an object")
            continue
        here.text_object(option, "text", 75, required=True)
        here.text(option, "value", 150, required=True)


def _confirm(confirm: Any, complaints: Complaints) -> None:
    if not isinstance(confirm, dict):
        complaints.add("must be an object")
        return
    complaints.text_object(confirm, "title", 100, kinds=PLAIN, required=True)
    complaints.text_object(confirm, "text", 300, required=True)
    complaints.text_object(confirm, "confirm", 30, kinds=PLAIN, required=True)
    complaints.text_object(confirm, "deny", 30, kinds=PLAIN, required=True)
