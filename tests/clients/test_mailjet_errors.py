from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest

from clients.errors import (
    NotFound,
    OutcomeUnknown,
    ProviderError,
    Refused,
    TryAgain,
    Unauthorized,
    Unreachable,
)
from clients.mailjet import CampaignId, DraftId, ListId, MailjetClient
from clients.mailjet.filters import check_filters

if TYPE_CHECKING:
    from tests.clients.conftest import FakeMailjet, Loopback

Check = Callable[[ProviderError], None]

DRAFT = DraftId(501)
PERSON = "ada.lovelace@example.com"
ALREADY_SENT = "Newsletter has to be in status draft or programmed"
HTML_429 = "<html><body><h1>429 Too Many Requests</h1>BODY-OF-A-PROVIDER</body></html>"
LEAKY = "BODY-OF-A-PROVIDER".lower() + " for ada.lovelace@example.com"


def answer(status: int, message: str) -> httpx.Response:
    body = {"ErrorInfo": "", "ErrorMessage": message, "StatusCode": status}
    return httpx.Response(status, json=body)


NEVER_SENT: list[Exception] = [
    httpx.ConnectError("refused by ada.lovelace@example.com"),
    httpx.ConnectTimeout("x"),
    httpx.PoolTimeout("x"),
    httpx.ProxyError("x"),
]
LOST: list[tuple[Exception, str]] = [
    (httpx.ReadTimeout("ada.lovelace@example.com"), "timeout"),
    (httpx.WriteTimeout("x"), "timeout"),
    (httpx.ReadError("x"), "connection_lost"),
    (httpx.WriteError("x"), "connection_lost"),
    (httpx.RemoteProtocolError("x"), "connection_lost"),
    (httpx.DecodingError("x"), "connection_lost"),
]
UNREADABLE = [
    httpx.Response(200, text=HTML_429),
    httpx.Response(200, text=""),
    httpx.Response(200, json=[]),
    httpx.Response(200, json={"Data": {"Status": "x"}}),
    httpx.Response(200, json={"Count": 0, "Data": [], "Total": 0}),
    httpx.Response(200, json={"Count": 1, "Data": [{}], "Total": "many"}),
    httpx.Response(200, json={"Count": 1, "Data": [{"Nothing": "useful"}], "Total": 1}),
]
FAILED = [500, 502, 503, 504, 408]
CERTAIN: list[tuple[httpx.Response, type[ProviderError], str]] = [
    (answer(400, "Missing content"), Refused, "missing_content"),
    (answer(400, "You need to specify a valid and active sender"), Refused, "sender_not_active"),
    (answer(400, LEAKY), Refused, "bad_request"),
    (httpx.Response(400, text="<html>BODY-OF-A-PROVIDER</html>"), Refused, "bad_request"),
    (httpx.Response(401), Unauthorized, "keys_refused"),
    (
        answer(401, 'Internal error: MJ19 Setting a value for property "X" is not allowed'),
        Refused,
        "not_allowed",
    ),
    (answer(401, "Operation not allowed"), Refused, "not_allowed"),
    (answer(403, 'Batchjob type "Send newsletter" is not allowed'), Refused, "not_allowed"),
    (answer(403, "No"), Refused, "forbidden"),
    (answer(404, "Object not found"), NotFound, "not_found"),
    (httpx.Response(404, text="<html>nginx</html>"), Refused, "unknown_path"),
    (
        answer(405, 'Action "Send" of Resource "NewsLetter" does not allow this method.'),
        Refused,
        "not_allowed",
    ),
]


@pytest.mark.parametrize("failure", NEVER_SENT)
async def test_no_connection_means_that_not_even_a_send_arrived(
    mailjet: FakeMailjet, assert_clean: Check, failure: Exception
) -> None:
    mailjet.answers(failure)

    with pytest.raises(Unreachable) as caught:
        await mailjet.client.send_draft(DRAFT)

    assert caught.value.reason == "unreachable"
    assert len(mailjet.requests) == 1
    assert_clean(caught.value)


