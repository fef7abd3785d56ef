from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from pydantic import BaseModel
from slack_sdk.models.blocks import ImageBlock, MarkdownTextObject, SectionBlock
from slack_sdk.models.blocks.basic_components import SlackFile

from clients.errors import NotFound, OutcomeUnknown, Refused, Unauthorized
from clients.gemini import GeminiClient
from clients.mailjet import (
    DraftChange,
    DraftContent,
    DraftId,
    DraftStatus,
    Job,
    ListId,
    MailjetClient,
    MessageStatus,
    NewContact,
    NewDraft,
)
from clients.slack import Message, SlackClient
from sandbox.seed import Seed
from sandbox.server import Sandbox, serve

T = TypeVar("T")

DRAFT = DraftId(501)
LIST = ListId(7001)
CHANNEL = "C0CAMPAIGN"
PNG = b"\x89PNG\r\n\x1a\n and so on"
SEED = Path(__file__).parents[2] / "examples" / "sandbox.toml"


async def eventually(look: Callable[[], Awaitable[T | None]]) -> T:
    for _ in range(150):
        found = await look()
        if found is not None:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError("it never came")


async def goes_wrong(sandbox: Sandbox, **fault: object) -> None:
    async with httpx.AsyncClient(trust_env=False) as control:
        response = await control.post(f"{sandbox.url}/control/faults", json=fault)
        response.raise_for_status()


