"""Gemini over google-genai."""
