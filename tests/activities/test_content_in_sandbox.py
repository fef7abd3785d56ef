"""Content, sender and domain judged through the real client, as the sandbox serves them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from activities.drafts import Drafts
from activities.preflight import PreflightActivities
from activities.shared_reads import SharedReads
from clients.mailjet import DraftContent, DraftId, MailjetClient
from models.checklist import Verdict
from models.steps import Preflight
from sandbox.seed import DnsSeed, DraftSeed, ListSeed, MailjetSeed, RecipientSeed, Seed, SenderSeed
from sandbox.server import Sandbox, serve
from tests.activities.samples import PLANNED, REF, Run
from tests.fakes import FakeDns, World

HTML = '<p>Hello</p><p><a href="[[UNSUB_LINK_EN]]">Leave</a></p>'
SUB_DOMAIN = "news@news.example.com"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    seed = Seed(
        mailjet=MailjetSeed(
            recipients=[RecipientSeed(email=f"ada{n}@example.org") for n in range(5)],
            lists=[ListSeed(id=7001, name="spring")],
            senders=[
                SenderSeed(email=SUB_DOMAIN, status="Inactive"),
                SenderSeed(email="*@news.example.com"),
            ],
            domains=[DnsSeed(domain="example.com")],
            drafts=[
                DraftSeed(
                    id=501,
                    subject=PLANNED.subject,
                    sender_name=PLANNED.sender_name,
                    sender_email=SUB_DOMAIN,
                    list_id=7001,
                    html=HTML,
                    text="Hello. [[UNSUB_LINK_EN]]",
                )
            ],
        )
    )
    async with await serve(port=0, seed=seed) as running:
        yield running


@pytest.fixture
async def mailjet(sandbox: Sandbox) -> AsyncIterator[MailjetClient]:
    async with MailjetClient(
        api_key="sandbox-key", secret_key="sandbox-secret", base_url=f"{sandbox.url}/mailjet"
    ) as client:
        yield client


async def checked(mailjet: MailjetClient, world: World, run: Run) -> dict[str, tuple[Verdict, str]]:
    claims = world.claims
    drafts = Drafts(account="sandbox", claims=claims, neighbours=claims, running=claims)
    preflight = PreflightActivities(
        mailjet=mailjet,
        snapshots=world.metrics,
        rounds=world.rounds,
        services={},
        shared=SharedReads(),
        dns=FakeDns(),
        drafts=drafts,
    )
    planned = PLANNED.model_copy(update={"expected_recipients": 5, "sender_email": SUB_DOMAIN})
    checklist = await run(
        preflight.run_preflight,
        Preflight(round=REF, planned=planned, started_at=datetime.now(UTC)),
    )
    return {check.name: (check.verdict, check.seen) for check in checklist.checks}


async def test_an_active_domain_sender_and_a_validated_parent_pass(
    mailjet: MailjetClient, world: World, run: Run
) -> None:
    checks = await checked(mailjet, world, run)

    assert checks["sender active"] == (Verdict.PASS, "active, as *@news.example.com")
    assert checks["SPF and DKIM"] == (Verdict.PASS, "SPF OK, DKIM OK, of example.com")
    assert {verdict for verdict, _ in checks.values()} == {Verdict.PASS}


async def test_the_domains_own_row_decides_where_there_is_one(
    sandbox: Sandbox, mailjet: MailjetClient, world: World, run: Run
) -> None:
    async with httpx.AsyncClient(trust_env=False) as control:
        for address, status in ((SUB_DOMAIN, "Inactive"), ("*@news.example.com", "Inactive")):
            path = f"{sandbox.url}/control/senders/{address}"
            (await control.post(path, json={"Status": status})).raise_for_status()
        path = f"{sandbox.url}/control/domains/example.com"
        (await control.post(path, json={"DKIMStatus": "Error"})).raise_for_status()

    checks = await checked(mailjet, world, run)

    assert checks["sender active"] == (Verdict.FAIL, "inactive")
    assert checks["SPF and DKIM"] == (Verdict.FAIL, "SPF OK, DKIM Error, of example.com")


async def test_content_is_judged_as_mailjet_keeps_it(
    mailjet: MailjetClient, world: World, run: Run
) -> None:
    html = '<p>Hi {{name}}<a href="#later">More</a></p><!-- <a href="[[UNSUB_LINK_EN]]">x</a> -->'
    await mailjet.put_draft_content(DraftId(501), DraftContent(html=html, text="Hi ::name::"))

    checks = await checked(mailjet, world, run)

    assert checks["placeholders"] == (
        Verdict.WARN,
        "'::name::' in the text part; '{{name}}' in the HTML part",
    )
    assert checks["links and images"] == (
        Verdict.WARN,
        "'link #later' in the HTML part (no such place in the mail)",
    )
    assert checks["unsubscribe link"] == (
        Verdict.FAIL,
        "none: [[UNSUB_LINK_..]] is there, but no link that readers see leads to it",
    )
