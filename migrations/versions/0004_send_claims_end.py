"""Give each claim of a send its draft, its deadline and its answer."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

ANSWERS = "answer IN ('accepted', 'refused', 'not_sent', 'unknown')"
DRAFTS = (
    "UPDATE launch_intent SET draft_id = campaign_schedule.mailjet_draft_id "
    "FROM campaign_schedule WHERE campaign_schedule.id = launch_intent.schedule_id"
)


def upgrade() -> None:
    op.add_column("launch_intent", sa.Column("draft_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "launch_intent", sa.Column("claim_until", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("launch_intent", sa.Column("answer", sa.Text(), nullable=True))
    op.execute(DRAFTS)
    op.create_check_constraint(op.f("ck_launch_intent_answer"), "launch_intent", ANSWERS)
    op.create_index("ix_launch_intent_draft_id", "launch_intent", ["draft_id"])


def downgrade() -> None:
    op.drop_index("ix_launch_intent_draft_id", "launch_intent")
    op.drop_constraint(op.f("ck_launch_intent_answer"), "launch_intent")
    op.drop_column("launch_intent", "answer")
    op.drop_column("launch_intent", "claim_until")
    op.drop_column("launch_intent", "draft_id")
