"""The outside world over HTTP: Mailjet, Slack, Gemini."""
