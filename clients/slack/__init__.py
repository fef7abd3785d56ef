"""Slack's Web API over slack-sdk."""

from clients.slack.answers import Channel, Identity, Posted, Reply, UploadedFile
from clients.slack.client import SlackClient
from clients.slack.message import Message, escape

__all__ = [
    "Channel",
    "Identity",
    "Message",
    "Posted",
    "Reply",
    "SlackClient",
    "UploadedFile",
    "escape",
]
