"""One question to each dependency; the answer is a few words, a problem is an exception."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from alembic.script import ScriptDirectory

import migrations
from cli.errors import Refusal
from cli.registration import missing_search_attributes
from clients.gemini.client import GeminiClient
from clients.mailjet.client import MailjetClient
from clients.slack.client import SlackClient
from storage import migrate
from workers.connection import connect
from workers.settings import DatabaseSettings, Settings, read_settings


async def temporal() -> str:
    client = await connect()
    missing = await missing_search_attributes(client)
    if missing:
        raise Refusal(f"does not know {', '.join(missing)}; run `campaign setup`")
    return f"namespace {client.namespace}, search attributes registered"


async def database() -> str:
    url = read_settings(DatabaseSettings).database_url.get_secret_value()
    at = await migrate.current(url)
    head = ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()
    if at != head:
        raise Refusal(f"is at revision {at or 'nothing'}, not {head}; run `campaign setup`")
    return f"at revision {at}"


async def mailjet() -> str:
    settings = read_settings(Settings)
    async with MailjetClient(
        api_key=settings.mailjet_api_key.get_secret_value(),
        secret_key=settings.mailjet_secret_key.get_secret_value(),
        base_url=settings.mailjet_base_url,
    ) as client:
        await client.ping()
    return settings.mailjet_base_url


async def slack() -> str:
    settings = read_settings(Settings)
    token = settings.slack_bot_token.get_secret_value()
    async with SlackClient(token=token, base_url=settings.slack_base_url) as client:
        identity = await client.auth_test()
        channel = await client.get_channel(settings.slack_traction_channel_id)
    if channel.archived:
        raise Refusal(f"channel {channel.name} is archived; choose another")
    if not channel.member:
        raise Refusal(f"the app is not in channel {channel.name}; invite it there")
    return f"team {identity.team}, channel {channel.name}"


async def gemini() -> str:
    settings = read_settings(Settings)
    async with GeminiClient(
        api_key=settings.gemini_api_key.get_secret_value(),
        model=settings.gemini_model,
        base_url=settings.gemini_base_url,
    ) as client:
        return await client.ping()


PROBES: dict[str, Callable[[], Awaitable[str]]] = {
    "Temporal": temporal,
    "database": database,
    "Mailjet": mailjet,
    "Slack": slack,
    "Gemini": gemini,
}
