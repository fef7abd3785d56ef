"""The outside world over HTTP: Mailjet, Slack, Gemini.

Nothing here retries, and nothing here knows Temporal: one call is one request (or one read of
several pages), and what went wrong is one of the classes of `clients.errors`.
"""
