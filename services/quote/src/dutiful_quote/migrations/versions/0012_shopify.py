"""Quotes offered for carts of shops, parcels that shops have sent, and what was done about persons' data."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0012_shopify"
down_revision = "0011_webhooks"
branch_labels = None
depends_on = None

_TABLES = (
    # `cart` is a digest of what was asked for and where it goes; it holds no address.
    """
    CREATE TABLE {schema}.shop_offer (
        shop_id     text NOT NULL,
        merchant_id text NOT NULL,
        cart        text NOT NULL,
        quote_id    text NOT NULL,
        offered_at  timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, cart)
    )
    """,
    "CREATE INDEX shop_offer_by_age ON {schema}.shop_offer (offered_at)",
    """
    CREATE TABLE {schema}.shop_fulfilment (
        shop_id       text NOT NULL,
        merchant_id   text NOT NULL,
        fulfilment_id text NOT NULL,
        order_id      text NOT NULL,
        status        text NOT NULL,
        carrier       text,
        parcels       integer NOT NULL,
        updated_at    timestamptz NOT NULL,
        PRIMARY KEY (shop_id, fulfilment_id)
    )
    """,
    "CREATE INDEX shop_fulfilment_by_order ON {schema}.shop_fulfilment (shop_id, order_id)",
    # The person is named by the platform's own id alone; `collected` is what is held of the orders, without persons.
    """
    CREATE TABLE {schema}.privacy_request (
        shop_id      text NOT NULL,
        merchant_id  text NOT NULL,
        event_id     text NOT NULL,
        kind         text NOT NULL CHECK (kind IN ('data_request', 'customer_redact', 'shop_redact')),
        subject      text NOT NULL,
        orders       text[] NOT NULL,
        received_at  timestamptz NOT NULL,
        completed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        erased       jsonb NOT NULL DEFAULT '{{}}',
        collected    jsonb,
        PRIMARY KEY (shop_id, kind, event_id)
    )
    """,
)
_WALLED = ("shop_offer", "shop_fulfilment", "privacy_request")


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))
    for table in _WALLED:
        for statement in walled(f"{schema}.{table}"):
            op.execute(statement)


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for table in reversed(_WALLED):
        op.execute(f"DROP TABLE {schema}.{table}")
