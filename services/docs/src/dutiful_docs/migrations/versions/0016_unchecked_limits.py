"""Limits of a form that nobody could hold against the goods when the paper was made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0016_unchecked_limits"
down_revision = "0015_kpi_currencies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "document",
        sa.Column("unchecked", pg.JSONB, nullable=False, server_default=sa.text("'[]'::jsonb")),
        schema="docs",
    )


def downgrade() -> None:
    op.drop_column("document", "unchecked", schema="docs")
