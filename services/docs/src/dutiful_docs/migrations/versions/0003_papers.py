"""Where the forms of a document lie, and data forms, which have no pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003_papers"
down_revision = "0002_walls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("pdf_sha256", sa.Text, nullable=True), schema="docs")
    op.add_column("document", sa.Column("xml_sha256", sa.Text, nullable=True), schema="docs")
    op.drop_constraint("document_pages", "document", schema="docs")
    op.create_check_constraint("document_pages", "document", "pages >= 0", schema="docs")
    op.create_index("document_by_quote", "document", ["merchant_id", "quote_id"], schema="docs")


def downgrade() -> None:
    op.drop_index("document_by_quote", "document", schema="docs")
    op.execute("DELETE FROM docs.document WHERE pages = 0")
    op.drop_constraint("document_pages", "document", schema="docs")
    op.create_check_constraint("document_pages", "document", "pages >= 1", schema="docs")
    op.drop_column("document", "xml_sha256", schema="docs")
    op.drop_column("document", "pdf_sha256", schema="docs")
