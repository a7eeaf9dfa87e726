"""Answers of other providers beside ours. Amounts alone are kept: no cart, no request and no answer as it came."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0017_shadow_quotes"
down_revision = "0016_unchecked_limits"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE {schema}.shadow_quote (
        id                 text PRIMARY KEY,
        merchant_id        text NOT NULL,
        provider           text NOT NULL,
        provider_reference text,
        order_reference    text,
        quote_id           text NOT NULL,
        lane               text NOT NULL,
        content            jsonb NOT NULL,
        fingerprint        text NOT NULL,
        recorded_at        timestamptz NOT NULL,
        UNIQUE (merchant_id, provider, quote_id)
    )
    """,
    "CREATE INDEX shadow_quote_by_time ON {schema}.shadow_quote (merchant_id, recorded_at, id)",
    "CREATE INDEX shadow_quote_by_age ON {schema}.shadow_quote (recorded_at)",
    # By its quote a shipment is found whose order had no name yet when the quote was made.
    "CREATE INDEX shipment_by_quote ON {schema}.shipment (merchant_id, (content->>'quote_id'))",
)


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _STATEMENTS:
        op.execute(statement.format(schema=schema))
    for statement in walled(f"{schema}.shadow_quote", may="SELECT, INSERT"):
        op.execute(statement)


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"DROP INDEX {schema}.shipment_by_quote")
    op.execute(f"DROP TABLE {schema}.shadow_quote")
