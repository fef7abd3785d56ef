"""Every fault at every call: the pairs, as data."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.control import Json
from tests.faults.stock import Parcel

PAGE = "<html><body><h1>429 Too Many Requests</h1></body></html>"
REFUSED_KEY = ""  # Mailjet's 401 for a bad key has an empty body


@dataclass(frozen=True)
class Call:
    """One call of a round's life, how to tell it from other rounds' calls, and which one of many.

    `occurrences` are those at pre-flight and, where the launch repeats it, at the launch.
    """

    name: str
    path: str
    method: str = "GET"
    query: tuple[tuple[str, str], ...] = ()
    contains: str = ""
    occurrences: tuple[int, ...] = (1,)

    def of(self, parcel: Parcel, campaign_id: int | None = None) -> Json:
        """Match this call of one round."""
        names = {
            "draft": parcel.draft_id,
            "list": parcel.list_id,
            "sender": parcel.sender_email,
            "domain": parcel.domain,
            "campaign": campaign_id,
        }
        return {
            "path": self.path.format(**names),
            "method": self.method,
            "query": {name: value.format(**names) for name, value in self.query},
            "contains": self.contains.format(**names),
        }

    @property
    def needs_campaign(self) -> bool:
        """Say whether the call can be told apart only once Mailjet has made a campaign."""
        return any("{campaign}" in text for text in (self.path, *dict(self.query).values()))


@dataclass(frozen=True)
class Failure:
    """One way to fail, and how often in a row it does."""

    name: str
    action: str
    stage: str = "before"
    status: int = 503
    body: object = ""
    seconds: float = 0.0

    @property
    def json(self) -> Json:
        return {
            "action": self.action,
            "stage": self.stage,
            "status": self.status,
            "body": self.body,
            "seconds": self.seconds,
        }


@dataclass(frozen=True)
class Pair:
    """One failure at one occurrence of a call, or at EACH; a round of its own lives through it."""

    call: Call
    occurrence: int
    failure: Failure

    @property
    def name(self) -> str:
        occurrence = f"#{self.occurrence}" if self.occurrence else "for ever"
        return f"{self.call.name} {occurrence}: {self.failure.name}"

    def fault(self, parcel: Parcel, campaign_id: int | None = None) -> Json:
        """Write the fault for the sandbox."""
        return {
            **self.call.of(parcel, campaign_id),
            **self.failure.json,
            "nth": self.occurrence or None,
        }


EACH = 0  # no occurrence: the call fails for ever
REST = "/mailjet/v3/REST"
DRAFT = Call("get draft", f"{REST}/campaigndraft/{{draft}}", occurrences=(1, 2, 3))
CONTENT = Call(
    "get detailcontent", f"{REST}/campaigndraft/{{draft}}/detailcontent", occurrences=(1, 2)
)
RECIPIENTS = Call(
    # Two requests a count: members, and those of them that are excluded.
    "count listrecipient",
    f"{REST}/listrecipient",
    query=(("ContactsList", "{list}"),),
    occurrences=(1, 3),
)
LIST = Call("get list", f"{REST}/contactslist/{{list}}")
SENDER = Call("get sender", f"{REST}/sender/{{sender}}")
DNS = Call("get dns", f"{REST}/dns/{{domain}}")
SEND = Call("send", f"{REST}/campaigndraft/{{draft}}/send", "POST")
CAMPAIGN = Call("get campaign by mj.nl", f"{REST}/campaign/mj.nl={{draft}}")
JOB = Call("get batchjob", f"{REST}/batchjob", query=(("RefID", "{draft}"),))
COUNTERS = Call("get statcounters", f"{REST}/statcounters", query=(("SourceID", "{campaign}"),))
RESULT = Call("get campaign", f"{REST}/campaign/{{campaign}}")
PROVIDERS = Call(
    "get recipient-esp", f"{REST}/statistics/recipient-esp", query=(("CampaignID", "{campaign}"),)
)
LINKS = Call(
    "get link-click", f"{REST}/statistics/link-click", query=(("CampaignID", "{campaign}"),)
)
BOUNCES = Call("get bounces", f"{REST}/*", query=(("CampaignID", "{campaign}"), ("FromTS", "?*")))
POST = Call(
    "post message",
    "/slack/api/chat.postMessage",
    "POST",
    contains="/{draft}/",
    occurrences=(1, 2, 3, 4, 5),
)
ASK = Call(
    "ask an agent",
    "/gemini/*",
    "POST",
    contains='round\\": {draft},',
    occurrences=(1, 4, 5),
)

READS = (DRAFT, CONTENT, RECIPIENTS, LIST, SENDER, DNS, CAMPAIGN, JOB)
PARTS = (RESULT, PROVIDERS, LINKS, BOUNCES)  # without which a snapshot is one all the same
RESULTS = (COUNTERS, *PARTS)

DROP = Failure("reset before", "drop")
DROP_AFTER = Failure("reset after", "drop", "after")
HANG = Failure("time-out before", "hang", seconds=70)
HANG_AFTER = Failure("time-out after", "hang", "after", seconds=70)
SLOW = Failure("slow", "delay", seconds=3)
THROTTLED = Failure("429 as a page", "respond", status=429, body=PAGE)
THROTTLED_AFTER = Failure("429 after the effect", "respond", "after", 429, PAGE)
BROKEN = Failure("500", "respond", status=500)
BROKEN_AFTER = Failure("500 after the effect", "respond", "after", 500)
AWAY = Failure("503", "respond", status=503)
AWAY_AFTER = Failure("503 after the effect", "respond", "after", 503)
GARBAGE = Failure("garbage", "garbage")
GARBAGE_AFTER = Failure("garbage after the effect", "garbage", "after")
ODD_WORD = {"Count": 1, "Data": [{"Status": "Draft"}], "Total": 1}
TAKEN_WORD = {"Count": 1, "Data": [{"Status": "programmed"}], "Total": 1}
ODD = Failure("another word", "respond", status=200, body=ODD_WORD)
ODD_AFTER = Failure("another word after the effect", "respond", "after", 200, ODD_WORD)
NO_EFFECT = Failure("accepted without effect", "respond", status=201, body=TAKEN_WORD)
REFUSED = Failure("401", "respond", status=401, body=REFUSED_KEY)
SLACK_THROTTLED = Failure("429", "respond", status=429, body={"ok": False, "error": "ratelimited"})
SLACK_FATAL_AFTER = Failure(
    "fatal_error after the effect", "respond", "after", 200, {"ok": False, "error": "fatal_error"}
)
SLACK_REVOKED = Failure(
    "token revoked", "respond", status=200, body={"ok": False, "error": "token_revoked"}
)

FOR_READS = (DROP, THROTTLED, BROKEN, AWAY, GARBAGE, SLOW, REFUSED)
# A 429 after the effect is left out: the client trusts a 429 to mean that nothing was done.
FOR_SEND = (
    DROP, DROP_AFTER, THROTTLED, BROKEN, BROKEN_AFTER, AWAY, AWAY_AFTER, GARBAGE, GARBAGE_AFTER,
    ODD, ODD_AFTER, NO_EFFECT, SLOW, REFUSED,
)  # fmt: skip
FOR_POSTS = (
    DROP, DROP_AFTER, BROKEN, BROKEN_AFTER, AWAY_AFTER, GARBAGE_AFTER, SLOW, SLACK_THROTTLED,
    SLACK_FATAL_AFTER, SLACK_REVOKED,
)  # fmt: skip
FOR_AGENTS = (DROP, THROTTLED, BROKEN, AWAY, GARBAGE, REFUSED)


def all_pairs() -> Iterator[Pair]:
    """List every failure at every call, and real time-outs where they matter most."""
    for call in (*READS, *RESULTS):
        yield from pairs_of(call, FOR_READS)
    for call in PARTS:
        for failure in (BROKEN, REFUSED, GARBAGE):
            yield Pair(call, EACH, failure)
    yield from pairs_of(SEND, (*FOR_SEND, HANG, HANG_AFTER))
    yield Pair(DRAFT, 2, HANG)
    yield Pair(CAMPAIGN, 1, HANG)
    for call in (POST,):
        for failure in (*FOR_POSTS, HANG_AFTER):
            yield Pair(call, 2, failure)
            yield Pair(call, 4, failure)
    yield from pairs_of(ASK, FOR_AGENTS)


def few_pairs() -> Iterator[Pair]:
    """Choose those that have a way of their own through the code, for every commit."""
    for failure in (DROP, DROP_AFTER, THROTTLED, BROKEN_AFTER, GARBAGE_AFTER, REFUSED):
        yield Pair(SEND, 1, failure)
    for failure in (ODD, ODD_AFTER, NO_EFFECT):
        yield Pair(SEND, 1, failure)
    yield Pair(DRAFT, 2, REFUSED)
    yield Pair(DRAFT, 3, DROP)
    yield Pair(CONTENT, 2, GARBAGE)
    yield Pair(RECIPIENTS, 3, THROTTLED)
    yield Pair(LIST, 1, AWAY)
    yield Pair(SENDER, 1, DROP)
    yield Pair(DNS, 1, BROKEN)
    yield Pair(CAMPAIGN, 1, AWAY)
    yield Pair(JOB, 1, DROP)
    yield Pair(COUNTERS, 1, DROP)
    yield Pair(BOUNCES, 1, THROTTLED)
    yield Pair(PROVIDERS, EACH, BROKEN)
    yield Pair(LINKS, EACH, REFUSED)
    for occurrence, failure in enumerate((DROP_AFTER, SLACK_FATAL_AFTER, SLACK_THROTTLED), 2):
        yield Pair(POST, occurrence, failure)
    yield Pair(ASK, 1, GARBAGE)
    yield Pair(ASK, 5, DROP)


def pairs_of(call: Call, failures: tuple[Failure, ...]) -> Iterator[Pair]:
    """Put failures at each occurrence of a call."""
    for occurrence in call.occurrences:
        for failure in failures:
            yield Pair(call, occurrence, failure)
