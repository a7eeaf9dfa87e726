"""Official texts of nomenclatures as an operator imports them, and correlations of HS editions: of no merchant."""

from alembic import context, op

from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

revision = "0006_nomenclature"
down_revision = "0005_batches"
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE {schema}.nomenclature_edition (
        id           text PRIMARY KEY,
        system       text NOT NULL,
        language     text NOT NULL,
        edition      text NOT NULL,
        published_on date NOT NULL,
        digest       text NOT NULL,
        source_file  text NOT NULL,
        rows         integer NOT NULL,
        loaded_at    timestamptz NOT NULL,
        loaded_by    text NOT NULL,
        UNIQUE (system, language, digest)
    )
    """,
    """
    CREATE TABLE {schema}.nomenclature_row (
        edition_id text NOT NULL REFERENCES {schema}.nomenclature_edition ON DELETE CASCADE,
        place      integer NOT NULL,
        code       text NOT NULL,
        suffix     text NOT NULL,
        indent     smallint,
        wording    text NOT NULL,
        valid_from date,
        valid_to   date,
        declarable boolean,
        PRIMARY KEY (edition_id, place)
    )
    """,
    """
    CREATE TABLE {schema}.nomenclature_active (
        system       text NOT NULL,
        language     text NOT NULL,
        edition_id   text NOT NULL REFERENCES {schema}.nomenclature_edition,
        PRIMARY KEY (system, language)
    )
    """,
    """
    CREATE TABLE {schema}.nomenclature_activation (
        id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        system              text NOT NULL,
        language            text NOT NULL,
        edition_id          text NOT NULL REFERENCES {schema}.nomenclature_edition,
        previous_edition_id text REFERENCES {schema}.nomenclature_edition,
        activated_at        timestamptz NOT NULL,
        activated_by        text NOT NULL
    )
    """,
    """
    CREATE TABLE {schema}.hs_correlation (
        newer_edition text NOT NULL,
        older_edition text NOT NULL,
        digest        text NOT NULL,
        pairs         jsonb NOT NULL,
        loaded_at     timestamptz NOT NULL,
        loaded_by     text NOT NULL,
        PRIMARY KEY (newer_edition, older_edition)
    )
    """,
)
_NAMES = (
    "hs_correlation", "nomenclature_activation", "nomenclature_active", "nomenclature_row", "nomenclature_edition",
)  # fmt: skip


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))
    tables = ", ".join(f"{schema}.{name}" for name in _NAMES)
    op.execute(f"GRANT SELECT ON {tables} TO {REQUEST_ROLE}, {SERVICE_ROLE}")


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for name in _NAMES:
        op.execute(f"DROP TABLE {schema}.{name}")
