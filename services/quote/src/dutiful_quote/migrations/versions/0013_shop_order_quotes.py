"""Which quotes hold for an order that a shop has told of: one for each of its destinations."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0013_shop_order_quotes"
down_revision = "0012_shopify"
branch_labels = None
depends_on = None

# `destination` is a digest: it tells one destination of an order from another, and nothing can be read from it.
_TABLE = """
    CREATE TABLE {schema}.shop_order_quote (
        shop_id     text NOT NULL,
        merchant_id text NOT NULL,
        order_id    text NOT NULL,
        destination text NOT NULL,
        quote_id    text NOT NULL,
        voided      boolean NOT NULL DEFAULT false,
        created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (shop_id, order_id, destination)
    )
"""


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(_TABLE.format(schema=schema))
    for statement in walled(f"{schema}.shop_order_quote"):
        op.execute(statement)


def downgrade() -> None:
    op.execute(f"DROP TABLE {context.config.attributes['schema']}.shop_order_quote")
