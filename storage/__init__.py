"""Queries on the tables, and the session they run in."""
