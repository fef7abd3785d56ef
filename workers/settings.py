"""Settings from the environment or `.env`, read once at start and handed down as values."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeVar
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
        raise ValueError("is no http(s) address")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("plain http is accepted on loopback only; write https")
    return url


SecureUrl = Annotated[str, AfterValidator(secure_url)]
Secret = Annotated[SecretStr, Field(min_length=1)]


class Settings(BaseSettings):
    """Everything a worker must be told; field names are the variables' names."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", hide_input_in_errors=True)

    database_url: Secret
    mailjet_api_key: Secret
    mailjet_secret_key: Secret
    mailjet_base_url: SecureUrl = "https://api.mailjet.com"
    slack_bot_token: Secret
    slack_app_token: SecretStr | None = None
    slack_traction_channel_id: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]+$")]
    slack_base_url: SecureUrl = "https://slack.com/api/"
    slack_posts_per_second: Annotated[float, Field(gt=0)] = 1.0
    gemini_api_key: Secret
    gemini_model: str = "gemini-3.8-flash"
    gemini_base_url: SecureUrl | None = None
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"
    log_format: LogFormat = LogFormat.CONSOLE


class DatabaseSettings(BaseSettings):
    """The one setting of commands that only read or migrate the database."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", hide_input_in_errors=True)

    database_url: Secret


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
        raise SettingsError(f"{name}: {problem}") from None
