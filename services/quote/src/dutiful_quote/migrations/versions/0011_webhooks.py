"""Webhooks that we send: endpoints of merchants, the outbox of events, and each delivery."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0011_webhooks"
down_revision = "0010_shops"
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE {schema}.webhook_endpoint (
        id              text PRIMARY KEY,
        merchant_id     text NOT NULL,
        url             text NOT NULL,
        event_types     text[] NOT NULL,
        sealed          text NOT NULL,
        sealed_previous text,
        previous_until  timestamptz,
        created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
        disabled_at     timestamptz,
        disabled_reason text,
        failures        integer NOT NULL DEFAULT 0,
        open_until      timestamptz,
        lease           bigint NOT NULL DEFAULT 0,
        lease_until     timestamptz
    )
    """,
    "CREATE INDEX webhook_endpoint_by_merchant ON {schema}.webhook_endpoint (merchant_id)",
    """
    CREATE TABLE {schema}.webhook_event (
        id          text PRIMARY KEY,
        merchant_id text NOT NULL,
        type        text NOT NULL,
        data        jsonb NOT NULL,
        created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE INDEX webhook_event_by_merchant ON {schema}.webhook_event (merchant_id, created_at)",
    "CREATE INDEX webhook_event_created_at ON {schema}.webhook_event (created_at)",
    """
    CREATE TABLE {schema}.webhook_delivery (
        event_id    text NOT NULL REFERENCES {schema}.webhook_event (id) ON DELETE CASCADE,
        endpoint_id text NOT NULL REFERENCES {schema}.webhook_endpoint (id) ON DELETE CASCADE,
        merchant_id text NOT NULL,
        state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
        attempts    integer NOT NULL DEFAULT 0,
        due_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
        settled_at  timestamptz,
        status      integer,
        error       text,
        PRIMARY KEY (event_id, endpoint_id)
    )
    """,
    "CREATE INDEX webhook_delivery_due ON {schema}.webhook_delivery (endpoint_id, due_at) WHERE state = 'waiting'",
)
_WALLED = ("webhook_endpoint", "webhook_event", "webhook_delivery")


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
