"""Mailjet's REST API v3 over httpx."""
