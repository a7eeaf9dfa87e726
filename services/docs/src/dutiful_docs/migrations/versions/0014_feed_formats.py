"""Of a feed of events: the format in which its sender writes."""

import sqlalchemy as sa
from alembic import op

revision = "0014_feed_formats"
down_revision = "0013_who_asked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "carrier_feed", sa.Column("format", sa.Text, nullable=False, server_default="standard"), schema="docs"
    )


def downgrade() -> None:
    op.drop_column("carrier_feed", "format", schema="docs")
