"""Merchants, keys and the audit behind the wall; keys that end by themselves and have limits of their own."""

from alembic import op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0004_walls_and_keys"
down_revision = "0003_profile"
branch_labels = None
depends_on = None

_KEYS = """
    ALTER TABLE account.api_key
        ADD COLUMN expires_at timestamptz,
        ADD COLUMN requests_per_second double precision CHECK (requests_per_second > 0),
        ADD COLUMN burst integer CHECK (burst >= 1),
        ADD COLUMN concurrency integer CHECK (concurrency >= 1)
"""
_WHOSE_AUDIT = """
    UPDATE account.audit SET merchant_id = coalesce(
        CASE WHEN action LIKE 'merchant.%' THEN subject END,
        (SELECT merchant_id FROM account.api_key WHERE id = subject))
"""


def upgrade() -> None:
    op.execute(_KEYS)
    op.execute("ALTER TABLE account.audit ADD COLUMN merchant_id text REFERENCES account.merchant (id)")
    op.execute(_WHOSE_AUDIT)
    op.execute("ALTER TABLE account.audit ALTER COLUMN merchant_id SET NOT NULL")
    op.execute("CREATE INDEX audit_by_merchant ON account.audit (merchant_id, id)")
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA account FROM {SERVICE_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON account.profile TO {SERVICE_ROLE}")
    for statement in (
        *walled("account.merchant", may="SELECT", column="id"),
        *walled("account.api_key", may="SELECT, INSERT, UPDATE"),
        *walled("account.audit", may="SELECT, INSERT"),
        # What was written down of a change stays as it is.
        f"REVOKE UPDATE, DELETE ON account.audit FROM {SERVICE_ROLE}",
    ):
        op.execute(statement)


def downgrade() -> None:
    for table in ("merchant", "api_key", "audit"):
        op.execute(f"DROP POLICY own_merchant ON account.{table}")
        op.execute(f"DROP POLICY every_merchant ON account.{table}")
        op.execute(f"ALTER TABLE account.{table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON account.{table} FROM {REQUEST_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA account TO {SERVICE_ROLE}")
    op.execute("ALTER TABLE account.audit DROP COLUMN merchant_id")
    op.execute(
        "ALTER TABLE account.api_key DROP COLUMN expires_at, DROP COLUMN requests_per_second, DROP COLUMN burst, "
        "DROP COLUMN concurrency"
    )
