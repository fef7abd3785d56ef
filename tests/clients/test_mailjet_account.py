"""An account's name: stable, of host and key, and no way back to the key."""

import pytest

from clients.mailjet.account import account_name

NAME = account_name(base_url="https://api.mailjet.com", api_key="f00dcafe")


@pytest.mark.parametrize(
    "base_url",
    ["https://api.mailjet.com/", "https://API.Mailjet.com:443", "https://api.mailjet.com/v3/REST"],
)
def test_an_account_has_one_name_however_its_address_is_written(base_url: str) -> None:
    assert account_name(base_url=base_url, api_key="f00dcafe") == NAME


@pytest.mark.parametrize(
    ("base_url", "api_key"),
    [("https://api.us.mailjet.com", "f00dcafe"), ("https://api.mailjet.com", "f00dcaff")],
)
def test_another_host_or_key_is_another_account(base_url: str, api_key: str) -> None:
    assert account_name(base_url=base_url, api_key=api_key) != NAME


def test_the_name_is_short_and_shows_nothing_of_the_key() -> None:
    assert len(NAME) == 16
    assert set(NAME) <= set("0123456789abcdef")
    assert "f00d" not in NAME
