"""The journal of quotes by months, so that old months leave as a whole.

A quote's id begins with the time it was made (UUID version 7), so months are ranges of ids: the id stays the only key,
and whoever looks for one looks into one partition.
"""

from alembic import context, op

from dutiful_shared.service.tenancy import JOURNAL_ROLE, SERVICE_ROLE, walled

revision = "0016_quote_months"
down_revision = "0015_paper_outbox"
branch_labels = None
depends_on = None

_COLUMNS = (
    "id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint, request, answer, completed"
)
# Text in the order of its bytes: bounds of months are prefixes of ids.
_TABLE = """
    CREATE TABLE {schema}.quote (
        id             text COLLATE "C" PRIMARY KEY,
        merchant_id    text NOT NULL,
        created_at     timestamptz NOT NULL,
        expires_at     timestamptz NOT NULL,
        status         text NOT NULL CHECK (status IN ('complete', 'partial', 'degraded', 'no_import')),
        engine_version text NOT NULL,
        releases       text[] NOT NULL,
        fingerprint    text NOT NULL,
        request        json NOT NULL,
        answer         json NOT NULL,
        completed      json
    )
"""
#: What no month takes: until it is made, and the committed quotes of months that have left.
_OTHER = "CREATE TABLE {schema}.quote_other PARTITION OF {schema}.quote DEFAULT"
# Whoever owns the tables may make partitions; the service may ask for it, and for nothing else.
_FUNCTIONS = (
    """
    CREATE FUNCTION {schema}.quote_bound(month date) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS
    $$ SELECT 'q_' || lpad(to_hex((extract(epoch FROM month::timestamp) * 1000)::bigint), 12, '0') $$
    """,
    """
    CREATE FUNCTION {schema}.make_quote_month(month date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog SET lock_timeout = '1s' AS $$
    DECLARE
        first text := {schema}.quote_bound(date_trunc('month', month)::date);
        beyond text := {schema}.quote_bound((date_trunc('month', month) + interval '1 month')::date);
        name text := to_char(month, '"quote_"YYYY_MM');
    BEGIN
        -- Any fixed number: processes that make a month at the same moment wait for each other.
        PERFORM pg_advisory_xact_lock(7436143);
        IF to_regclass(format('{schema}.%I', name)) IS NOT NULL THEN RETURN false; END IF;
        EXECUTE format('CREATE TABLE {schema}.%I (LIKE {schema}.quote INCLUDING ALL)', name);
        EXECUTE format('ALTER TABLE {schema}.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('WITH moved AS (DELETE FROM {schema}.quote_other WHERE id >= %L AND id < %L RETURNING *)
                        INSERT INTO {schema}.%I SELECT * FROM moved', first, beyond, name);
        EXECUTE format('ALTER TABLE {schema}.quote ATTACH PARTITION {schema}.%I FOR VALUES FROM (%L) TO (%L)',
                       name, first, beyond);
        RETURN true;
    END $$
    """,
    """
    CREATE FUNCTION {schema}.drop_quote_month(month date) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog SET lock_timeout = '1s' AS $$
    DECLARE
        name text := to_char(month, '"quote_"YYYY_MM');
        all_of_them bigint;
        kept bigint;
    BEGIN
        IF to_regclass(format('{schema}.%I', name)) IS NULL THEN RETURN 0; END IF;
        EXECUTE format('ALTER TABLE {schema}.quote DETACH PARTITION {schema}.%I', name);
        EXECUTE format('SELECT count(*) FROM {schema}.%I', name) INTO all_of_them;
        EXECUTE format('INSERT INTO {schema}.quote SELECT * FROM {schema}.%I AS old
                        WHERE EXISTS (SELECT FROM {schema}.committed_order WHERE quote_id = old.id)
                           OR EXISTS (SELECT FROM {schema}.order_event WHERE version_quote_id = old.id)', name);
        GET DIAGNOSTICS kept = ROW_COUNT;
        EXECUTE format('DROP TABLE {schema}.%I', name);
        RETURN all_of_them - kept;
    END $$
    """,
)
_MONTHS = """
    SELECT {schema}.make_quote_month(month::date) FROM generate_series(
        date_trunc('month', (SELECT coalesce(min(created_at), now()) FROM {schema}.quote_before) AT TIME ZONE 'UTC'),
        date_trunc('month', now() AT TIME ZONE 'UTC') + interval '2 months', interval '1 month') AS month
"""


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    _rebuild(schema, _TABLE, _OTHER, *_FUNCTIONS, _MONTHS)
    op.execute(f"ALTER TABLE {schema}.quote_other ENABLE ROW LEVEL SECURITY")
    for function in ("make_quote_month", "drop_quote_month"):
        op.execute(f"REVOKE ALL ON FUNCTION {schema}.{function}(date) FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {schema}.{function}(date) TO {SERVICE_ROLE}")


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for function in ("make_quote_month", "drop_quote_month", "quote_bound"):
        op.execute(f"DROP FUNCTION {schema}.{function}(date)")
    _rebuild(schema, _TABLE.replace(' COLLATE "C"', ""))


def _rebuild(schema: str, *statements: str) -> None:
    """The table anew, with its rows and behind the same wall."""
    op.execute(f"ALTER TABLE {schema}.quote RENAME TO quote_before")
    op.execute(f"ALTER INDEX {schema}.quote_pkey RENAME TO quote_before_pkey")
    op.execute(f"ALTER INDEX {schema}.quote_by_merchant RENAME TO quote_before_by_merchant")
    table, *others = statements
    partitioned = " PARTITION BY RANGE (id)" if others else ""
    op.execute(table.format(schema=schema) + partitioned)
    op.execute(f"CREATE INDEX quote_by_merchant ON {schema}.quote (merchant_id, created_at DESC)")
    for statement in others:
        op.execute(statement.format(schema=schema))
    op.execute(
        f"INSERT INTO {schema}.quote ({_COLUMNS}) SELECT {_COLUMNS} FROM {schema}.quote_before"  # noqa: S608 - constants
    )
    op.execute(f"DROP TABLE {schema}.quote_before")
    for statement in walled(f"{schema}.quote", may="SELECT"):
        op.execute(statement)
    op.execute(f"GRANT INSERT ON {schema}.quote TO {JOURNAL_ROLE}")
    op.execute(f"CREATE POLICY journal ON {schema}.quote FOR INSERT TO {JOURNAL_ROLE} WITH CHECK (true)")
