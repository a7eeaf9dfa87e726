"""Shops with their sealed secrets, the mirror of their variants, the inbox of their events, and orders compared."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0010_shops"
down_revision = "0009_orders"
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE {schema}.shop (
        id             text PRIMARY KEY,
        merchant_id    text NOT NULL,
        platform       text NOT NULL CHECK (platform IN ('shopify', 'bigcommerce', 'woocommerce', 'generic')),
        external_id    text NOT NULL CHECK (external_id <> ''),
        settings       jsonb NOT NULL,
        installed_at   timestamptz NOT NULL,
        uninstalled_at timestamptz,
        removed_at     timestamptz,
        changed_at     timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    # A platform's own name belongs to one merchant; names that merchants choose themselves are theirs alone.
    """
    CREATE UNIQUE INDEX shop_of_platform ON {schema}.shop (platform, external_id)
    WHERE removed_at IS NULL AND platform IN ('shopify', 'bigcommerce')
    """,
    """
    CREATE UNIQUE INDEX shop_of_merchant ON {schema}.shop (merchant_id, platform, external_id)
    WHERE removed_at IS NULL
    """,
    "CREATE INDEX shop_changed_at ON {schema}.shop (changed_at)",
    """
    CREATE TABLE {schema}.shop_secret (
        shop_id     text NOT NULL REFERENCES {schema}.shop (id),
        merchant_id text NOT NULL,
        name        text NOT NULL,
        sealed      text NOT NULL,
        expires_at  timestamptz,
        PRIMARY KEY (shop_id, name)
    )
    """,
    """
    CREATE TABLE {schema}.shop_variant (
        shop_id      text NOT NULL REFERENCES {schema}.shop (id),
        merchant_id  text NOT NULL,
        variant_id   text NOT NULL,
        product_id   text,
        customs_id   text,
        sku          text,
        title        text,
        weight_grams numeric CHECK (weight_grams >= 0),
        updated_at   timestamptz NOT NULL,
        deleted      boolean NOT NULL DEFAULT false,
        PRIMARY KEY (shop_id, variant_id)
    )
    """,
    "CREATE INDEX shop_variant_by_sku ON {schema}.shop_variant (shop_id, sku)",
    "CREATE INDEX shop_variant_by_product ON {schema}.shop_variant (shop_id, product_id)",
    # Apart from the variant: platforms tell of customs facts in events of their own, in any order with the others.
    """
    CREATE TABLE {schema}.shop_customs (
        shop_id      text NOT NULL REFERENCES {schema}.shop (id),
        merchant_id  text NOT NULL,
        customs_id   text NOT NULL,
        hs_codes     jsonb NOT NULL,
        origin       text,
        weight_grams numeric CHECK (weight_grams >= 0),
        updated_at   timestamptz NOT NULL,
        PRIMARY KEY (shop_id, customs_id)
    )
    """,
    """
    CREATE TABLE {schema}.inbox (
        id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        merchant_id  text NOT NULL,
        shop_id      text NOT NULL,
        platform     text NOT NULL,
        topic        text NOT NULL,
        resource     text NOT NULL,
        event_id     text NOT NULL,
        triggered_at timestamptz,
        received_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        headers      jsonb NOT NULL,
        body         bytea,
        state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead', 'discarded')),
        attempts     integer NOT NULL DEFAULT 0,
        due_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
        lease_until  timestamptz,
        settled_at   timestamptz,
        error        text,
        UNIQUE (shop_id, topic, event_id)
    )
    """,
    "CREATE INDEX inbox_due ON {schema}.inbox (due_at) WHERE state = 'waiting'",
    "CREATE INDEX inbox_order ON {schema}.inbox (shop_id, resource, id) WHERE state = 'waiting'",
    "CREATE INDEX inbox_settled ON {schema}.inbox (settled_at) WHERE state <> 'waiting'",
    """
    CREATE TABLE {schema}.order_comparison (
        shop_id          text NOT NULL,
        merchant_id      text NOT NULL,
        order_id         text NOT NULL,
        quote_id         text,
        currency         text NOT NULL,
        duties_charged   numeric,
        duties_computed  numeric,
        taxes_charged    numeric,
        taxes_computed   numeric,
        duties_refunded  numeric NOT NULL DEFAULT 0,
        taxes_refunded   numeric NOT NULL DEFAULT 0,
        cancelled        boolean NOT NULL DEFAULT false,
        outcome          text NOT NULL
            CHECK (outcome IN ('equal', 'over', 'under', 'not_stated', 'not_computed', 'no_quote', 'other_currency')),
        order_updated_at timestamptz NOT NULL,
        compared_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (shop_id, order_id)
    )
    """,
    "CREATE INDEX order_comparison_by_merchant ON {schema}.order_comparison (merchant_id, compared_at DESC)",
)
_WALLED = ("shop", "shop_secret", "shop_variant", "shop_customs", "inbox", "order_comparison")


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
