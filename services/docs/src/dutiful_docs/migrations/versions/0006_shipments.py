"""Shipments, what happened to them, and who may tell of it."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0006_shipments"
down_revision = "0005_ledger"
branch_labels = None
depends_on = None

_TABLES = (
    # `content` is the request with its expected charges. What follows it repeats the fold of the events and sums of the
    # content, for lists and for KPIs; both can be computed again.
    """
    CREATE TABLE {schema}.shipment (
        id              text PRIMARY KEY,
        merchant_id     text NOT NULL,
        order_reference text NOT NULL,
        carrier         text NOT NULL,
        lane            text NOT NULL,
        currency        text NOT NULL,
        content         jsonb NOT NULL,
        expected_from   text CHECK (expected_from IN ('quote', 'request')),
        shipped_at      timestamptz NOT NULL,
        created_at      timestamptz NOT NULL,
        revenue         numeric,
        shipping_cost   numeric,
        expected_border numeric,
        milestone       text,
        held            boolean NOT NULL DEFAULT false,
        held_for_papers boolean NOT NULL DEFAULT false,
        began_at        timestamptz,
        cleared_at      timestamptz
    )
    """,
    "CREATE INDEX shipment_by_merchant ON {schema}.shipment (merchant_id, id DESC)",
    "CREATE INDEX shipment_by_order ON {schema}.shipment (merchant_id, order_reference)",
    "CREATE INDEX shipment_by_day ON {schema}.shipment (merchant_id, shipped_at)",
    """
    CREATE TABLE {schema}.shipment_parcel (
        merchant_id     text NOT NULL,
        carrier         text NOT NULL,
        tracking_number text NOT NULL,
        shipment_id     text NOT NULL REFERENCES {schema}.shipment (id),
        PRIMARY KEY (merchant_id, carrier, tracking_number)
    )
    """,
    # `subject` is the parcel, or the shipment of an event that is of all its parcels: a source may count each anew.
    # An event waits without a shipment until one with its tracking number is told.
    """
    CREATE TABLE {schema}.shipment_event (
        merchant_id     text NOT NULL,
        carrier         text NOT NULL,
        source          text NOT NULL,
        subject         text NOT NULL,
        event_id        text NOT NULL,
        shipment_id     text REFERENCES {schema}.shipment (id),
        tracking_number text,
        content         jsonb NOT NULL,
        received_at     timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, carrier, subject, source, event_id),
        CHECK (shipment_id IS NOT NULL OR tracking_number IS NOT NULL)
    )
    """,
    "CREATE INDEX shipment_event_of ON {schema}.shipment_event (shipment_id)",
    """
    CREATE INDEX shipment_event_waiting ON {schema}.shipment_event (merchant_id, carrier, tracking_number)
    WHERE shipment_id IS NULL
    """,
    """
    CREATE TABLE {schema}.carrier_feed (
        id          text PRIMARY KEY,
        merchant_id text NOT NULL,
        carrier     text NOT NULL,
        sealed      text NOT NULL,
        created_at  timestamptz NOT NULL
    )
    """,
    # Written where a clearance changes; the senders of webhooks read it.
    """
    CREATE TABLE {schema}.clearance_news (
        id          text PRIMARY KEY,
        merchant_id text NOT NULL,
        data        jsonb NOT NULL,
        created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE INDEX clearance_news_created_at ON {schema}.clearance_news (created_at)",
)
_WALLED = {
    "shipment": "SELECT, INSERT, UPDATE",
    "shipment_parcel": "SELECT, INSERT",
    "shipment_event": "SELECT, INSERT, UPDATE",
    "carrier_feed": "SELECT, INSERT, UPDATE, DELETE",
    "clearance_news": "SELECT, INSERT",
}


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
