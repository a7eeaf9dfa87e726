"""Documents behind the wall between merchants."""

from alembic import op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0002_walls"
down_revision = "0001_document"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in walled("docs.document"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP POLICY own_merchant ON docs.document")
    op.execute("DROP POLICY every_merchant ON docs.document")
    op.execute("ALTER TABLE docs.document DISABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE ALL ON docs.document FROM {REQUEST_ROLE}, {SERVICE_ROLE}")
