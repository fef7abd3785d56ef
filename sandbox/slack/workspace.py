"""Who is in the workspace: the team, the app's bot and a few people."""

import hashlib
import re
from typing import Any

from sandbox.seed import SlackSeed
from sandbox.slack.errors import SlackError

BOT_ID = "B0SANDBOX"
BOT_USER = "U0SANDBOX"
APP_ID = "A0SANDBOX"
BOT_NAME = "campaign-lifecycle"
PEOPLE = {"U0ADA": "Ada Example", "U0GRACE": "Grace Example", "U0LINUS": "Linus Example"}


class Workspace:
    """Describe the team and its members as Slack would."""

    def __init__(self, seed: SlackSeed) -> None:
        self.team = seed.team
        self.domain = re.sub(r"[^a-z0-9]+", "-", seed.team.lower()).strip("-") or "sandbox"
        self.team_id = "T" + hashlib.sha256(seed.team.encode()).hexdigest()[:8].upper()

    @property
    def url(self) -> str:
        """The address of the workspace, with its final slash."""
        return f"https://{self.domain}.slack.com/"

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return the address under which people would see a message."""
        link = f"{self.url}archives/{channel}/p{ts.replace('.', '')}"
        return f"{link}?thread_ts={thread_ts}&cid={channel}" if thread_ts else link

    def bot(self) -> dict[str, Any]:
        """Return the fields by which a message names its author."""
        profile = {"id": BOT_ID, "app_id": APP_ID, "name": BOT_NAME, "team_id": self.team_id}
        return {
            "user": BOT_USER,
            "bot_id": BOT_ID,
            "app_id": APP_ID,
            "team": self.team_id,
            "bot_profile": profile | {"deleted": False},
        }

    def user(self, user_id: str) -> dict[str, Any]:
        """Return one member's record."""
        name = BOT_NAME if user_id == BOT_USER else PEOPLE.get(user_id)
        if name is None:
            raise SlackError("user_not_found")
        return {
            "id": user_id,
            "team_id": self.team_id,
            "name": name.split()[0].lower(),
            "real_name": name,
            "deleted": False,
            "is_bot": user_id == BOT_USER,
            "tz": "Etc/UTC",
            "profile": {"real_name": name, "display_name": name},
        }

    def identity(self) -> dict[str, Any]:
        """Return what auth.test says of the bot token."""
        return {
            "url": self.url,
            "team": self.team,
            "user": BOT_NAME,
            "team_id": self.team_id,
            "user_id": BOT_USER,
            "bot_id": BOT_ID,
            "is_enterprise_install": False,
        }
