"""By which service and way of delivery an order was placed: its papers print that freight and those terms."""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql as pg

revision = "0019_ordered"
down_revision = "0018_kpi_comments"
branch_labels = None
depends_on = None

_TABLES = ("order_paper", "document_batch_item")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("ordered", pg.JSONB), schema=context.config.attributes["schema"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "ordered", schema=context.config.attributes["schema"])
