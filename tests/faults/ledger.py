"""The judge: what the providers saw, held against what the rounds say of themselves.

It shares nothing with the code that it judges but the models: sends are counted by the sandbox,
posts by the intent in a message's metadata, stages by the round and by the notification log.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.round import RoundState, StageOutcome, Status, followup_key
from models.timeline import Stage

SILENT = frozenset({Stage.LAUNCH.value})  # a stage that tells nothing itself
BEFORE_LAUNCH = (Stage.PRELAUNCH, Stage.PREFLIGHT, Stage.LAUNCH_WARNING, Stage.LAUNCH)
OURS = frozenset({"send", "schedule"})  # how the sandbox calls a send that came through the API


@dataclass(frozen=True)
class Note:
    """One row of the notification log."""

    round: str
    intent_id: str
    stage: str
    status: str
    ts: str | None = None  # of the message that it became, or that it amended


@dataclass(frozen=True)
class Send:
    """One mailing at the sandbox."""

    draft_id: int
    origin: str


@dataclass(frozen=True)
class Post:
    """One message in Slack."""

    intent_id: str
    ts: str


@dataclass(frozen=True)
class Evidence:
    """All that is known of some rounds once they are over."""

    rounds: Mapping[str, RoundState | None]  # by `<slug>/<n>`; None for one that was never found
    recorded: Mapping[str, str]  # status in PostgreSQL
    sends: Sequence[Send]
    posts: Sequence[Post]
    notes: Sequence[Note]


@dataclass
class Findings:
    """What the judge found; every list names what is wrong, and is empty when nothing is."""

    rounds: int = 0
    sent: int = 0
    sends: int = 0
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    reposted: list[str] = field(default_factory=list)
    misrecorded: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)  # no fault: Slack or its record was away

    @property
    def wrong(self) -> list[str]:
        """List everything that must not be."""
        return [*self.duplicates, *self.lost, *self.reposted, *self.misrecorded]


def judge(evidence: Evidence) -> Findings:
    """Hold each round against the evidence."""
    found = Findings(rounds=len(evidence.rounds))
    by_draft = Counter(send.draft_id for send in evidence.sends)
    ours = Counter(send.draft_id for send in evidence.sends if send.origin in OURS)
    for name, state in evidence.rounds.items():
        if state is None:
            found.lost.append(f"{name}: the round itself")
            continue
        draft_id = state.asked.planned.draft_id
        found.sends += by_draft[draft_id]
        _judge_sends(found, name, state, by_draft[draft_id], ours[draft_id])
        _judge_stages(found, name, state, evidence)
        if evidence.recorded.get(name) != state.status:
            word = evidence.recorded.get(name, "nothing")
            found.misrecorded.append(f"{name}: {state.status}, but PostgreSQL says {word}")
    _judge_posts(found, evidence)
    return found


def _judge_sends(found: Findings, name: str, state: RoundState, sends: int, ours: int) -> None:
    if sends > 1:
        found.duplicates.append(f"{name}: {sends} sends, {ours} of them ours")
    if state.status is Status.COMPLETED:
        found.sent += 1
        if not sends:
            found.lost.append(f"{name}: completed, but never sent")
    elif state.status is not Status.ABORTED:
        found.lost.append(f"{name}: left behind as {state.status}")
    elif ours:
        found.duplicates.append(f"{name}: aborted, but {ours} sends of ours")


def _judge_stages(found: Findings, name: str, state: RoundState, evidence: Evidence) -> None:
    """Look for each stage in the round's state, for its message in the log and in Slack."""
    posted = {post.intent_id for post in evidence.posts}
    told = {
        note.stage for note in evidence.notes if note.round == name and note.intent_id in posted
    }
    held = any(stage.startswith("hold ") for stage in told)
    instead = {Stage.PREFLIGHT.value} if held else set()  # a pre-flight that failed: its hold tells
    for stage in expected(state):
        record = state.stages.get(stage)
        if record is None:
            found.lost.append(f"{name}: {stage}")
        elif record.outcome is StageOutcome.UNDELIVERED:
            found.untold.append(f"{name}: {stage}")
        elif record.outcome is StageOutcome.DONE and stage not in SILENT | told | instead:
            found.lost.append(f"{name}: {stage} is done, but its message is not in Slack")
    if state.status is Status.ABORTED and "abort" not in told:
        found.lost.append(f"{name}: the message of its abort")


def _judge_posts(found: Findings, evidence: Evidence) -> None:
    """Count messages by intent, and messages that the log does not know as posted."""
    for intent, posts in Counter(post.intent_id for post in evidence.posts).items():
        if posts > 1:
            found.reposted.append(f"intent {intent}: {posts} posts")
    known = {note.intent_id for note in evidence.notes}
    found.misrecorded += [
        f"intent {intent} is in Slack, but not in the log"
        for intent in sorted({post.intent_id for post in evidence.posts} - known)
    ]
    # By its place and not by its intent: what amends a message has no message of its own.
    places = {post.ts for post in evidence.posts}
    found.misrecorded += [
        f"intent {note.intent_id} is a success in the log, but not in Slack"
        for note in evidence.notes
        if note.status == "success" and note.ts not in places
    ]


def expected(state: RoundState) -> Iterable[str]:
    """Name the stages that a round must have been through."""
    if state.status is not Status.COMPLETED:
        return
    yield from (stage.value for stage in BEFORE_LAUNCH)
    yield Stage.LAUNCH_CONFIRMATION.value
    yield Stage.WRAPUP.value
    yield from (followup_key(age) for age in state.asked.policy.followups)
