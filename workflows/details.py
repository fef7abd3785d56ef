"""A round in Markdown, as a person reads it in the Temporal UI."""

from models.checklist import Check, Verdict
from models.explain import explain
from models.guardrails import harm_in_words
from models.recipients import how_many
from models.round import RoundState
from models.text import code, markdown

MARK = {Verdict.NOT_CHECKED: "not checked", Verdict.WARN: "**warn**", Verdict.FAIL: "**FAIL**"}


def details(state: RoundState) -> str:
    """Tell status, reason to wait, who must act, what comes next, and the checklist."""
    view = explain(state)
    lines = [
        (
            f"## {markdown(state.ref.campaign_name)}, round {state.ref.number} of "
            f"{state.ref.total}: {state.status}"
        ),
        "",
        markdown(view.waiting),
        "",
        f"- launch: {state.launch:%Y-%m-%d %H:%M:%S} UTC",
        f"- must act: {markdown(view.who)}",
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
        lines.append(f"- approved by {markdown(state.approval.by)} at {at}{past}")
    if state.sent:
        sent = state.sent
        list_id = state.asked.planned.list_id
        whom = how_many(sent.recipients, list_id=list_id, segment_id=sent.segment_id)
        lines.append(f"- sent to {whom} at {sent.accepted_at:%Y-%m-%d %H:%M:%S} UTC")
    for what, count in state.more_refused.items():
        lines.append(f"- refused, beyond those kept: {markdown(what)}, {count} times")
    if state.unknown_signals:
        names = ", ".join(map(code, state.unknown_signals))
        lines.append(f"- changed nothing, as no round knows them: the signals {names}")
    if state.checklist:
        lines += ["", f"### Checklist: {state.checklist.tally}", ""]
        lines += [line_of(check) for check in state.checklist.checks]
    return "\n".join(lines)


def line_of(check: Check) -> str:
    """Write one check as a list item; code marks keep what was seen as it is."""
    name, seen = markdown(check.name), code(check.seen)
    if check.verdict is Verdict.PASS:
        return f"- ok: {name}, {seen}"
    return f"- {MARK[check.verdict]}: {name}, {seen}, expected {code(check.expected)}"
