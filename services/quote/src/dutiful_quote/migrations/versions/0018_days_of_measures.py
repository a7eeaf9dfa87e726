"""The first and the last day of each measure beside it, so that what changes between two days is found by an index.

PostgreSQL computes them from the measure itself: no loader writes them, and they cannot say anything else. Adding them
writes the table anew, some seconds for a million measures. Quotes do not wait for it, they have their tiers.
"""

from alembic import context, op

revision = "0018_days_of_measures"
down_revision = "0017_newest_orders"
branch_labels = None
depends_on = None

# A cast of a text to a date depends on a session's settings as far as PostgreSQL knows; make_date does not.
_DAY = """
    make_date(left(data->>'{name}', 4)::integer, substr(data->>'{name}', 6, 2)::integer,
              substr(data->>'{name}', 9, 2)::integer)
"""
_NAMES = ("valid_from", "valid_to")


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    days = [f"ADD COLUMN {name} date GENERATED ALWAYS AS ({_DAY.format(name=name)}) STORED" for name in _NAMES]
    op.execute(f"ALTER TABLE {schema}.tariff_measure {', '.join(days)}")
    for name in _NAMES:
        op.execute(
            f"CREATE INDEX tariff_measure_by_{name} ON {schema}.tariff_measure (release_id, {name}) "
            f"WHERE {name} IS NOT NULL"
        )


def downgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"ALTER TABLE {schema}.tariff_measure {', '.join(f'DROP COLUMN {name}' for name in _NAMES)}")
