"""What clients and storage raise, as Temporal reads it."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.errors import LONGEST_WAIT, refuse_unless_loopback, told_to_temporal
from models.ids import RoundId
from storage.errors import (
    DatabaseUnavailable,
    InvalidDatabaseUrl,
    MissingTables,
    RoundAlreadySent,
    UnknownRound,
)
from tests.fakes import away, not_found, refused, slow_down, unknown, unreachable

ROUND = RoundId("spring", 1)


@pytest.mark.parametrize(
    ("error", "kind", "for_good", "delay"),
    [
        (away(), "TryAgain", False, None),
        (unreachable(), "Unreachable", False, None),
        (slow_down(30), "TryAgain", False, timedelta(seconds=30)),
        (slow_down(99_999), "TryAgain", False, LONGEST_WAIT),
        (refused(), "Refused", True, None),
        (not_found("get_draft"), "NotFound", True, None),
        (unknown(), "OutcomeUnknown", True, None),
        (DatabaseUnavailable("away"), "DatabaseUnavailable", False, None),
        (MissingTables(), "MissingTables", False, None),
        (InvalidDatabaseUrl("bad"), "InvalidDatabaseUrl", True, None),
        (UnknownRound(ROUND), "UnknownRound", True, None),
        (RoundAlreadySent(ROUND, 501), "RoundAlreadySent", True, None),
    ],
)
def test_each_error_has_its_name_and_its_way_to_be_tried_again(
    error: Exception, kind: str, for_good: bool, delay: timedelta | None
) -> None:
    with pytest.raises(ApplicationError) as caught, told_to_temporal():
        raise error

    told = caught.value
    assert (told.type, told.non_retryable, told.next_retry_delay) == (kind, for_good, delay)
    assert told.message == str(error)
    assert told.__cause__ is None


def test_unexpected_errors_pass_unchanged() -> None:
    with pytest.raises(KeyError), told_to_temporal():
        raise KeyError("ours")


def test_only_a_rehearsal_minds_real_providers() -> None:
    refuse_unless_loopback(False, mailjet=False)
    refuse_unless_loopback(True, mailjet=True, slack=True)

    with pytest.raises(ApplicationError, match="slack is a real one"):
        refuse_unless_loopback(True, mailjet=True, slack=False)
