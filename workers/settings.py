"""Settings from the environment or `.env`, read once at start and handed down as values."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from workers.env_files import ENV_FILES

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(ValueError):
    """Name in one line the setting that is missing or malformed."""


class LogFormat(StrEnum):
    """Say for whom log lines are written."""

    CONSOLE = "console"
    JSON = "json"


def secure_url(url: str) -> str:
    """Accept https anywhere, and plain http on loopback only."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is no address; write it whole, as in https://api.example.com")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("plain http is accepted on loopback only; write https")
    return url


def given(secret: SecretStr) -> SecretStr:
    """Refuse a variable that is there and says nothing."""
    if not secret.get_secret_value().strip():
        raise ValueError("is empty; set it in the environment or in .env")
    return secret


def whole_key(secret: SecretStr) -> SecretStr:
    """Refuse what was copied with something around it."""
    key = secret.get_secret_value()
    if any(char.isspace() or not char.isprintable() for char in key):
        raise ValueError("has a space or a line break in it; copy the key alone")
    if key[0] in "\"'":
        raise ValueError("has quotes around it; write the key without them")
    return secret


def bot_token(secret: SecretStr) -> SecretStr:
    """Refuse the other tokens that Slack's pages show beside the bot's."""
    token = secret.get_secret_value()
    if token.startswith("xapp-"):
        raise ValueError("is an app token (xapp-); give the bot token, which begins with xoxb-")
    if token.startswith("xoxp-"):
        raise ValueError("is a person's token (xoxp-); give the bot token, which begins with xoxb-")
    if not token.startswith(("xoxb-", "xoxe.xoxb-")):
        raise ValueError("is no bot token; one begins with xoxb- (OAuth & Permissions)")
    return secret


def app_token(secret: SecretStr) -> SecretStr:
    """Refuse any token but the app's own; none at all is fine."""
    if secret.get_secret_value() and not secret.get_secret_value().startswith("xapp-"):
        raise ValueError("is no app token; one begins with xapp- (Basic Information)")
    return secret


def channel_id(channel: str) -> str:
    """Refuse a channel's name, its link, and the id of something else."""
    if re.fullmatch(r"[CG][A-Z0-9]+", channel):
        return channel
    if re.fullmatch(r"[DUWTB][A-Z0-9]{6,}", channel):
        raise ValueError(
            "is the id of something else; a channel's begins with C, as in C0123456789"
        )
    if re.search(r"/archives/[CG][A-Z0-9]+", channel):
        raise ValueError("is a link; give the channel's id, the part after /archives/")
    raise ValueError(
        "is no channel id; give the id, as in C0123456789, not the name: Slack shows it at the end "
        "of the channel's details"
    )


SecureUrl = Annotated[str, AfterValidator(secure_url)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(given)]  # storage.address tells the rest
Secret = Annotated[SecretStr, AfterValidator(given), AfterValidator(whole_key)]
BotToken = Annotated[Secret, AfterValidator(bot_token)]
AppToken = Annotated[SecretStr, AfterValidator(app_token)]
ChannelId = Annotated[str, AfterValidator(channel_id)]


class Settings(BaseSettings):
    """Everything a worker must be told; field names are the variables' names."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", hide_input_in_errors=True)

    database_url: DatabaseUrl
    mailjet_api_key: Secret
    mailjet_secret_key: Secret
    mailjet_base_url: SecureUrl = "https://api.mailjet.com"
    slack_bot_token: BotToken
    slack_app_token: AppToken | None = None
    slack_traction_channel_id: ChannelId
    slack_base_url: SecureUrl = "https://slack.com/api/"
    slack_posts_per_second: Annotated[float, Field(gt=0)] = 1.0
    gemini_api_key: Secret
    gemini_model: str = "gemini-3.8-flash"
    gemini_base_url: SecureUrl | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: LogFormat = LogFormat.CONSOLE


class DatabaseSettings(BaseSettings):
    """The one setting of commands that only read or migrate the database."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", hide_input_in_errors=True)

    database_url: DatabaseUrl


S = TypeVar("S", bound=BaseSettings)


def read_settings(kind: type[S], given: Mapping[str, str] | None = None) -> S:
    """Read settings from environment and `.env`; raise SettingsError for the first bad one.

    `given` variables win over both. The message names the variable and never shows its value.
    """
    try:
        values: dict[str, Any] = {name.lower(): value for name, value in (given or {}).items()}
        return kind(**values)
    except ValidationError as wrong:
        error = wrong.errors(include_url=False, include_input=False)[0]
        name = str(error["loc"][0]).upper() if error["loc"] else "settings"
        if error["type"] == "missing":
            problem = "is not set; set it in the environment or in .env"
        else:
            problem = str(error.get("ctx", {}).get("error", error["msg"]))
            problem = f"{problem[:1].lower()}{problem[1:]}"
        raise SettingsError(f"{name}: {problem}") from None
