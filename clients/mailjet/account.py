"""The name of a Mailjet account, for what must not mix accounts up."""

import hashlib
from urllib.parse import urlsplit

LENGTH = 16  # hex digits: 64 bits


def account_name(*, base_url: str, api_key: str) -> str:
    """Name an account by its host and API key, always the same and without giving the key away.

    Drafts and lists belong to an API key. A port is left out: a sandbox may move to the next one.
    """
    host = urlsplit(base_url).hostname or ""
    return hashlib.sha256(f"{host}\n{api_key}".encode()).hexdigest()[:LENGTH]
