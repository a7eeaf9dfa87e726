"""Orders: quotes that were committed, and everything that happened to them since."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0009_orders"
down_revision = "0008_catalogue"
branch_labels = None
depends_on = None

_TABLES = (
    # Named after the quote that was committed first; `charges` and `lines` are those of the current quote.
    """
    CREATE TABLE {schema}.committed_order (
        quote_id         text PRIMARY KEY,
        merchant_id      text NOT NULL,
        state            text NOT NULL CHECK (state IN ('open', 'committed', 'adjusted', 'voided')),
        reference        text,
        current_quote_id text NOT NULL,
        service          text,
        delivery         text CHECK (delivery IN ('ddp', 'dap')),
        content          jsonb,
        sequence         integer NOT NULL DEFAULT 0,
        created_at       timestamptz NOT NULL,
        CHECK (state = 'open' OR (reference IS NOT NULL AND content IS NOT NULL AND delivery IS NOT NULL))
    )
    """,
    # An order of the shop has one quote that holds.
    """
    CREATE UNIQUE INDEX committed_order_reference ON {schema}.committed_order (merchant_id, reference)
    WHERE state IN ('committed', 'adjusted')
    """,
    # `position` is the order of appending over all merchants; `sequence` counts the events of one order from 1.
    """
    CREATE TABLE {schema}.order_event (
        position         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        merchant_id      text NOT NULL,
        quote_id         text NOT NULL REFERENCES {schema}.committed_order (quote_id),
        sequence         integer NOT NULL CHECK (sequence >= 1),
        kind             text NOT NULL CHECK (kind IN ('committed', 'adjusted', 'refunded', 'voided')),
        version_quote_id text NOT NULL,
        fingerprint      text NOT NULL,
        details          jsonb NOT NULL,
        created_at       timestamptz NOT NULL,
        UNIQUE (quote_id, sequence)
    )
    """,
    "CREATE INDEX order_event_version ON {schema}.order_event (version_quote_id)",
)


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))
    for statement in (
        *walled(f"{schema}.committed_order", may="SELECT, INSERT, UPDATE"),
        *walled(f"{schema}.order_event", may="SELECT, INSERT"),
    ):
        op.execute(statement)


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"DROP TABLE {schema}.order_event")
    op.execute(f"DROP TABLE {schema}.committed_order")
