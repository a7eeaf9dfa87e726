"""Classifications as they were asked and answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001_classification"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "classification",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("request", pg.JSONB, nullable=False),
        sa.Column("answer", pg.JSONB, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("nomenclature", sa.Text, nullable=False),
        schema="classify",
    )
    op.create_index(
        "classification_by_merchant", "classification", ["merchant_id", sa.text("created_at DESC")], schema="classify"
    )


def downgrade() -> None:
    op.drop_table("classification", schema="classify")
