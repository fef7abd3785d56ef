"""The connection to Temporal, by the SDK's own settings (TEMPORAL_ADDRESS, profiles, TLS)."""

import os

from dotenv import dotenv_values
from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from workers.plugin import CampaignPlugin
from workers.settings import ENV_FILES

DEFAULT_ADDRESS = "localhost:7233"


class TemporalUnavailable(Exception):  # noqa: N818 - says what is the case
    """Say that the Temporal server cannot be reached, and at which address."""


async def connect(address: str | None = None) -> Client:
    """Connect as the `temporal` command does; raise TemporalUnavailable in one line.

    TEMPORAL_ variables may stand in the `.env` files too; the environment wins, and a given
    address wins over all.
    """
    written = {name: value for file in ENV_FILES for name, value in dotenv_values(file).items()}
    variables = {name: value for name, value in written.items() if value} | dict(os.environ)
    try:
        settings = ClientConfig.load_client_connect_config(override_env_vars=variables)
    except (RuntimeError, ValueError) as error:
        raise TemporalUnavailable(f"Temporal's settings cannot be read: {error}") from None
    settings["target_host"] = address or settings.get("target_host") or DEFAULT_ADDRESS
    try:
        return await Client.connect(**settings, plugins=[CampaignPlugin()])
    except RuntimeError:
        raise TemporalUnavailable(
            f"no Temporal server answers at {settings['target_host']}; start one with "
            f"`campaign dev`, or set TEMPORAL_ADDRESS"
        ) from None
