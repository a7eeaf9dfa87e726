"""Tariff releases, their content, the pointer to the active ones and its history.

Goods codes are collated "C": one ordinary index then serves equality, order and prefix ranges alike.
"""

from alembic import context, op

revision = "0001_tariff"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE {schema}.tariff_release (
        id             text PRIMARY KEY,
        jurisdiction   text NOT NULL,
        publication    text NOT NULL,
        edition        text NOT NULL,
        title          text NOT NULL,
        publisher      text NOT NULL,
        source_url     text NOT NULL,
        licence        text NOT NULL,
        published_on   date NOT NULL,
        verified_until date,
        digest         text NOT NULL,
        profile        jsonb NOT NULL,
        measure_count  integer NOT NULL DEFAULT 0,
        line_count     integer NOT NULL DEFAULT 0,
        loaded_at      timestamptz NOT NULL DEFAULT now(),
        status         text NOT NULL DEFAULT 'loading' CHECK (status IN ('loading', 'ready')),
        UNIQUE (jurisdiction, publication, digest),
        UNIQUE (jurisdiction, publication, id)
    )
    """,
    """
    CREATE TABLE {schema}.tariff_measure (
        release_id text NOT NULL REFERENCES {schema}.tariff_release,
        seq        integer NOT NULL,
        goods_code text COLLATE "C" NOT NULL,
        kind       text NOT NULL,
        id         text NOT NULL,
        data       jsonb NOT NULL,
        PRIMARY KEY (release_id, seq)
    )
    """,
    "CREATE INDEX tariff_measure_by_code ON {schema}.tariff_measure (release_id, goods_code)",
    """
    CREATE TABLE {schema}.tariff_line (
        release_id text NOT NULL REFERENCES {schema}.tariff_release,
        goods_code text COLLATE "C" NOT NULL,
        units      text[] NOT NULL,
        PRIMARY KEY (release_id, goods_code)
    )
    """,
    """
    CREATE TABLE {schema}.tariff_area (
        release_id text NOT NULL REFERENCES {schema}.tariff_release,
        area       text NOT NULL,
        member     text NOT NULL,
        valid_from date,
        valid_to   date,
        UNIQUE NULLS NOT DISTINCT (release_id, area, member, valid_from)
    )
    """,
    """
    CREATE TABLE {schema}.tariff_active (
        jurisdiction text NOT NULL,
        publication  text NOT NULL,
        release_id   text NOT NULL,
        activated_at timestamptz NOT NULL,
        activated_by text NOT NULL,
        PRIMARY KEY (jurisdiction, publication),
        FOREIGN KEY (jurisdiction, publication, release_id)
            REFERENCES {schema}.tariff_release (jurisdiction, publication, id)
    )
    """,
    """
    CREATE TABLE {schema}.tariff_activation (
        id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        jurisdiction        text NOT NULL,
        publication         text NOT NULL,
        release_id          text NOT NULL REFERENCES {schema}.tariff_release,
        previous_release_id text REFERENCES {schema}.tariff_release,
        action              text NOT NULL CHECK (action IN ('activate', 'rollback')),
        activated_at        timestamptz NOT NULL,
        activated_by        text NOT NULL
    )
    """,
    "CREATE INDEX tariff_activation_by_publication ON {schema}.tariff_activation (jurisdiction, publication, id)",
    """
    CREATE TABLE {schema}.tariff_seed (
        fingerprint text PRIMARY KEY,
        seeded_at   timestamptz NOT NULL
    )
    """,
)


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    for statement in _TABLES:
        op.execute(statement.format(schema=schema))


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    for table in ("seed", "activation", "active", "area", "line", "measure", "release"):
        op.execute(f"DROP TABLE {schema}.tariff_{table}")
