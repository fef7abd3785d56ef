"""Slack's Web API over slack-sdk."""
