"""The paths of rounds and campaigns whose histories are kept, each by the test that walks it.

A path once recorded stays, in the folder of the release that recorded it: rounds that went this
way may still be running. `make histories` writes into the folder of this release only.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
HISTORIES = ROOT / "tests" / "histories"
RELEASE = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
THIS_RELEASE = HISTORIES / RELEASE

STRAIGHT, DECISIONS, HOLDS, LAST_LOOK, SENDING, CAMPAIGN = (
    f"tests/workflows/test_{name}.py::test_"
    for name in ("straight", "decisions", "holds", "last_look", "sending", "campaign")
)

PATHS = {
    "clean": f"{STRAIGHT}clean_round_goes_through_its_stages_in_time",
    "two_follow_ups": f"{STRAIGHT}two_follow_ups_cost_three_actions_each",
    "no_numbers": f"{STRAIGHT}no_numbers_yet_is_said_and_is_not_zero",
    "degraded_assessment": f"{STRAIGHT}silent_model_degrades_the_assessment_and_stops_nothing",
    "started_after_its_launch": f"{STRAIGHT}start_after_the_launch_but_within_its_grace_launches",
    "warned_and_approved": f"{DECISIONS}warnings_wait_for_an_approval_and_then_launch",
    "approved_by_signal": (
        f"{DECISIONS}warnings_without_approval_hold_and_an_approval_by_signal_launches"
    ),
    "approval_required": f"{DECISIONS}required_mode_holds_a_clean_round_until_it_is_approved",
    "odd_signals": f"{DECISIONS}odd_approvals_never_break_a_round",
    "unreadable_approval": (
        f"{DECISIONS}unreadable_approval_is_kept_as_refused_and_says_how_to_write_one"
    ),
    "aborted_before_prelaunch": f"{DECISIONS}abort_while_it_sleeps_sends_nothing[prelaunch]",
    "aborted_before_preflight": f"{DECISIONS}abort_while_it_sleeps_sends_nothing[preflight]",
    "aborted_before_warning": f"{DECISIONS}abort_while_it_sleeps_sends_nothing[warning]",
    "aborted_after_last_look": (
        f"{DECISIONS}abort_between_the_last_look_and_the_hand_over_sends_nothing"
    ),
    "rechecked": (
        f"{DECISIONS}recheck_while_ready_looks_again_and_keeps_the_approval_of_the_same_content"
    ),
    "content_changed": f"{HOLDS}changed_content_is_never_approved_unseen",
    "count_changed": (
        f"{LAST_LOOK}many_who_leave_after_the_checks_hold_the_launch_until_it_is_checked_again"
    ),
    "late_harm": (
        f"{LAST_LOOK}harm_after_the_checks_holds_and_an_override_stands_until_it_gets_worse"
    ),
    "late_warning": f"{LAST_LOOK}a_warning_after_the_checks_waits_for_an_approval",
    "override_outlives_a_recheck": (
        f"{LAST_LOOK}an_override_at_the_checks_asks_nobody_again_at_recheck_and_launch"
    ),
    "missed_and_rescheduled": f"{HOLDS}missed_launch_is_rescheduled",
    "slack_away": f"{HOLDS}automatic_round_goes_without_slack_and_says_so_later",
    "unreadable_and_rechecked": f"{HOLDS}unreadable_mailjet_holds_and_a_recheck_launches",
    "reminded": f"{HOLDS}reminders_double_their_silence",
    "refused_and_overridden": f"{SENDING}refused_send_holds_and_an_override_tries_again",
    "unresolved_and_adopted": f"{SENDING}person_who_saw_the_send_has_it_adopted",
    "unresolved_and_sent_again": (
        f"{SENDING}person_who_denies_the_send_has_it_sent_exactly_once_more"
    ),
    "worker_lost_before_the_send": (
        f"{SENDING}worker_lost_before_it_begins_asks_nobody_and_after_it_asks[claim]"
    ),
    "campaign_of_two": f"{CAMPAIGN}two_rounds_run_and_are_compared_and_summed_up",
    "campaign_aborted": (f"{CAMPAIGN}abort_of_a_campaign_aborts_every_round_that_was_not_sent"),
    "campaign_aborted_by_signal": f"{CAMPAIGN}abort_of_a_campaign_keeps_to_the_allow_list",
    "campaign_cancelled": f"{CAMPAIGN}cancelled_campaign_ends_its_rounds_and_sums_up",
    "campaign_round_terminated": (f"{CAMPAIGN}terminated_round_is_reported_and_stops_no_other"),
    "campaign_round_ran_already": (
        f"{CAMPAIGN}round_that_runs_already_is_reported_and_the_others_go_on"
    ),
    "campaign_not_recorded": f"{CAMPAIGN}campaign_that_cannot_be_recorded_starts_no_round",
    "campaign_started_anew": f"{CAMPAIGN}aborted_campaign_is_started_anew_under_its_name",
} | {
    f"{kind}_{end}": f"{HOLDS}{test}[{kind}]"
    for kind in ("preflight_failed", "missed_window", "guardrail", "paused")
    for end, test in (
        ("overridden", "override_with_a_reason_launches_in_spite_of_a_hold"),
        ("aborted", "abort_ends_every_hold"),
    )
}


def name_of_path(test: str) -> str | None:
    """Find the path that a test walks."""
    return next((name for name, walker in PATHS.items() if walker == test), None)
