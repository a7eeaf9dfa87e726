"""Of a batch of documents: who asked for it, so that the audit names them for what its papers lead to."""

import sqlalchemy as sa
from alembic import op

revision = "0013_who_asked"
down_revision = "0012_order_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of batches that were taken in before, nobody wrote it down; the audit named the service.
    op.add_column(
        "document_batch", sa.Column("asked_by", sa.Text, nullable=False, server_default="documents"), schema="docs"
    )
    op.alter_column("document_batch", "asked_by", server_default=None, schema="docs")


def downgrade() -> None:
    op.drop_column("document_batch", "asked_by", schema="docs")
