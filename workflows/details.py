"""A round in Markdown, as a person reads it in the Temporal UI."""

from models.checklist import Check, Verdict
from models.explain import explain
from models.guardrails import harm_in_words
from models.recipients import how_many
from models.round import RoundState

MARK = {Verdict.NOT_CHECKED: "not checked", Verdict.WARN: "**warn**", Verdict.FAIL: "**FAIL**"}


def details(state: RoundState) -> str:
    """Tell status, reason to wait, who must act, what comes next, and the checklist."""
    view = explain(state)
    lines = [
        (
            f"## {state.ref.campaign_name}, round {state.ref.number} of {state.ref.total}: "
            f"{state.status}"
        ),
        "",
        view.waiting,
        "",
        f"- launch: {state.launch:%Y-%m-%d %H:%M:%S} UTC",
        f"- must act: {view.who}",
    ]
    if view.next_stage and view.next_at and state.hold is None:
        lines.append(f"- next: {view.next_stage} at {view.next_at:%Y-%m-%d %H:%M:%S} UTC")
    if state.hold:
        releases = ", ".join(state.hold.releases)
        lines.append(f"- hold: {state.hold.kind}, released by {releases}")
    if state.approval:
        harm = harm_in_words(state.approval.crossed or {})
        past = f", with earlier rounds at: {harm}" if harm else ""
        at = f"{state.approval.at:%H:%M:%S} UTC"
        lines.append(f"- approved by {state.approval.by} at {at}{past}")
    if state.sent:
        sent = state.sent
        list_id = state.asked.planned.list_id
        whom = how_many(sent.recipients, list_id=list_id, segment_id=sent.segment_id)
        lines.append(f"- sent to {whom} at {sent.accepted_at:%Y-%m-%d %H:%M:%S} UTC")
    if state.checklist:
        lines += ["", f"### Checklist: {state.checklist.tally}", ""]
        lines += [line_of(check) for check in state.checklist.checks]
    return "\n".join(lines)


def line_of(check: Check) -> str:
    """Write one check as a list item; code marks keep what was seen as it is."""
    seen = f"`{check.seen.replace('`', ' ')}`"
    if check.verdict is Verdict.PASS:
        return f"- ok: {check.name}, {seen}"
    return f"- {MARK[check.verdict]}: {check.name}, {seen}, expected `{check.expected}`"
