"""The history of the tables' shape, in alembic's revisions."""
