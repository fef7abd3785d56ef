"""Lay the first tables: rounds, metrics, notifications, assessments, decisions.

A revision is frozen: the words of the CHECKs are written out, not taken from the models.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "campaign_schedule",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("campaign_slug", sa.Text(), nullable=False),
        sa.Column("campaign_name", sa.Text(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_time", sa.Text(), nullable=False),
        sa.Column("list_name", sa.Text(), nullable=True),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient_count", sa.Integer(), nullable=False),
        sa.Column("recipient_range", sa.Text(), nullable=False),
        sa.Column("mailjet_draft_id", sa.BigInteger(), nullable=False),
        sa.Column("mailjet_campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("sender_email", sa.Text(), nullable=False),
        sa.Column(
            "notification_status",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checklist", postgresql.JSONB(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'ready', 'launching', 'sent', "
            "'completed', 'blocked', 'aborted')",
            name=op.f("ck_campaign_schedule_status"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_schedule"),
        sa.UniqueConstraint(
            "campaign_slug", "round_number", name="uq_campaign_schedule_campaign_slug_round_number"
        ),
    )
    op.create_index(
        "ix_campaign_schedule_scheduled_at_round_number",
        "campaign_schedule",
        ["scheduled_at", "round_number"],
    )
    op.create_index("ix_campaign_schedule_status", "campaign_schedule", ["status"])
    op.create_table(
        "assessment",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column(
            "opinions", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("answer_tokens", sa.Integer(), nullable=False),
        sa.Column("thought_tokens", sa.Integer(), nullable=False),
        sa.Column("degraded", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["campaign_schedule.id"],
            name="fk_assessment_schedule_id_campaign_schedule",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("schedule_id", "snapshot", name="uq_assessment_schedule_id_snapshot"),
    )
    op.create_table(
        "campaign_metrics",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("mailjet_campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("age", sa.Interval(), nullable=False),
        sa.Column("processed", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("bounced", sa.Integer(), nullable=False),
        sa.Column("hard_bounces", sa.Integer(), nullable=False),
        sa.Column("soft_bounces", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("clicked", sa.Integer(), nullable=False),
        sa.Column("unsubscribed", sa.Integer(), nullable=False),
        sa.Column("complained", sa.Integer(), nullable=False),
        sa.Column("delivery_rate", sa.Float(), nullable=True),
        sa.Column("bounce_rate", sa.Float(), nullable=True),
        sa.Column("hard_bounce_rate", sa.Float(), nullable=True),
        sa.Column("soft_bounce_rate", sa.Float(), nullable=True),
        sa.Column("block_rate", sa.Float(), nullable=True),
        sa.Column("open_rate", sa.Float(), nullable=True),
        sa.Column("click_rate", sa.Float(), nullable=True),
        sa.Column("unsubscribe_rate", sa.Float(), nullable=True),
        sa.Column("complaint_rate", sa.Float(), nullable=True),
        sa.Column(
            "details", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_end_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["campaign_schedule.id"],
            name="fk_campaign_metrics_schedule_id_campaign_schedule",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_metrics"),
        sa.UniqueConstraint(
            "schedule_id", "snapshot", name="uq_campaign_metrics_schedule_id_snapshot"
        ),
    )
    op.create_index("ix_campaign_metrics_collected_at", "campaign_metrics", ["collected_at"])
    op.create_index(
        "ix_campaign_metrics_mailjet_campaign_id", "campaign_metrics", ["mailjet_campaign_id"]
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("launch", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('approve', 'abort', 'reschedule', 'recheck')", name=op.f("ck_decision_kind")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["campaign_schedule.id"],
            name="fk_decision_schedule_id_campaign_schedule",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("schedule_id", "number", name="uq_decision_schedule_id_number"),
    )
    op.create_table(
        "notification_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("intent_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("slack_channel_id", sa.Text(), nullable=True),
        sa.Column("slack_message_id", sa.Text(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('retrying', 'success', 'failure')", name=op.f("ck_notification_log_status")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["campaign_schedule.id"],
            name="fk_notification_log_schedule_id_campaign_schedule",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notification_log"),
        sa.UniqueConstraint("intent_id", name="uq_notification_log_intent_id"),
    )
    op.create_index(
        "ix_notification_log_schedule_id_stage", "notification_log", ["schedule_id", "stage"]
    )


def downgrade() -> None:
    op.drop_table("notification_log")
    op.drop_table("decision")
    op.drop_table("campaign_metrics")
    op.drop_table("assessment")
    op.drop_table("campaign_schedule")
