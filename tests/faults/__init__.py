"""The fault suite: real servers, worker processes that are killed, and a judge."""
