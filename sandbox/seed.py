"""What the sandbox holds when it starts, read from one TOML file."""

import csv
import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

DEFAULT_PATH = Path(__file__).parent.parent / "examples" / "sandbox.toml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PropertySeed(_Part):
    """A contact property that is no text; those of the recipients are texts otherwise."""

    name: str
    type: Literal["str", "int", "float", "bool", "datetime"]


class RecipientSeed(_Part):
    """A person who can be written to, with the properties of the recipients file."""

    email: str
    name: str = ""
    properties: dict[str, str | int | float | bool] = Field(default_factory=dict)
    excluded: bool = False
    opt_in_pending: bool = False
    spam_complaining: bool = False


class ListSeed(_Part):
    """A contact list: ``count`` rows of the recipients file, from row ``first``."""

    id: int
    name: str
    first: int = 0
    count: int | None = None


class SegmentSeed(_Part):
    """A segment: a condition on contact properties, as in ``(age<40) AND (city="Paris")``."""

    id: int
    name: str
    description: str = ""
    expression: str
    status: Literal["unused", "used", "deleted"] = "unused"


class DraftSeed(_Part):
    """A campaign draft with its content; ``html_file`` is read beside the seed file."""

    id: int
    title: str = ""
    subject: str = ""
    sender_name: str = ""
    sender_email: str = ""
    list_id: int | None = None
    segment_id: int | None = None
    ab_test_id: int | None = None
    status: int = Field(0, ge=-3, le=4)
    edit_mode: str = "html2"
    campaign_template: bool = False
    locale: str = "en_US"
    html: str = ""
    html_file: str | None = None
    text: str = ""


class SenderSeed(_Part):
    """A sender address or, as ``*@domain``, a sender domain."""

    email: str
    name: str = ""
    status: str = "Active"


class DnsSeed(_Part):
    """A domain with the state of its two records."""

    domain: str
    spf_status: str = "OK"
    dkim_status: str = "OK"


class DelaySeed(_Part):
    """How long Mailjet takes, in seconds of the sandbox's clock."""

    campaign_delay_seconds: float = Field(1.0, ge=0)
    programmed_seconds: float = Field(2.0, ge=0)
    counters_delay_seconds: float = Field(1.0, ge=0)
    counters_growth_seconds: float = Field(8.0, gt=0)
    job_seconds: float = Field(1.0, ge=0)


class JobSeed(_Part):
    """How import jobs end: well, with rows refused, never, or in error."""

    mode: str = Field("complete", pattern="^(complete|partial|stuck|error)$")
    refused_share: float = Field(0.1, ge=0, le=1)


class RateSeed(_Part):
    """How recipients behave on average, as shares; a mailbox domain may do better or worse."""

    hard: float = Field(0.010, ge=0, le=1)
    soft: float = Field(0.005, ge=0, le=1)
    deferred: float = Field(0.003, ge=0, le=1)
    blocked: float = Field(0.007, ge=0, le=1)
    opened: float = Field(0.35, ge=0, le=1)
    clicked: float = Field(0.06, ge=0, le=1)
    unsubscribed: float = Field(0.003, ge=0, le=1)
    complained: float = Field(0.0002, ge=0, le=1)


class MailjetSeed(_Part):
    """One Mailjet account."""

    api_key: str = "sandbox-key"
    secret_key: str = "sandbox-secret"  # noqa: S105  the stand-in's own, worth nothing outside
    recipients_file: str | None = None
    properties: list[PropertySeed] = Field(default_factory=list)
    recipients: list[RecipientSeed] = Field(default_factory=list)
    segments: list[SegmentSeed] = Field(default_factory=list)
    lists: list[ListSeed] = Field(default_factory=list)
    drafts: list[DraftSeed] = Field(default_factory=list)
    senders: list[SenderSeed] = Field(default_factory=list)
    domains: list[DnsSeed] = Field(default_factory=list)
    delays: DelaySeed = Field(default_factory=DelaySeed)
    jobs: JobSeed = Field(default_factory=JobSeed)
    rates: RateSeed = Field(default_factory=RateSeed)


class ChannelSeed(_Part):
    """A Slack channel."""

    id: str
    name: str


class SlackSeed(_Part):
    """One Slack workspace with one app."""

    bot_token: str = "xoxb-sandbox"  # noqa: S105  the stand-in's own
    app_token: str = "xapp-sandbox"  # noqa: S105  the stand-in's own
    team: str = "Example"
    channels: list[ChannelSeed] = Field(default_factory=list)


class GeminiSeed(_Part):
    """One Gemini key and the models it may call."""

    api_key: str = "sandbox-gemini-key"
    models: list[str] = Field(default_factory=list)


class Seed(_Part):
    """Everything the three providers start with."""

    random: int = 1
    mailjet: MailjetSeed = Field(default_factory=MailjetSeed)
    slack: SlackSeed = Field(default_factory=SlackSeed)
    gemini: GeminiSeed = Field(default_factory=GeminiSeed)

    @classmethod
    def load(cls, path: str | Path = DEFAULT_PATH) -> Self:
        """Read a seed file, and the recipients and contents it names beside it."""
        path = Path(path)
        seed = cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        mailjet = seed.mailjet
        if mailjet.recipients_file:
            mailjet.recipients += _recipients(path.parent / mailjet.recipients_file)
        for draft in mailjet.drafts:
            if draft.html_file:
                draft.html = (path.parent / draft.html_file).read_text(encoding="utf-8")
        return seed


def _recipients(path: Path) -> list[RecipientSeed]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            RecipientSeed(
                email=row.pop("email"),
                name=row.pop("name", ""),
                properties={key: value for key, value in row.items() if value},
            )
            for row in csv.DictReader(lines)
        ]
