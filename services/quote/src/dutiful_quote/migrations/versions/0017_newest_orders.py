"""The newest orders of a merchant, which people pick from: ids of quotes grow with time."""

from alembic import context, op

revision = "0017_newest_orders"
down_revision = "0016_quote_months"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(
        f"CREATE INDEX committed_order_newest ON {schema}.committed_order (merchant_id, quote_id DESC)"
        " WHERE state IN ('committed', 'adjusted')"
    )


def downgrade() -> None:
    op.execute(f"DROP INDEX {context.config.attributes['schema']}.committed_order_newest")
