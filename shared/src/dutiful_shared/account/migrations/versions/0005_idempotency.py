"""Answers kept for requests that are repeated under an `Idempotency-Key`."""

from alembic import op

from dutiful_shared.service.tenancy import walled

revision = "0005_idempotency"
down_revision = "0004_walls_and_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE account.idempotency (
            merchant_id text NOT NULL REFERENCES account.merchant (id) ON DELETE CASCADE,
            method      text NOT NULL,
            route       text NOT NULL,
            key         text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
            fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
            subject     text NOT NULL,
            attempt     text NOT NULL,
            lease_until timestamptz NOT NULL,
            expires_at  timestamptz NOT NULL,
            created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
            status      integer CHECK (status BETWEEN 200 AND 499),
            media_type  text,
            body        bytea,
            PRIMARY KEY (merchant_id, method, route, key)
        )
        """
    )
    op.execute("COMMENT ON COLUMN account.idempotency.subject IS 'id of what the request makes, chosen beforehand'")
    op.execute("COMMENT ON COLUMN account.idempotency.attempt IS 'who works on it until lease_until'")
    op.execute("COMMENT ON COLUMN account.idempotency.status IS 'of the answer; without one the work is not done'")
    op.execute("CREATE INDEX idempotency_expires_at ON account.idempotency (expires_at)")
    for statement in walled("account.idempotency"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE account.idempotency")
