"""Merchants, their API keys, and the audit of what was done to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001_account"
down_revision = None
branch_labels = None
depends_on = None

_SCHEMA = "account"
_NOW = sa.text("now()")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    default = None if nullable else _NOW
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=default)


def upgrade() -> None:
    op.create_table(
        "merchant",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column(
            "signing_generation",
            sa.Integer,
            nullable=False,
            server_default="1",
            comment="raised to give the merchant a new signing secret",
        ),
        _moment("created_at"),
        _moment("changed_at"),
        schema=_SCHEMA,
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, sa.ForeignKey("account.merchant.id"), nullable=False, index=True),
        sa.Column("label", sa.Text, nullable=False, server_default=""),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False, unique=True),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False, comment="SHA-256 of the whole key"),
        sa.Column("scopes", pg.ARRAY(sa.Text), nullable=False),
        _moment("created_at"),
        _moment("changed_at"),
        _moment("revoked_at", nullable=True),
        _moment("last_used_at", nullable=True),
        sa.CheckConstraint("environment IN ('test', 'live')", name="api_key_environment"),
        sa.CheckConstraint("octet_length(secret_hash) = 32", name="api_key_hash_length"),
        schema=_SCHEMA,
    )
    op.create_index("api_key_changed_at", "api_key", ["changed_at"], schema=_SCHEMA)
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        _moment("at"),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", pg.JSONB, nullable=False, server_default="{}"),
        schema=_SCHEMA,
    )


def downgrade() -> None:
    for table in ("audit", "api_key", "merchant"):
        op.drop_table(table, schema=_SCHEMA)
