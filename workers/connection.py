"""The connection to Temporal, by the SDK's own settings (TEMPORAL_ADDRESS, profiles, TLS)."""

import os

from temporalio.client import Client, Plugin
from temporalio.envconfig import ClientConfig

from workers.env_files import written_variables

DEFAULT_ADDRESS = "localhost:7233"


class TemporalUnavailable(Exception):  # noqa: N818 - says what is the case
    """Say that the Temporal server cannot be reached, and at which address."""


async def connect(address: str | None = None, *, lists_only: bool = False) -> Client:
    """Connect as the `temporal` command does; raise TemporalUnavailable in one line.

    TEMPORAL_ variables may stand in the `.env` files too; the environment wins, and a given
    address wins over all. A client that only lists workflows needs no converter of ours, and is
    made in half the time without it.
    """
    variables = written_variables() | dict(os.environ)
    try:
        settings = ClientConfig.load_client_connect_config(override_env_vars=variables)
    except (RuntimeError, ValueError) as error:
        raise TemporalUnavailable(f"Temporal's settings cannot be read: {error}") from None
    settings["target_host"] = address or settings.get("target_host") or DEFAULT_ADDRESS
    try:
        return await Client.connect(**settings, plugins=[] if lists_only else our_plugins())
    except RuntimeError:
        raise TemporalUnavailable(
            f"no Temporal server answers at {settings['target_host']}; start one with "
            f"`campaign dev`, or set TEMPORAL_ADDRESS"
        ) from None


def our_plugins() -> list[Plugin]:
    """Load the plugin, which brings the SDK's worker along."""
    from workers.plugin import CampaignPlugin  # noqa: PLC0415 - a fifth of a second

    return [CampaignPlugin()]
