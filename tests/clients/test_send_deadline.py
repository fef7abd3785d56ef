"""A send that must be over by its deadline, whatever holds the process or the answer up."""

from __future__ import annotations

import asyncio
import inspect
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from clients.errors import OutcomeUnknown, TryAgain
from clients.mailjet import DraftId, MailjetClient
from clients.mailjet.deadline import Deadline, Late, late_failure
from clients.mailjet.refusals import Call
from models.launch import ANSWER_WITHIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from clients.errors import ProviderError
    from tests.clients.conftest import Loopback

DRAFT = DraftId(501)
TAKEN = {"Count": 1, "Data": [{"Status": "programmed"}], "Total": 1}
LONG_AGO = datetime.now(UTC) - timedelta(days=1)


def in_seconds(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def client_of(url: str, timeout: float = 0.6) -> MailjetClient:
    return MailjetClient(api_key="k", secret_key="s", base_url=url, timeout=timeout)


async def test_a_send_in_time_is_made(loopback: Loopback) -> None:
    loopback.json(TAKEN)
    async with client_of(loopback.url) as client:
        assert await client.send_draft(DRAFT, over_by=in_seconds(30)) == "programmed"

    assert [seen.path for seen in loopback.seen] == ["/v3/REST/campaigndraft/501/send"]


async def test_a_send_without_its_whole_time_left_is_not_begun(
    loopback: Loopback, assert_clean: Callable[[ProviderError], None]
) -> None:
    async with client_of(loopback.url) as client:
        with pytest.raises(TryAgain) as caught:
            await client.send_draft(DRAFT, over_by=in_seconds(0.3))

    assert caught.value.reason == "late"
    assert "nothing was sent" in str(caught.value)
    assert loopback.seen == []
    assert_clean(caught.value)


@pytest.mark.parametrize("warm", [False, True])
async def test_a_process_that_stands_still_before_the_write_does_not_write(
    loopback: Loopback, assert_clean: Callable[[ProviderError], None], warm: bool
) -> None:
    """Stand still between the look at the clock and the connection, as a stopped process does."""
    async with client_of(loopback.url) as client:
        if warm:  # then the connection is there already, and only the write is left
            loopback.json(TAKEN)
            await client.get_draft_status(DRAFT)
            del loopback.seen[:]
        sending = asyncio.create_task(client.send_draft(DRAFT, over_by=in_seconds(0.8)))
        asyncio.get_running_loop().call_soon(time.sleep, 0.5)
        if warm:
            time.sleep(0.5)  # noqa: ASYNC251 - it is to stand still
        with pytest.raises(TryAgain) as caught:
            await sending

    assert caught.value.reason == "late"
    assert loopback.seen == []
    assert_clean(caught.value)


async def test_a_write_that_comes_late_is_refused_by_the_clock_of_the_wall() -> None:
    late, early = Deadline(LONG_AGO), Deadline(in_seconds(60))

    with pytest.raises(Late) as before:
        await late.trace("http11.send_request_headers.started", {})
    with pytest.raises(Late) as amid:
        await late.trace("http11.send_request_body.started", {})
    await late.trace("http11.receive_response_headers.started", {})
    await early.trace("http11.send_request_headers.started", {})

    call = Call("send_draft", repeatable=False)
    assert isinstance(late_failure(call, before.value), TryAgain)
    assert isinstance(late_failure(call, amid.value), OutcomeUnknown)


async def test_an_answer_that_trickles_is_given_up_at_the_deadline() -> None:
    """Each byte comes in time, so that no time-out of a single read ends it."""

    async def trickle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.1)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(trickle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        began = time.monotonic()
        async with client_of(f"http://127.0.0.1:{port}", timeout=0.5) as client:
            with pytest.raises(OutcomeUnknown) as caught:
                await client.send_draft(DRAFT, over_by=in_seconds(0.9))
        assert time.monotonic() - began < 1.5

    assert caught.value.reason == "timeout"


def test_a_claim_leaves_the_client_its_whole_time_out() -> None:
    default = inspect.signature(MailjetClient).parameters["timeout"].default

    assert timedelta(seconds=default) == ANSWER_WITHIN