async def received(sandbox: Sandbox, ending: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as control:
        state = (await control.get(f"{sandbox.url}/control/state")).json()
    return sum(str(request["path"]).endswith(ending) for request in state["requests"])


async def messages(sandbox: Sandbox) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(trust_env=False) as control:
        state = (await control.get(f"{sandbox.url}/control/state")).json()
    found: list[dict[str, Any]] = state["slack"]["channels"][0]["messages"]
    return found


@pytest.fixture(scope="session")
def seed() -> Seed:
    return Seed.load(SEED)


@pytest.fixture
async def sandbox(seed: Seed) -> AsyncIterator[Sandbox]:
    async with await serve(port=0, seed=seed) as running:
        yield running


@pytest.fixture
async def mail(sandbox: Sandbox) -> AsyncIterator[MailjetClient]:
    async with MailjetClient(
        api_key="sandbox-key", secret_key="sandbox-secret", base_url=f"{sandbox.url}/mailjet"
    ) as client:
        yield client


@pytest.fixture
async def chat(sandbox: Sandbox) -> AsyncIterator[SlackClient]:
    async with SlackClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/") as client:
        yield client


@pytest.fixture
async def model(sandbox: Sandbox) -> AsyncIterator[GeminiClient]:
    async with GeminiClient(
        api_key="sandbox-gemini-key", base_url=f"{sandbox.url}/gemini"
    ) as client:
        yield client


async def test_mailjet_knows_the_seeded_world(mail: MailjetClient) -> None:
    await mail.ping()
    draft = await mail.get_draft(DRAFT)
    content = await mail.get_draft_content(DRAFT)
    active = await mail.count_active_recipients(LIST)
    reached = [contact async for contact in mail.iter_active_contacts(LIST)]
    sender = await mail.get_sender("news@example.com")
    dns = await mail.get_dns("example.com")

    assert (draft.status, draft.list_id, draft.campaign_id) == (DraftStatus.DRAFT, LIST, None)
    assert await mail.get_draft_status(DRAFT) is DraftStatus.DRAFT
    assert "[[UNSUB_LINK_EN]]" in content.html
    assert content.text
    assert 0 < active <= 1000
    assert len(reached) == active
    assert (sender.active, dns.spf_ok, dns.dkim_ok) == (True, True, True)
    assert (await mail.check_dns("example.com")).spf_ok
    with pytest.raises(NotFound):
        await mail.get_draft(DraftId(987_654))
    with pytest.raises(NotFound):
        await mail.get_list(ListId(987_654))


async def test_wrong_mailjet_keys_are_known_as_such(sandbox: Sandbox) -> None:
    async with MailjetClient(
        api_key="wrong", secret_key="wrong", base_url=f"{sandbox.url}/mailjet"
    ) as mail:
        with pytest.raises(Unauthorized):
            await mail.ping()


async def test_a_draft_is_created_changed_and_filled(mail: MailjetClient) -> None:
    name, address = "Ada at Example", "news@example.com"
    draft = await mail.create_draft(NewDraft("Contract", "One", name, address, LIST))

    same = await mail.update_draft(draft.id, DraftChange(subject="One"))
    changed = await mail.update_draft(draft.id, DraftChange(subject="Two"))
    await mail.put_draft_content(draft.id, DraftContent("<p>Hi</p>", "Hi"))

    assert same.subject == "One"
    assert (changed.subject, changed.list_id, changed.sender_name) == ("Two", LIST, name)
    assert (await mail.get_draft_content(draft.id)).html == "<p>Hi</p>"
    assert draft.id in {found.id for found in await mail.find_drafts(LIST)}


async def test_contacts_reach_a_new_list_by_a_job(mail: MailjetClient) -> None:
    made = await mail.create_list("contract_batch_001")
    contacts = [NewContact(f"person{n}@example.org") for n in range(3)]

    job_id = await mail.add_contacts(made.id, contacts)

    async def finished() -> Job | None:
        job = await mail.get_contacts_job(made.id, job_id)
        return job if job.done else None

    job = await eventually(finished)

    assert not job.failed
    assert await mail.count_active_recipients(made.id) == 3
    assert len([member async for member in mail.iter_recipients(made.id)]) == 3
    assert await mail.find_list("contract_batch_001") is not None


async def test_a_send_leaves_its_witnesses_and_its_numbers(mail: MailjetClient) -> None:
    since = datetime.now(UTC)
    assert await mail.find_campaign_by_draft(DRAFT) is None
    assert await mail.find_send_job(DRAFT) is None

    assert await mail.send_draft(DRAFT) == "programmed"
    campaign = await eventually(lambda: mail.find_campaign_by_draft(DRAFT))

    async def sent() -> bool | None:
        return await mail.get_draft_status(DRAFT) is DraftStatus.SENT or None

    await eventually(sent)
    counters = await eventually(lambda: mail.get_counters(campaign.id))

    assert campaign.draft_id == DRAFT
    assert counters.processed >= counters.delivered
    assert await mail.get_campaign(campaign.id) == campaign
    assert await mail.find_send_job(DRAFT) is not None
    assert (await mail.get_draft(DRAFT)).campaign_id == campaign.id
    with pytest.raises(OutcomeUnknown) as again:
        await mail.send_draft(DRAFT)
    assert again.value.reason == "already_sent_or_sending"

    failed = [MessageStatus.HARD_BOUNCED, MessageStatus.SOFT_BOUNCED, MessageStatus.BLOCKED]
    messages = [m async for m in mail.iter_messages(campaign.id, failed, since, with_address=True)]
    reasons = await mail.count_bounce_reasons(campaign.id, since)
    assert all(message.address for message in messages)
    assert all(reason.count > 0 for reason in reasons)
    assert await mail.get_mailbox_providers(campaign.id)
    await mail.get_link_clicks(campaign.id)
    opens = [event async for event in mail.iter_opens(campaign.id, since)]
    clicks = [event async for event in mail.iter_clicks(campaign.id, since)]
    assert all(event.message_id for event in opens)
    assert all(event.message_id for event in clicks)


async def test_slack_shows_finds_updates_and_deletes(chat: SlackClient) -> None:
    since = datetime.now(UTC)
    message = Message("Launch", (SectionBlock(text=MarkdownTextObject(text="*Launch*")),))

    await chat.auth_test()
    channel = await chat.get_channel(CHANNEL)
    assert await chat.find_posted(CHANNEL, "i1", since=since) is None
    posted = await chat.post(CHANNEL, message, intent_id="i1")
    await asyncio.sleep(1.1)  # Slack takes one message a second
    reply = await chat.post(CHANNEL, Message("Reply"), intent_id="i2", thread_ts=posted.ts)

    assert (channel.id, channel.archived) == (CHANNEL, False)
    assert await chat.find_posted(CHANNEL, "i1", since=since) == posted
    assert await chat.find_posted(CHANNEL, "i2", since=since, thread_ts=posted.ts) == reply
    assert [r.ts async for r in chat.iter_replies(CHANNEL, posted.ts)] == [reply.ts]
    assert await chat.update(CHANNEL, posted.ts, Message("Done"), intent_id="i1") == posted
    assert await chat.find_posted(CHANNEL, "i1", since=since) == posted
    await chat.delete(CHANNEL, reply.ts)
    await chat.delete(CHANNEL, reply.ts)
    with pytest.raises(NotFound):
        await chat.get_channel("C0NOWHERE")


async def test_slack_takes_a_file_and_shows_it_where_a_message_says_so(
    sandbox: Sandbox, chat: SlackClient
) -> None:
    uploaded = await chat.upload(
        filename="chart.png", content=PNG, title="Opens", alt_text="Opens by hour"
    )
    before = await messages(sandbox)
    shown = ImageBlock(slack_file=SlackFile(id=uploaded.id), alt_text="Opens by hour")
    unknown = ImageBlock(slack_file=SlackFile(id="F9NOWHERE"), alt_text="Nothing")

    await chat.post(CHANNEL, Message("Chart", (shown,)), intent_id="i1")
    with pytest.raises(Refused) as caught:
        await chat.post(CHANNEL, Message("Chart", (unknown,)), intent_id="i2")

    (message,) = await messages(sandbox)
    assert before == []
    assert message["blocks"][0]["slack_file"]["id"] == uploaded.id
    assert caught.value.reason == "invalid_blocks"
    async with httpx.AsyncClient(trust_env=False) as person:
        seen = await person.get(f"{sandbox.url}/console/files/{uploaded.id}")
    assert (seen.content, seen.headers["Content-Type"]) == (PNG, "image/png")


async def test_a_wrong_slack_token_is_known_as_such(sandbox: Sandbox) -> None:
    async with SlackClient(token="xoxb-wrong", base_url=f"{sandbox.url}/slack/api/") as chat:
        with pytest.raises(Unauthorized):
            await chat.auth_test()


class Opinion(BaseModel):
    summary: str
    findings: list[str]


async def test_gemini_answers_typed_in_turns_and_in_pieces(model: GeminiClient) -> None:
    assert "gemini-3.8-flash" in await model.ping()
    made = await model.generate("processed 1000", system="Judge.", schema=Opinion)
    talk = model.chat(system="Be brief.")
    reply = await talk.send("Hello")
    pieces = [piece async for piece in model.stream("Hello", system="Be brief.")]

    assert made.value.summary
    assert made.tokens.total >= made.tokens.prompt + made.tokens.answer > 0
    assert made.model_version
    assert reply.text
    assert "".join(pieces)


async def test_a_wrong_gemini_key_or_model_is_known_as_such(sandbox: Sandbox) -> None:
    base_url = f"{sandbox.url}/gemini"
    async with GeminiClient(api_key="wrong", base_url=base_url) as model:
        with pytest.raises(Unauthorized):
            await model.ping()
    async with GeminiClient(
        api_key="sandbox-gemini-key", model="gemini-2.0-flash", base_url=base_url
    ) as model:
        with pytest.raises(NotFound):
            await model.ping()


async def test_an_invalid_message_is_refused_by_both_sides(chat: SlackClient) -> None:
    with pytest.raises(Refused):
        await chat.post(CHANNEL, Message(""), intent_id="i")


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "drop", "stage": "after"},
        {"action": "respond", "status": 502, "stage": "after"},
        {"action": "garbage", "stage": "after"},
    ],
    ids=str,
)
async def test_a_send_whose_answer_is_lost_is_found_again_by_reads(
    sandbox: Sandbox, mail: MailjetClient, fault: dict[str, object]
) -> None:
    await goes_wrong(sandbox, provider="mailjet", path="*/send", **fault)

    with pytest.raises(OutcomeUnknown):
        await mail.send_draft(DRAFT)

    assert await received(sandbox, "/campaigndraft/501/send") == 1
    assert (await eventually(lambda: mail.find_send_job(DRAFT))).draft_id == DRAFT


async def test_a_post_whose_answer_is_lost_is_found_again_by_its_intent(
    sandbox: Sandbox, chat: SlackClient
) -> None:
    since = datetime.now(UTC)
    await goes_wrong(
        sandbox, provider="slack", path="*chat.postMessage", action="drop", stage="after"
    )

    with pytest.raises(OutcomeUnknown):
        await chat.post(CHANNEL, Message("Launch"), intent_id="lost")

    assert await received(sandbox, "/chat.postMessage") == 1
    assert await chat.find_posted(CHANNEL, "lost", since=since) is not None
