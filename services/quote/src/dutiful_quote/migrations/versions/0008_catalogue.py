"""The merchants' catalogues: articles in layers, every change of them, and imports that survive their process.

An article's values come from three layers, each written by one hand: what people fixed (`overrides`), what the merchant
stated (`stated`), what shops said (`synced`, the newest first). `known` is what of them holds, and it is computed here,
so that no writer can forget it; the same is true of the history.
"""

from alembic import op

from dutiful_shared.service.tenancy import SERVICE_ROLE, walled

revision = "0008_catalogue"
down_revision = "0007_walls"
branch_labels = None
depends_on = None

_STATEMENTS = (
    # Field -> [value, source]. What stands further right in `||` wins: shops by age, the merchant, people.
    """
    CREATE FUNCTION quote.catalogue_known(stated jsonb, overrides jsonb, synced jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        known jsonb := '{}';
    BEGIN
        IF synced <> '{}' THEN
            known := coalesce((
                SELECT jsonb_object_agg(v.key, jsonb_build_array(v.value, 'shop:' || s.key)
                                        ORDER BY s.value->>'updated_at' COLLATE "C", s.key COLLATE "C")
                FROM jsonb_each(synced) AS s CROSS JOIN LATERAL jsonb_each(s.value->'values') AS v
            ), '{}');
        END IF;
        IF jsonb_exists(stated, 'codes') THEN
            known := known || (
                SELECT jsonb_object_agg('codes.' || key, jsonb_build_array(value, 'merchant'))
                FROM jsonb_each(stated->'codes')
            );
        END IF;
        IF jsonb_exists(stated, 'origin') THEN
            known := known || jsonb_build_object('origin', jsonb_build_array(stated->'origin', 'merchant'));
        END IF;
        IF jsonb_exists(stated, 'net_weight_kg') THEN
            known := known
                     || jsonb_build_object('net_weight_kg', jsonb_build_array(stated->'net_weight_kg', 'merchant'));
        END IF;
        IF overrides <> '{}' THEN
            known := known || (
                SELECT jsonb_object_agg(key, jsonb_build_array(value->'value', 'override')) FROM jsonb_each(overrides)
            );
        END IF;
        RETURN known;
    END $$
    """,
    """
    CREATE TABLE quote.catalogue_article (
        merchant_id text NOT NULL,
        sku         text COLLATE "C" NOT NULL,
        version     integer NOT NULL DEFAULT 1,
        stated      jsonb NOT NULL DEFAULT '{}',
        overrides   jsonb NOT NULL DEFAULT '{}',
        synced      jsonb NOT NULL DEFAULT '{}',
        classifier  jsonb,
        known       jsonb NOT NULL GENERATED ALWAYS AS (quote.catalogue_known(stated, overrides, synced)) STORED,
        deleted     boolean NOT NULL DEFAULT false,
        changed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        changed_by  text NOT NULL,
        action      text NOT NULL CHECK (action IN ('put', 'delete', 'override', 'import', 'sync', 'classify')),
        changed_in  xid8 NOT NULL DEFAULT pg_current_xact_id(),
        PRIMARY KEY (merchant_id, sku)
    )
    """,
    # Processes ask every second what was changed since they last looked.
    "CREATE INDEX catalogue_article_changed_in ON quote.catalogue_article (changed_in)",
    """
    CREATE TABLE quote.catalogue_change (
        id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        merchant_id text NOT NULL,
        sku         text COLLATE "C" NOT NULL,
        version     integer NOT NULL,
        at          timestamptz NOT NULL,
        actor       text NOT NULL,
        action      text NOT NULL,
        before      jsonb,
        after       jsonb NOT NULL
    )
    """,
    "CREATE INDEX catalogue_change_by_article ON quote.catalogue_change (merchant_id, sku, id)",
    """
    CREATE FUNCTION quote.catalogue_state(
        stated jsonb, overrides jsonb, synced jsonb, classifier jsonb, deleted boolean
    ) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT jsonb_build_object('stated', stated, 'overrides', overrides, 'synced', synced,
                                  'classifier', classifier, 'deleted', deleted)
    $$
    """,
    """
    CREATE FUNCTION quote.catalogue_keep_insert() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO quote.catalogue_change (merchant_id, sku, version, at, actor, action, after)
        SELECT n.merchant_id, n.sku, n.version, n.changed_at, n.changed_by, n.action,
               quote.catalogue_state(n.stated, n.overrides, n.synced, n.classifier, n.deleted)
        FROM fresh AS n;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION quote.catalogue_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO quote.catalogue_change (merchant_id, sku, version, at, actor, action, before, after)
        SELECT n.merchant_id, n.sku, n.version, n.changed_at, n.changed_by, n.action,
               quote.catalogue_state(o.stated, o.overrides, o.synced, o.classifier, o.deleted),
               quote.catalogue_state(n.stated, n.overrides, n.synced, n.classifier, n.deleted)
        FROM fresh AS n JOIN old AS o USING (merchant_id, sku);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER keep_insert AFTER INSERT ON quote.catalogue_article
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION quote.catalogue_keep_insert()
    """,
    """
    CREATE TRIGGER keep_update AFTER UPDATE ON quote.catalogue_article
    REFERENCING NEW TABLE AS fresh OLD TABLE AS old FOR EACH STATEMENT EXECUTE FUNCTION quote.catalogue_keep_update()
    """,
    """
    CREATE TABLE quote.catalogue_import (
        id             text PRIMARY KEY,
        merchant_id    text NOT NULL,
        format         text NOT NULL CHECK (format IN ('csv', 'jsonl')),
        state          text NOT NULL DEFAULT 'receiving'
                       CHECK (state IN ('receiving', 'waiting', 'running', 'done', 'failed')),
        detail         text NOT NULL DEFAULT '',
        bytes          bigint NOT NULL DEFAULT 0,
        rows_read      integer NOT NULL DEFAULT 0,
        rows_written   integer NOT NULL DEFAULT 0,
        rows_unchanged integer NOT NULL DEFAULT 0,
        rows_refused   integer NOT NULL DEFAULT 0,
        worker         text,
        leased_until   timestamptz,
        created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
        created_by     text NOT NULL,
        updated_at     timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    "CREATE INDEX catalogue_import_open ON quote.catalogue_import (created_at) WHERE state IN ('waiting', 'running')",
    """
    CREATE TABLE quote.catalogue_import_part (
        import_id   text NOT NULL REFERENCES quote.catalogue_import ON DELETE CASCADE,
        merchant_id text NOT NULL,
        number      integer NOT NULL,
        content     bytea NOT NULL,
        PRIMARY KEY (import_id, number)
    )
    """,
    """
    CREATE TABLE quote.catalogue_import_fault (
        id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        import_id   text NOT NULL REFERENCES quote.catalogue_import ON DELETE CASCADE,
        merchant_id text NOT NULL,
        row         integer NOT NULL,
        pointer     text NOT NULL,
        code        text NOT NULL,
        detail      text NOT NULL
    )
    """,
    "CREATE INDEX catalogue_import_fault_by_import ON quote.catalogue_import_fault (import_id, id)",
)
_WALLS = {
    "quote.catalogue_article": "SELECT, INSERT, UPDATE",
    "quote.catalogue_change": "SELECT, INSERT",
    "quote.catalogue_import": "SELECT, INSERT, UPDATE",
    "quote.catalogue_import_part": "SELECT, INSERT",
    "quote.catalogue_import_fault": "SELECT",
}


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
    for table, may in _WALLS.items():
        for statement in walled(table, may=may):
            op.execute(statement)
    # The history is appended to, by everybody.
    op.execute(f"REVOKE UPDATE, DELETE ON quote.catalogue_change FROM {SERVICE_ROLE}")


def downgrade() -> None:
    for table in ("import_fault", "import_part", "import", "article", "change"):
        op.execute(f"DROP TABLE quote.catalogue_{table}")
    for function in ("keep_insert", "keep_update", "known", "state"):
        op.execute(f"DROP FUNCTION quote.catalogue_{function}")
