"""Gemini over google-genai, which is imported at the first call only."""

from clients.gemini.answers import Generated, Reply, TokenUse
from clients.gemini.client import GeminiClient
from clients.gemini.conversation import Conversation, Turn

__all__ = ["Conversation", "GeminiClient", "Generated", "Reply", "TokenUse", "Turn"]
