"""Lay the table of draft claims, claim for the rounds that are open, and count a launch's moves.

The account of a round is not known here: its claim is of any account ('') until the round, or its
campaign, claims anew. Where two open rounds share a draft, the one that launches first has it.
"""

import sqlalchemy as sa
from alembic import context, op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

OPEN_ROUNDS = sa.text("""
    SELECT id, mailjet_draft_id AS draft, campaign_slug || '/' || round_number AS round,
           status, to_char(scheduled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS launch
    FROM campaign_schedule WHERE status IN ('scheduled', 'ready', 'blocked', 'launching')
    ORDER BY mailjet_draft_id, status <> 'launching', scheduled_at, id
""")
CLAIM = sa.text("""
    INSERT INTO draft_claim (schedule_id, account, mailjet_draft_id) VALUES (:id, '', :draft)
""")


def upgrade() -> None:
    op.add_column(
        "campaign_schedule",
        sa.Column("moves", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.create_table(
        "draft_claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("mailjet_draft_id", sa.BigInteger(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=True),
        sa.Column("campaign_run_id", sa.Text(), nullable=True),
        sa.Column(
            "claimed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["campaign_schedule.id"],
            name="fk_draft_claim_schedule_id_campaign_schedule",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_claim"),
        sa.UniqueConstraint(
            "account", "mailjet_draft_id", name="uq_draft_claim_account_mailjet_draft_id"
        ),
        sa.UniqueConstraint("schedule_id", name="uq_draft_claim_schedule_id"),
    )
    claim_for_open_rounds()


def claim_for_open_rounds() -> None:
    """Give each draft to its first open round, and say which others want it too."""
    holders: dict[int, sa.Row[tuple[object, ...]]] = {}
    for one in op.get_bind().execute(OPEN_ROUNDS):
        first = holders.setdefault(one.draft, one)
        if first is one:
            op.get_bind().execute(CLAIM, {"id": one.id, "draft": one.draft})
            continue
        context.config.print_stdout(  # `campaign setup` shows it
            f"draft {one.draft} is planned by two open rounds: {first.round} ({first.status}, "
            f"launch {first.launch} UTC), which keeps it, and {one.round} ({one.status}, launch "
            f"{one.launch} UTC), whose pre-flight will fail; abort one of the two"
        )


def downgrade() -> None:
    op.drop_table("draft_claim")
    op.drop_column("campaign_schedule", "moves")
