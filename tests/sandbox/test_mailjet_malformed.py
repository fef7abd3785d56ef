"""Whatever a client sends, Mailjet answers in its own form, and never with a fault of ours."""

import asyncio
import json
import threading
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.seed import Seed
from sandbox.server import Sandbox, serve

Client = httpx.AsyncClient
PERSON = 1_600_001

# Every call that takes a body, with one that is as it should be.
CALLS: dict[tuple[str, str], dict[str, object]] = {
    ("POST", "/campaigndraft"): {
        "Locale": "en_US", "Sender": "A", "SenderEmail": "news@example.com", "Subject": "S",
        "ContactsListID": 7001, "SegmentationID": 12, "IsStarred": True,
    },
    ("PUT", "/campaigndraft/500"): {"Subject": "S", "AXTesting": 1, "Used": False},
    ("POST", "/campaigndraft/500/detailcontent"): {"Html-part": "x", "Headers": {"A": "b"}},
    ("PUT", "/campaigndraft/500/detailcontent"): {"Text-part": "x", "MJMLContent": ""},
    ("POST", "/campaigndraft/501/test"): {"Recipients": [{"Email": "a@example.org", "Name": "A"}]},
    ("POST", "/campaigndraft/502/schedule"): {"Date": "2099-01-01T00:00:00Z"},
    ("PUT", "/campaigndraft/502/schedule"): {"Date": 4_070_908_800},
    ("POST", "/campaigndraft/502/send"): {},
    ("PUT", "/campaign/1"): {"IsStarred": True},
    ("POST", "/contact"): {"Email": "b@example.org", "Name": "B", "IsExcludedFromCampaigns": False},
    ("PUT", f"/contact/{PERSON}"): {"Name": "C", "IsExcludedFromCampaigns": True},
    ("PUT", f"/contactdata/{PERSON}"): {"Data": [{"Name": "first_name", "Value": "Ada"}]},
    ("POST", "/contactmetadata"): {"Name": "n", "Datatype": "int", "NameSpace": "static"},
    ("POST", "/contactfilter"): {"Name": "n", "Expression": "IsProvided(first_name)"},
    ("PUT", "/contactfilter/12"): {"Description": "d", "Expression": "IsProvided(first_name)"},
    ("POST", "/contactslist"): {"Name": "n"},
    ("PUT", "/contactslist/7002"): {"Name": "m", "IsDeleted": False},
    ("POST", "/contactslist/7001/managecontact"): {
        "Email": "d@example.org", "Action": "addforce", "Name": "D",
        "Properties": {"first_name": "D"},
    },
    ("POST", "/contactslist/7001/managemanycontacts"): {
        "Action": "addnoforce",
        "Contacts": [{"Email": "e@example.org", "Properties": {"first_name": "E"}}],
    },
    ("POST", "/contactslist/7001/importlist"): {"Action": "addnoforce", "ListID": 7002},
    ("POST", "/contact/managemanycontacts"): {
        "Contacts": [{"Email": "f@example.org", "IsExcludedFromCampaigns": False}],
        "ContactsLists": [{"ListID": 7001, "Action": "unsub"}],
    },
    ("POST", "/listrecipient"): {"ContactAlt": "g@example.org", "ListID": 7001},
    ("PUT", "/listrecipient/2800001"): {"IsUnsubscribed": True},
    ("POST", "/sender"): {"Email": "h@example.com", "Name": "H", "IsDefaultSender": False},
    ("PUT", "/sender/46935"): {"Name": "I"},
    ("POST", "/dns/example.com/check"): {},
    ("POST", "/batchjob"): {"JobType": "Send newsletter"},
}  # fmt: skip
EXPECTED = {200, 201, 204, 304, 400, 401, 403, 404, 405}

RAW = {
    "nothing": b"",
    "blank": b"  \n",
    "no JSON": b"{",
    "a word": b"hello",
    "invalid UTF-8": b'{"Name": "\xff\xfe"}',
    "UTF-16": '{"Name": "x"}'.encode("utf-16"),
    "half an emoji": b'{"Name": "\\ud83d", "Email": "\\ud83d@example.org"}',
    "an array": b"[]",
    "objects in an array": b'[{"Name": "x"}]',
    "null": b"null",
    "a number": b"5",
    "a text": b'"x"',
    "true": b"true",
    "no number": b'{"ContactsListID": NaN, "Date": Infinity}',
    "too deep": b'{"Contacts":' * 100_000,
    "a number of thousands of digits": b'{"ContactsListID": ' + b"9" * 5000 + b"}",
    "a NUL": b'{"Name": "\\u0000"}',
}
WRONG: list[object] = [
    None, True, -1, 0, 2**70, 1e300, 1e999, "", "x", "1e999", "0001-01-01T00:00:00+14:00",
    [], [None], [[]], ["x"], [5], [{}], [{"Email": None}], [{"Email": 5}], [{"Email": []}],
    [{"Email": "a@b.example", "Properties": 5}], [{"Email": "a@b.example", "Name": {}}],
    [{"Name": "first_name"}], [{"Name": [], "Value": 1}], [{"Name": "first_name", "Value": {}}],
    [{"ListID": [], "Action": {}}], [{"ListID": 7001, "Action": []}],
    {}, {"first_name": []}, {"x": 1}, {"": None},
]  # fmt: skip


