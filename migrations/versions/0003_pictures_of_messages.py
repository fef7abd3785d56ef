"""Keep with a message to Slack the picture that was uploaded for it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("notification_log", sa.Column("slack_file_id", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("notification_log", "slack_file_id")
