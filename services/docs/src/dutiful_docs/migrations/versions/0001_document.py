"""Issued documents; a correction is a further version of the same document."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001_document"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("quote_id", sa.Text, nullable=True),
        sa.Column("draft", sa.Boolean, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("second_language", sa.Text, nullable=True),
        sa.Column("content", pg.JSONB, nullable=False, comment="the data that the paper was made from"),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("id", "version"),
        sa.CheckConstraint("version >= 1", name="document_version"),
        sa.CheckConstraint("pages >= 1", name="document_pages"),
        schema="docs",
    )
    op.create_index("document_by_merchant", "document", ["merchant_id", sa.text("created_at DESC")], schema="docs")


def downgrade() -> None:
    op.drop_table("document", schema="docs")
