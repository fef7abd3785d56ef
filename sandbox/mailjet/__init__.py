"""A stand-in for Mailjet."""
