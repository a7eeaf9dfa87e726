"""Invoices of carriers and brokers, line by line."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0007_charges"
down_revision = "0006_shipments"
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE {schema}.charge_invoice (
        id          text PRIMARY KEY,
        merchant_id text NOT NULL,
        carrier     text NOT NULL,
        number      text NOT NULL,
        issued      date NOT NULL,
        rates       jsonb NOT NULL,
        fingerprint text NOT NULL,
        created_at  timestamptz NOT NULL,
        UNIQUE (merchant_id, carrier, number)
    )
    """,
    # A line of an unknown parcel is given to the shipment when that is told.
    """
    CREATE TABLE {schema}.charge_line (
        merchant_id     text NOT NULL,
        invoice_id      text NOT NULL REFERENCES {schema}.charge_invoice (id),
        position        integer NOT NULL CHECK (position >= 0),
        match           text NOT NULL CHECK (match IN ('matched', 'unknown_shipment', 'ambiguous')),
        shipment_id     text REFERENCES {schema}.shipment (id),
        tracking_number text,
        order_reference text,
        sku             text,
        kind            text NOT NULL,
        name            text,
        amount          numeric NOT NULL,
        currency        text NOT NULL,
        PRIMARY KEY (invoice_id, position),
        CHECK ((match = 'matched') = (shipment_id IS NOT NULL))
    )
    """,
    "CREATE INDEX charge_line_of ON {schema}.charge_line (shipment_id)",
    """
    CREATE INDEX charge_line_unknown ON {schema}.charge_line (merchant_id, tracking_number)
    WHERE match = 'unknown_shipment'
    """,
)
_WALLED = {"charge_invoice": "SELECT, INSERT", "charge_line": "SELECT, INSERT, UPDATE"}


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))
    for table, may in _WALLED.items():
        for statement in walled(f"{schema}.{table}", may=may):
            op.execute(statement)


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for table in reversed(_WALLED):
        op.execute(f"DROP TABLE {schema}.{table}")