@pytest.mark.parametrize(("failure", "reason"), LOST)
async def test_a_lost_answer_is_harmless_to_a_read_and_unknown_to_a_send(
    mailjet: FakeMailjet, assert_clean: Check, failure: Exception, reason: str
) -> None:
    mailjet.answers(failure, failure)

    with pytest.raises(TryAgain) as read:
        await mailjet.client.get_draft(DRAFT)
    with pytest.raises(OutcomeUnknown) as sent:
        await mailjet.client.send_draft(DRAFT)

    assert read.value.reason == sent.value.reason == reason
    assert len(mailjet.requests) == 2
    assert_clean(read.value)
    assert_clean(sent.value)


@pytest.mark.parametrize("number", range(len(UNREADABLE)))
async def test_an_unreadable_success_is_unknown_to_a_send(
    mailjet: FakeMailjet, assert_clean: Check, number: int
) -> None:
    mailjet.answers(UNREADABLE[number], UNREADABLE[number])

    with pytest.raises(TryAgain) as read:
        await mailjet.client.get_draft(DRAFT)
    with pytest.raises(OutcomeUnknown) as sent:
        await mailjet.client.send_draft(DRAFT)

    assert read.value.reason == sent.value.reason == "unreadable_answer"
    assert len(mailjet.requests) == 2
    assert_clean(read.value)
    assert_clean(sent.value)


@pytest.mark.parametrize("status", FAILED)
async def test_a_failed_server_is_unknown_to_a_send(
    mailjet: FakeMailjet, assert_clean: Check, status: int
) -> None:
    mailjet.refuses(status, LEAKY).refuses(status, LEAKY)

    with pytest.raises(TryAgain) as read:
        await mailjet.client.get_draft(DRAFT)
    with pytest.raises(OutcomeUnknown) as sent:
        await mailjet.client.send_draft(DRAFT)

    assert read.value.status == sent.value.status == status
    assert len(mailjet.requests) == 2
    assert_clean(read.value)
    assert_clean(sent.value)


@pytest.mark.parametrize("status", [204, 302, 304])
async def test_a_send_answered_oddly_is_unknown(mailjet: FakeMailjet, status: int) -> None:
    mailjet.answers(httpx.Response(status, headers={"Location": "http://127.0.0.1/else"}))

    with pytest.raises(OutcomeUnknown):
        await mailjet.client.send_draft(DRAFT)

    assert len(mailjet.requests) == 1


@pytest.mark.parametrize(("response", "kind", "reason"), CERTAIN)
async def test_a_certain_refusal_is_one_for_reads_and_sends(
    mailjet: FakeMailjet,
    assert_clean: Check,
    response: httpx.Response,
    kind: type[ProviderError],
    reason: str,
) -> None:
    mailjet.answers(response, response)

    for call in (mailjet.client.get_draft, mailjet.client.send_draft):
        with pytest.raises(kind) as caught:
            await call(DRAFT)
        assert type(caught.value) is kind
        assert caught.value.reason == reason
        assert caught.value.status == response.status_code
        assert caught.value.provider == "mailjet"
        assert_clean(caught.value)

    assert len(mailjet.requests) == 2


async def test_a_draft_that_is_no_longer_unsent_may_be_our_own_send(mailjet: FakeMailjet) -> None:
    mailjet.refuses(400, ALREADY_SENT).refuses(400, ALREADY_SENT)

    with pytest.raises(OutcomeUnknown) as sent:
        await mailjet.client.send_draft(DRAFT)
    with pytest.raises(Refused) as read:
        await mailjet.client.get_draft(DRAFT)

    assert sent.value.reason == read.value.reason == "already_sent_or_sending"


@pytest.mark.parametrize(("headers", "wait"), [({}, None), ({"Retry-After": "1.5"}, 1.5)])
async def test_slowing_down_is_asked_for_in_html_before_anything_is_done(
    mailjet: FakeMailjet, assert_clean: Check, headers: dict[str, str], wait: float | None
) -> None:
    mailjet.answers(httpx.Response(429, text=HTML_429, headers=headers))

    with pytest.raises(TryAgain) as caught:
        await mailjet.client.send_draft(DRAFT)

    after = caught.value.retry_after
    assert (None if after is None else after.total_seconds()) == wait
    assert caught.value.reason == "rate_limited"
    assert_clean(caught.value)


