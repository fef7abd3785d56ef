import pytest

from clients.errors import (
    LONGEST_MESSAGE,
    DoNotRetry,
    NotFound,
    OutcomeUnknown,
    ProviderError,
    Refused,
    TryAgain,
    Unauthorized,
    Unreachable,
    scrub,
)
from clients.loopback import is_loopback
from clients.retry_after import seconds_to_wait


def test_the_tree_splits_on_what_to_do_next() -> None:
    assert issubclass(Unreachable, TryAgain)
    assert all(issubclass(kind, DoNotRetry) for kind in (NotFound, Unauthorized, Refused))
    assert all(issubclass(k, ProviderError) for k in (TryAgain, DoNotRetry, OutcomeUnknown))
    assert not issubclass(OutcomeUnknown, TryAgain)
    assert not issubclass(OutcomeUnknown, DoNotRetry)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("no contact ada@example.com here", "no contact [address] here"),
        ("'ada.b+c@mail.example.com'", "'[address]'"),
        ("sender/ada%40example.com gone", "[address] gone"),
        ("from <ada@example.com> only", "from only"),
        ("*@example.com", "[address]"),
        ("token xoxb-1-2-abc bad", "token [secret] bad"),
        ("key AIzaSyA1234567890 bad", "key [secret] bad"),
        ("key 0123456789abcdef0123456789abcdef bad", "key [secret] bad"),
        ("Authorization: Basic a2V5OnNlY3JldA==", "Authorization: [secret]"),
        ("<html><body><h1>429 Too\n Many</h1>", "429 Too Many"),
    ],
)
def test_scrub_keeps_the_words_and_drops_the_rest(text: str, kept: str) -> None:
    assert scrub(text) == kept


def test_a_message_is_bounded_and_scrubbed_wherever_it_is_made() -> None:
    error = Refused("ada@example.com " + "x " * 500, provider="mailjet", call="get_draft")

    assert len(str(error)) <= LONGEST_MESSAGE
    assert "@" not in str(error)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1", 1), ("1.5", 1.5), ("17s", 17), (" 2 ", 2), ("0", 0), ("1e12", 86_400)],
)
def test_waits_are_read_whole_or_fractional(text: str, seconds: float) -> None:
    wait = seconds_to_wait(text)

    assert wait is not None
    assert wait.total_seconds() == seconds


@pytest.mark.parametrize("text", [None, "", "soon", "-1", "nan", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_wait_that_is_no_number_is_none(text: str | None) -> None:
    assert seconds_to_wait(text) is None


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8025/mailjet", True),
        ("http://127.8.8.8", True),
        ("http://localhost:1", True),
        ("http://[::1]:8025/", True),
        ("https://api.mailjet.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost@example.com", False),
        ("http://10.0.0.1", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, local: bool) -> None:
    assert is_loopback(url) is local