def in_mailjets_form(answer: httpx.Response) -> bool:
    if answer.status_code < 400:
        return answer.status_code in EXPECTED
    body = answer.json()
    return (
        answer.status_code in EXPECTED
        and body["StatusCode"] == answer.status_code
        and bool(body["ErrorMessage"])
        and "ErrorInfo" in body
    )


@pytest.mark.parametrize("kind", RAW)
async def test_a_body_that_is_no_json_object_is_refused_everywhere(
    mailjet: Client, kind: str
) -> None:
    answers = {call: await mailjet.request(call[0], call[1], content=RAW[kind]) for call in CALLS}

    assert [call for call, answer in answers.items() if not in_mailjets_form(answer)] == []
    if kind not in {"nothing", "blank", "a NUL"}:
        assert {answer.status_code for answer in answers.values()} == {400}


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_a_property_of_the_wrong_type_is_refused_or_taken_but_never_a_fault(
    sandbox: Sandbox, mailjet: Client, method: str, path: str
) -> None:
    right = CALLS[method, path]
    faulty = []

    for name in [*right, "Unknown"]:
        for value in WRONG:
            text = json.dumps({**right, name: value}).replace("Infinity", "1e999")
            answer = await mailjet.request(method, path, content=text)
            if not in_mailjets_form(answer):
                faulty.append((name, value, answer.status_code))
    sandbox.world.clock.advance(60)  # jobs and schedules come true
    after = await mailjet.get("/contactslist")

    assert faulty == []
    assert after.status_code == 200


async def test_the_right_bodies_are_taken(mailjet: Client) -> None:
    refused = {}
    for (method, path), body in CALLS.items():
        answer = await mailjet.request(method, path, json=body)
        if answer.status_code >= 400:
            refused[method, path] = answer.json()["ErrorMessage"]

    assert set(refused) == {
        ("PUT", "/campaign/1"),
        ("POST", "/batchjob"),
        ("POST", "/listrecipient"),
    }


@pytest.fixture(scope="module")
def served_elsewhere(loaded_seed: Seed) -> Iterator[httpx.Client]:
    """Serve in a thread of its own, since hypothesis calls no coroutine."""
    ready, url = threading.Event(), ""
    loop = asyncio.new_event_loop()
    ending = asyncio.Event()

    async def run() -> None:
        nonlocal url
        async with await serve(port=0, seed=loaded_seed) as sandbox:
            url = sandbox.url
            ready.set()
            await ending.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert ready.wait(30)
    base = f"{url}/mailjet/v3/REST"
    with httpx.Client(base_url=base, auth=("sandbox-key", "sandbox-secret"), timeout=5) as client:
        yield client
    loop.call_soon_threadsafe(ending.set)
    thread.join()
    loop.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Email", "Name", "Value", "ListID", "Action", "Properties"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    call=st.sampled_from(sorted(CALLS)),
    changes=st.dictionaries(
        st.sampled_from(sorted({name for body in CALLS.values() for name in body})),
        JSON,
        max_size=3,
    ),
)
def test_any_json_is_answered_in_mailjets_form(
    served_elsewhere: httpx.Client, call: tuple[str, str], changes: dict[str, object]
) -> None:
    method, path = call
    body = json.dumps({**CALLS[call], **changes})

    answer = served_elsewhere.request(method, path, content=body)

    assert in_mailjets_form(answer), answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/contact/²",
        "/contact/" + "9" * 5000,
        "/contactslist/7001/managemanycontacts/²",
        "/campaigndraft/٣",
        "/listrecipient/1e5",
        "/campaign/%00",
        "/contact?Offset=" + "9" * 30,
        "/contact?Limit=-1&Offset=-5",
        "/contact?Limit=" + "9" * 5000,
        "/message?FromTS=1e999",
        "/message?FromTS=99999999999999999999",
        "/message?ToTS=0001-01-01T00:00:00%2B14:00",
        "/campaigndraft?Status=0,,1",
        "/contactfilter?Sort=",
        "/campaign?Sort=%20",
    ],
)
async def test_an_odd_key_or_filter_is_no_fault_either(mailjet: Client, path: str) -> None:
    answer = await mailjet.get(path)

    assert in_mailjets_form(answer)
