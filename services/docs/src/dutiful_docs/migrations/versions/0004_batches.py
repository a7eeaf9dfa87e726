"""Batches of papers that are made in the background."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0004_batches"
down_revision = "0003_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_batch",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("result_form", sa.Text, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("result_sha256", sa.Text, nullable=True),
        sa.Column("worker", sa.Text, nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done')", name="document_batch_state"),
        sa.CheckConstraint("result_form IN ('zip', 'pdf')", name="document_batch_form"),
        schema="docs",
    )
    op.create_index(
        "document_batch_to_do",
        "document_batch",
        ["created_at"],
        schema="docs",
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_table(
        "document_batch_item",
        sa.Column("batch_id", sa.Text, sa.ForeignKey("docs.document_batch.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("request", pg.JSONB, nullable=False),
        sa.Column("cart", pg.JSONB, nullable=True, comment="of the quote; null for an order"),
        sa.Column("quote", pg.JSONB, nullable=True, comment="the quote as it was when the batch was taken"),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("made", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("faults", pg.JSONB, nullable=True),
        schema="docs",
    )
    for table in ("docs.document_batch", "docs.document_batch_item"):
        for statement in walled(table):
            op.execute(statement)


def downgrade() -> None:
    for table in ("document_batch_item", "document_batch"):
        op.execute(f"REVOKE ALL ON docs.{table} FROM {REQUEST_ROLE}, {SERVICE_ROLE}")
        op.drop_table(table, schema="docs")
