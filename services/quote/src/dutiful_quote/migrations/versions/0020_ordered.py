"""What was ordered goes with an event to the papers of the order."""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql as pg

revision = "0020_ordered"
down_revision = "0019_console_sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty in events that an older release has written down and not yet brought to the papers.
    op.add_column("paper_outbox", sa.Column("ordered", pg.JSONB), schema=context.config.attributes["schema"])


def downgrade() -> None:
    op.drop_column("paper_outbox", "ordered", schema=context.config.attributes["schema"])
