"""A setting that is missing or malformed is one line that names it and says what is wanted."""

import pytest

from tests.cli.conftest import SANDBOX, Command

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SLACK_TRACTION_CHANNEL_ID", "#general", "is no channel id; give the id, as in C0123456"),
        ("SLACK_TRACTION_CHANNEL_ID", "general", "is no channel id; give the id, as in C0123456"),
        ("SLACK_TRACTION_CHANNEL_ID", "c0campaign", "is no channel id; give the id, as in C01234"),
        ("SLACK_TRACTION_CHANNEL_ID", "", "is no channel id; give the id, as in C0123456789"),
        ("SLACK_TRACTION_CHANNEL_ID", "U012345678", "is the id of something else; a channel's be"),
        ("SLACK_TRACTION_CHANNEL_ID", "https://x.slack.com/archives/C0123456", "is a link; give"),
        ("SLACK_BOT_TOKEN", f"xapp-1-{SECRET}", "is an app token (xapp-); give the bot token"),
        ("SLACK_BOT_TOKEN", f"xoxp-1-{SECRET}", "is a person's token (xoxp-); give the bot token"),
        ("SLACK_BOT_TOKEN", SECRET, "is no bot token; one begins with xoxb-"),
        ("SLACK_BOT_TOKEN", f"xoxb-{SECRET} ", "has a space or a line break in it; copy the key"),
        ("SLACK_BOT_TOKEN", "", "is empty; set it in the environment or in .env"),
        ("SLACK_APP_TOKEN", f"xoxb-{SECRET}", "is no app token; one begins with xapp-"),
        ("MAILJET_API_KEY", f"{SECRET} key", "has a space or a line break in it; copy the key alo"),
        ("MAILJET_SECRET_KEY", f"{SECRET}\n", "has a space or a line break in it; copy the key al"),
        ("MAILJET_SECRET_KEY", f"\u200b{SECRET}", "has a space or a line break in it; copy the ke"),
        ("MAILJET_API_KEY", f'"{SECRET}"', "has quotes around it; write the key without them"),
        ("GEMINI_API_KEY", "  ", "is empty; set it in the environment or in .env"),
        ("MAILJET_BASE_URL", "api.mailjet.com", "is no address; write it whole, as in https://"),
        ("MAILJET_BASE_URL", "ftp://api.mailjet.com", "is no address; write it whole, as in http"),
        ("SLACK_BASE_URL", "http://slack.com/api/", "plain http is accepted on loopback only; wri"),
        ("GEMINI_BASE_URL", "localhost:8025/gemini", "is no address; write it whole, as in https"),
        ("DATABASE_URL", "", "is empty; set it in the environment or in .env"),
        ("SLACK_POSTS_PER_SECOND", "fast", "input should be a valid number"),
        ("SLACK_POSTS_PER_SECOND", "0", "input should be greater than 0"),
        ("LOG_LEVEL", "LOUD", "input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "input should be 'console' or 'json'"),
    ],
)
async def test_a_malformed_setting_is_named_with_what_is_wanted(
    name: str, value: str, words: str, campaign: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for known, good in (SANDBOX | {name: value}).items():
        monkeypatch.setenv(known, good)

    said = await campaign("worker")

    assert said.status == 1
    assert said.out == ""
    assert said.err.startswith(f"campaign: {name}: {words}")
    assert said.err.count("\n") == 1
    assert "pattern" not in said.err
    assert SECRET not in said.err


async def test_a_missing_setting_is_named(
    campaign: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SANDBOX.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SLACK_TRACTION_CHANNEL_ID")

    said = await campaign("worker")

    assert said.err.startswith("campaign: SLACK_TRACTION_CHANNEL_ID: is not set; set it in the env")


async def test_settings_as_they_should_be_get_as_far_as_the_server(
    process: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (SANDBOX | {"SLACK_APP_TOKEN": "xapp-1-2"}).items():
        monkeypatch.setenv(name, value)

    assert "no Temporal server answers" in (await process("worker")).err
