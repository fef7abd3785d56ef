"""Queries on the tables: know SQL, know nothing of Temporal."""
