"""Of a paper that is issued: the order it is for, what screening said, and news of it for the senders of webhooks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0011_issued_papers"
down_revision = "0010_screening"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("order_reference", sa.Text, nullable=True), schema="docs")
    op.add_column("document", sa.Column("screening", pg.JSONB, nullable=True), schema="docs")
    op.create_index("document_by_order", "document", ["merchant_id", "order_reference"], schema="docs")
    op.create_table(
        "document_news",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("data", pg.JSONB, nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("clock_timestamp()")
        ),
        schema="docs",
    )
    op.create_index("document_news_created_at", "document_news", ["created_at"], schema="docs")
    for statement in walled("docs.document_news", may="SELECT, INSERT"):
        op.execute(statement)


def downgrade() -> None:
    op.execute(f"REVOKE ALL ON docs.document_news FROM {REQUEST_ROLE}, {SERVICE_ROLE}")
    op.drop_table("document_news", schema="docs")
    op.drop_index("document_by_order", "document", schema="docs")
    op.drop_column("document", "screening", schema="docs")
    op.drop_column("document", "order_reference", schema="docs")
