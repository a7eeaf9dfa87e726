"""What the roles that services work under may do here (`service.roles` makes them before every migration)."""

from alembic import op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

revision = "0002_roles"
down_revision = "0001_account"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(f"GRANT USAGE ON SCHEMA account TO {SERVICE_ROLE}, {REQUEST_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA account TO {SERVICE_ROLE}")


def downgrade() -> None:
    """The roles stay: other databases of the server may use them."""
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA account FROM {SERVICE_ROLE}")
    op.execute(f"REVOKE USAGE ON SCHEMA account FROM {SERVICE_ROLE}, {REQUEST_ROLE}")
