"""Classifications behind the wall between merchants."""

from alembic import op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0002_walls"
down_revision = "0001_classification"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in walled("classify.classification"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP POLICY own_merchant ON classify.classification")
    op.execute("DROP POLICY every_merchant ON classify.classification")
    op.execute("ALTER TABLE classify.classification DISABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE ALL ON classify.classification FROM {REQUEST_ROLE}, {SERVICE_ROLE}")
