"""What makes Mailjet refuse or narrow a send, as far as the draft itself shows it."""

from clients.mailjet.rows import Draft, DraftStatus

IN_A_TEST = frozenset({DraftStatus.AB_TESTED, DraftStatus.AB_SELECTED, DraftStatus.AB_CANCELLED})


def refusals_of(draft: Draft) -> list[str]:
    """Name each thing for which Mailjet would refuse to send this draft; usually none.

    What needs a second look elsewhere has a check of its own: the state of the draft, its list and
    segment, its content, its sender's status.
    """
    named = (
        (
            draft.ab_test_id is not None or draft.status in IN_A_TEST,
            f"Draft {draft.id} is part of an A/B test; Mailjet refuses to send it.",
        ),
        (
            draft.sender is not None and not draft.sender.strip(),
            f"Draft {draft.id} has no sender name (Sender); Mailjet refuses to send it.",
        ),
        (
            not draft.sender_email.strip(),
            f"Draft {draft.id} has no sender address; Mailjet refuses to send it.",
        ),
        (
            not draft.subject.strip(),
            f"Draft {draft.id} has no subject; Mailjet refuses to send it.",
        ),
        (draft.list_id is None, f"Draft {draft.id} has no list; Mailjet refuses to send it."),
    )
    return [words for there, words in named if there]


def narrowing(draft: Draft, segment_id: int | None) -> str:
    """Say in which way a draft goes to others than the plan says; empty when it does not."""
    if draft.segmentation_id == segment_id:
        return ""
    if segment_id is None:
        return (
            f"Draft {draft.id} goes to segment {draft.segmentation_id} only, "
            "which the plan does not name."
        )
    if draft.segmentation_id is None:
        return f"Draft {draft.id} goes to the whole list, not to segment {segment_id}."
    return f"Draft {draft.id} goes to segment {draft.segmentation_id}, not to {segment_id}."
