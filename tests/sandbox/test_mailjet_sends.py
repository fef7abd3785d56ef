import httpx
import pytest

from sandbox.server import Sandbox

Client = httpx.AsyncClient


async def test_a_send_answers_a_word_and_its_campaign_appears_later(
    sandbox: Sandbox, mailjet: Client
) -> None:
    sent = await mailjet.post("/campaigndraft/501/send")
    early = await mailjet.get("/campaign/mj.nl=501")
    job = (await mailjet.get("/batchjob?RefID=501&JobType=Send newsletter")).json()["Data"]
    sandbox.world.clock.advance(1.5)
    campaign = (await mailjet.get("/campaign/mj.nl%3D501")).json()["Data"][0]
    draft = (await mailjet.get("/campaigndraft/501")).json()["Data"][0]

    assert (sent.status_code, sent.json()["Data"]) == (201, [{"Status": "programmed"}])
    assert early.status_code == 404
    assert [row["RefId"] for row in job] == [501]
    assert (campaign["NewsLetterID"], campaign["ListID"]) == (501, 7001)
    assert (draft["CampaignID"], draft["Status"]) == (campaign["ID"], 1)


async def test_a_second_send_while_programmed_is_accepted_and_counted(
    sandbox: Sandbox, mailjet: Client, control: Client
) -> None:
    for _ in range(2):
        assert (await mailjet.post("/campaigndraft/501/send")).status_code == 201
    sandbox.world.clock.advance(2.5)
    third = await mailjet.post("/campaigndraft/501/send")
    state = (await control.get("/state")).json()

    assert third.json()["ErrorMessage"] == "Newsletter has to be in status draft or programmed"
    assert [send["draft_id"] for send in state["sends"]] == [501, 501]
    assert [send["recipients"] for send in state["sends"]] == [1000, 1000]
    posts = [each["id"] for each in state["requests"] if each["status"] == 201]
    assert [send["request_id"] for send in state["sends"]] == posts


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SenderEmail": "nobody@example.com"}, "valid and active sender"),
        ({"Subject": ""}, "subject"),
        ({"ContactsListID": 0}, "existing contacts list"),
        ({"Html-part": "", "Text-part": ""}, "Missing content"),
        ({"Status": -1}, "status draft or programmed"),
    ],
)
async def test_a_draft_that_lacks_something_is_not_sent(
    mailjet: Client, control: Client, change: dict[str, object], words: str
) -> None:
    await control.post("/drafts/501", json=change)
    refused = await mailjet.post("/campaigndraft/501/send")
    state = (await control.get("/state")).json()

    assert (refused.status_code, words in refused.json()["ErrorMessage"]) == (400, True)
    assert state["sends"] == []


async def test_a_schedule_can_be_read_changed_and_cancelled_or_comes_true(
    sandbox: Sandbox, mailjet: Client
) -> None:
    path, soon = "/campaigndraft/501/schedule", sandbox.world.clock.timestamp() + 60
    none = await mailjet.get(path)
    made = await mailjet.post(path, json={"Date": int(soon)})
    gone = await mailjet.delete(path)
    await mailjet.put(path, json={"Date": int(soon)})
    sandbox.world.clock.advance(70)
    status = (await mailjet.get("/campaigndraft/501/status")).json()["Data"]

    assert none.status_code == 404
    assert (made.status_code, gone.status_code) == (201, 204)
    assert status == [{"Status": "Programmed"}]
    assert [send["origin"] for send in sandbox.world.mailjet.backstage.sends()] == ["schedule"]


async def test_a_test_mail_leaves_the_draft_a_draft(sandbox: Sandbox, mailjet: Client) -> None:
    body = {"Recipients": [{"Email": "ada@example.com", "Name": "Ada"}]}
    answer = await mailjet.post("/campaigndraft/501/test", json=body)

    assert (answer.status_code, answer.json()["Data"]) == (201, [{"Status": "draft"}])
    assert sandbox.world.mailjet.backstage.sends() == []


async def test_a_new_draft_starts_without_content(mailjet: Client) -> None:
    body = {
        "Locale": "en_US",
        "Sender": "Ada",
        "SenderEmail": "news@example.com",
        "Subject": "Hello",
        "ContactsListID": 7002,
    }
    made = await mailjet.post("/campaigndraft", json=body)
    number = made.json()["Data"][0]["ID"]
    refused = await mailjet.post(f"/campaigndraft/{number}/send")
    await mailjet.post(f"/campaigndraft/{number}/detailcontent", json={"Text-part": "Hi"})
    accepted = await mailjet.post(f"/campaigndraft/{number}/send")

    assert (made.status_code, refused.status_code) == (201, 400)
    assert refused.json()["ErrorMessage"] == "Missing content"
    assert accepted.status_code == 201
