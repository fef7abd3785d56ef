"""Lay the table of launch intents, each claimed by the worker that sends or voided."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "launch_intent",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("intent_id", sa.Text(), nullable=False),
        sa.Column("intended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "claimed_at IS NULL OR voided_at IS NULL", name=op.f("ck_launch_intent_one_end")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["campaign_schedule.id"],
            name="fk_launch_intent_schedule_id_campaign_schedule",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_launch_intent"),
        sa.UniqueConstraint("intent_id", name="uq_launch_intent_intent_id"),
    )
    op.create_index("ix_launch_intent_schedule_id", "launch_intent", ["schedule_id"])


def downgrade() -> None:
    op.drop_table("launch_intent")