async def test_an_unknown_path_answers_500_and_is_no_reason_to_try_again(
    mailjet: FakeMailjet,
) -> None:
    mailjet.refuses(500, "Could not determine HTTP module for request")

    with pytest.raises(Refused) as caught:
        await mailjet.client.get_draft(DRAFT)

    assert caught.value.reason == "unknown_path"


async def test_an_error_in_json_counts_whatever_it_is_labelled(mailjet: FakeMailjet) -> None:
    body = (
        b'{"ErrorInfo": {"Properties": [{"Name": "bad"}]}, "ErrorMessage": "", "StatusCode": 400}'
    )
    mailjet.answers(httpx.Response(400, content=body, headers={"Content-Type": "text/csv"}))

    with pytest.raises(Refused, match="Properties"):
        await mailjet.client.get_draft(DRAFT)


async def test_the_address_of_a_sender_stays_out_of_errors_and_logs(
    mailjet: FakeMailjet, assert_clean: Check, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    mailjet.refuses(404, "Sender ada.lovelace@example.com not found").rows()

    with pytest.raises(NotFound) as caught:
        await mailjet.client.get_sender(PERSON)

    assert_clean(caught.value)
    assert "@" not in caplog.text


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:port", "ftp://127.0.0.1"])
async def test_a_base_url_that_is_none_is_refused(base_url: str) -> None:
    async with MailjetClient(api_key="k", secret_key="s", base_url=base_url) as client:
        with pytest.raises(Refused) as caught:
            await client.ping()

    assert caught.value.reason == "bad_request_locally"


async def test_a_failed_tls_handshake_means_that_nothing_arrived(loopback: Loopback) -> None:
    async with MailjetClient(
        api_key="k", secret_key="s", base_url=loopback.url.replace("http:", "https:")
    ) as client:
        with pytest.raises(Unreachable):
            await client.send_draft(DRAFT)

    assert not loopback.seen


async def test_a_send_over_a_dropped_connection_is_one_request(loopback: Loopback) -> None:
    loopback.answer(drop=True)
    async with MailjetClient(api_key="k", secret_key="s", base_url=loopback.url) as client:
        with pytest.raises(OutcomeUnknown):
            await client.send_draft(DRAFT)

    assert len(loopback.seen) == 1


async def test_a_send_that_is_answered_too_late_is_one_request(loopback: Loopback) -> None:
    loopback.answer(body={"Data": [{"Status": "programmed"}]}, delay=0.4)
    async with MailjetClient(
        api_key="k", secret_key="s", base_url=loopback.url, timeout=0.2
    ) as client:
        with pytest.raises(OutcomeUnknown) as caught:
            await client.send_draft(DRAFT)

    assert caught.value.reason == "timeout"
    assert len(loopback.seen) == 1


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    async with MailjetClient(
        api_key="k", secret_key="s", base_url="http://127.0.0.1:9/mailjet"
    ) as client:
        with pytest.raises(Unreachable):
            await client.send_draft(DRAFT)


def test_a_filter_that_mailjet_would_ignore_is_never_sent() -> None:
    with pytest.raises(ValueError, match="no filter"):
        check_filters("listrecipient", {"IsUnsubscribed": "false"})


def test_a_windowed_resource_is_never_read_without_its_window() -> None:
    with pytest.raises(ValueError, match="today only"):
        check_filters("bouncestatistics", {"CampaignID": CampaignId(1)})


def test_loopback_is_told_from_the_world() -> None:
    assert MailjetClient(api_key="k", secret_key="s", base_url="http://127.0.0.1:1").on_loopback
    assert not MailjetClient(api_key="k", secret_key="s").on_loopback


async def test_too_many_contacts_are_refused_before_any_request(mailjet: FakeMailjet) -> None:
    with pytest.raises(Refused) as caught:
        await mailjet.client.add_contacts(ListId(1), [])

    assert caught.value.reason == "no_contacts"
    assert not mailjet.requests
