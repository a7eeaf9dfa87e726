"""The ledger: an append-only log, the outbox before it, and the openings beside it, which can be erased."""

from alembic import op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, walled

revision = "0005_ledger"
down_revision = "0004_batches"
branch_labels = None
depends_on = None

_TABLES = (
    # What a leaf commits to. Erasing the row leaves a commitment that nobody can link to anything.
    """
    CREATE TABLE docs.ledger_opening (
        leaf           text PRIMARY KEY CHECK (leaf ~ '^[0-9a-f]{32}$'),
        merchant_id    text NOT NULL,
        kind           text NOT NULL,
        subject        text NOT NULL,
        content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
        salt           text NOT NULL CHECK (salt ~ '^[0-9a-f]{64}$'),
        entered_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (merchant_id, kind, subject, content_sha256)
    )
    """,
    # What waits for the log, in the order of arrival.
    """
    CREATE TABLE docs.ledger_outbox (
        arrival     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        leaf        text NOT NULL UNIQUE,
        commitment  text NOT NULL CHECK (commitment ~ '^[0-9a-f]{64}$'),
        merchant_id text NOT NULL,
        entered_at  timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    # The log. It holds no time and no order of arrival beyond its own, which could link what was erased.
    """
    CREATE TABLE docs.ledger_leaf (
        index       bigint PRIMARY KEY CHECK (index >= 0),
        leaf        text NOT NULL UNIQUE,
        commitment  text NOT NULL,
        merchant_id text NOT NULL
    )
    """,
    # Hashes of perfect subtrees: level 0 are the leaves.
    """
    CREATE TABLE docs.ledger_node (
        level    smallint NOT NULL CHECK (level BETWEEN 0 AND 62),
        position bigint NOT NULL CHECK (position >= 0),
        hash     bytea NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (level, position)
    )
    """,
    """
    CREATE TABLE docs.ledger_head (
        size      bigint NOT NULL CHECK (size >= 0),
        signed_at timestamptz NOT NULL,
        root      bytea NOT NULL CHECK (length(root) = 32),
        note      text NOT NULL,
        PRIMARY KEY (size, signed_at)
    )
    """,
    # A name in the log is in it once, also where it waits: checked where it is entered, not when it is appended.
    """
    CREATE FUNCTION docs.ledger_refuse_known_leaf() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$
    BEGIN
        IF EXISTS (SELECT FROM docs.ledger_leaf WHERE leaf = NEW.leaf) THEN
            RAISE unique_violation USING MESSAGE = 'the leaf is in the ledger already';
        END IF;
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE TRIGGER known_leaf BEFORE INSERT ON docs.ledger_outbox
    FOR EACH ROW EXECUTE FUNCTION docs.ledger_refuse_known_leaf()
    """,
    """
    CREATE FUNCTION docs.ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE insufficient_privilege USING MESSAGE = format('%I is append-only: %s is refused', TG_TABLE_NAME, TG_OP);
    END
    $$
    """,
)
_APPEND_ONLY = ("ledger_leaf", "ledger_node", "ledger_head")


def upgrade() -> None:
    for statement in (
        *_TABLES,
        *walled("docs.ledger_opening", may="SELECT, INSERT, DELETE"),
        *walled("docs.ledger_outbox", may="SELECT, INSERT"),
        *walled("docs.ledger_leaf", may="SELECT"),
        f"GRANT SELECT, INSERT ON docs.ledger_node, docs.ledger_head TO {SERVICE_ROLE}",
        f"GRANT SELECT ON docs.ledger_node, docs.ledger_head TO {REQUEST_ROLE}",
        f"REVOKE UPDATE, DELETE ON docs.ledger_leaf FROM {SERVICE_ROLE}",
    ):
        op.execute(statement)
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON docs.{table}"
            " FOR EACH ROW EXECUTE FUNCTION docs.ledger_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON docs.{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION docs.ledger_refuse_change()"
        )


def downgrade() -> None:
    for table in ("ledger_head", "ledger_node", "ledger_leaf", "ledger_outbox", "ledger_opening"):
        op.execute(f"DROP TABLE docs.{table}")
    op.execute("DROP FUNCTION docs.ledger_refuse_change()")
    op.execute("DROP FUNCTION docs.ledger_refuse_known_leaf()")
