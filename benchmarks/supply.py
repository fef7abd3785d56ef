"""Campaigns to run: each round has a draft and a small list of its own in the sandbox."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from models.campaign import StartCampaign
from models.plan import PlannedRound
from models.round import StartRound
from models.timeline import LifecyclePolicy

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUNDS_OF_A_CAMPAIGN = 2  # as in the example
STOCK, RECIPIENTS = 2500, 20
FIRST_LIST, FIRST_DRAFT = 10_000, 20_000
SUBJECT, SENDER, ADDRESS = "Spring is here", "Ada at Example", "news@example.com"
TEXT = "Hello, spring is here: https://shop.example.com/spring [[UNSUB_LINK_EN]]"

# The development server fires a timer up to a second late; a second and a half from stage to stage
# leaves each stage its timer, and a round alone takes eleven seconds.
POLICY = LifecyclePolicy(
    prelaunch_at=None,
    prelaunch_lead=timedelta(seconds=5),
    preflight_at=None,
    preflight_lead=timedelta(seconds=3.5),
    warning_lead=timedelta(seconds=2),
    launch_grace=timedelta(minutes=5),
    wrapup_delay=timedelta(seconds=1),
    followups=(timedelta(seconds=3), timedelta(seconds=4)),
    escalation=timedelta(minutes=5),
    settling=timedelta(seconds=30),
    metrics_patience=timedelta(seconds=30),
    loopback_only=True,
)
SOON = timedelta(seconds=6)  # until the launch; the first stage is then a second away
LATER = timedelta(days=30)


class Supply:
    """Hand out campaigns, never the same twice."""

    def __init__(self) -> None:
        self._campaigns, self._rounds = count(1), count()

    def campaign(
        self,
        launch_in: timedelta = SOON,
        *,
        rounds: int = ROUNDS_OF_A_CAMPAIGN,
        policy: LifecyclePolicy = POLICY,
    ) -> StartCampaign:
        """Give the next campaign; its rounds launch together."""
        slug = f"bench-{next(self._campaigns)}"
        launch = datetime.now(UTC) + launch_in
        asked = tuple(
            self._round(slug, number, rounds, launch, policy) for number in range(1, rounds + 1)
        )
        return StartCampaign(slug=slug, name=slug, rounds=asked)

    def _round(
        self, slug: str, number: int, total: int, launch: datetime, policy: LifecyclePolicy
    ) -> StartRound:
        place = next(self._rounds)
        return StartRound(
            slug=slug,
            campaign_name=slug,
            total=total,
            policy=policy,
            started_by="bench",
            planned=PlannedRound(
                number=number,
                launch=launch,
                list_id=FIRST_LIST + place,
                draft_id=FIRST_DRAFT + place,
                expected_recipients=RECIPIENTS,
                recipient_range=f"1-{RECIPIENTS}",
                subject=SUBJECT,
                sender_name=SENDER,
                sender_email=ADDRESS,
            ),
        )


def seed_file(folder: Path) -> Path:
    """Write what the sandbox holds: a Mailjet that takes no time, and the stock."""
    parts = [
        f"""
[mailjet]
recipients_file = "{EXAMPLES / "recipients.csv"}"
senders = [{{ email = "{ADDRESS}" }}]
domains = [{{ domain = "example.com" }}]
[mailjet.delays]
campaign_delay_seconds = 0
programmed_seconds = 0
counters_delay_seconds = 0
counters_growth_seconds = 0.1
[slack]
channels = [{{ id = "C0CAMPAIGN", name = "campaign-traction" }}]
[gemini]
models = ["gemini-3.8-flash"]
"""
    ]
    parts += [
        f"""
[[mailjet.lists]]
id = {FIRST_LIST + place}
name = "list {place}"
first = {place}
count = {RECIPIENTS}
[[mailjet.drafts]]
id = {FIRST_DRAFT + place}
subject = "{SUBJECT}"
sender_name = "{SENDER}"
sender_email = "{ADDRESS}"
list_id = {FIRST_LIST + place}
html_file = "{EXAMPLES / "spring_launch.html"}"
text = "{TEXT}"
"""
        for place in range(STOCK)
    ]
    file = folder / "seed.toml"
    file.write_text("".join(parts), encoding="utf-8")
    return file
