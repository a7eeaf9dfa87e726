"""Goods of shipments that came back."""

from alembic import context, op

from dutiful_shared.service.tenancy import walled

revision = "0009_returns"
down_revision = "0008_feedback"
branch_labels = None
depends_on = None

_RETURN = """
    CREATE TABLE {schema}.shipment_return (
        merchant_id text NOT NULL,
        shipment_id text NOT NULL REFERENCES {schema}.shipment (id),
        reference   text NOT NULL,
        lines       jsonb NOT NULL,
        answer      jsonb NOT NULL,
        created_at  timestamptz NOT NULL,
        PRIMARY KEY (shipment_id, reference)
    )
"""


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(_RETURN.format(schema=schema))
    for statement in walled(f"{schema}.shipment_return", may="SELECT, INSERT"):
        op.execute(statement)


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"DROP TABLE {schema}.shipment_return")
