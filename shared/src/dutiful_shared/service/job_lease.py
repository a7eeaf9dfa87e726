"""The lease on a job that waits in a table: who claims it, how long it is held, and how it is lost.

Such a table has `id`, `state` ('waiting', 'running' and ends of its own), `worker`, `leased_until` and `created_at`.
The database's clock rules, since workers of many processes share the rows. `JobWorker` does what is claimed here.
"""

from typing import Final

from sqlalchemy import TextClause, text

#: Without a sign of life for this long (seconds) a worker counts as dead and another one takes its job over.
LEASE_SECONDS: Final = 15


class LeaseLostError(Exception):
    """Another worker has taken the job over, or it has ended; what this one did last is not written."""


def lease_of(seconds: int) -> str:
    """What an UPDATE sets so that its worker holds the job for as long again."""
    return f"leased_until = clock_timestamp() + interval '{seconds:d} s'"


#: The usual lease, on a table that also says when its jobs last changed.
LEASED: Final = f"{lease_of(LEASE_SECONDS)}, updated_at = clock_timestamp()"
#: The job `:id` as long as `:worker` holds it.
HELD: Final = "WHERE id = :id AND worker = :worker AND state = 'running'"


def claim(table: str, columns: str, *, lease: str = LEASED, which: str = "true") -> TextClause:
    """The statement with which `:worker` takes the oldest job that waits, or whose worker died; no row where none does.

    Args:
        table: with its schema, such as `quote.catalogue_import`.
        columns: what comes back.
        lease: what to set; see `lease_of`.
        which: a condition for jobs that this worker may take.
    """
    return text(
        f"""
        UPDATE {table} SET state = 'running', worker = :worker, {lease}
        WHERE id = (
            SELECT id FROM {table}
            WHERE (state = 'waiting' OR (state = 'running' AND leased_until < clock_timestamp())) AND ({which})
            ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING {columns}
        """  # noqa: S608 - constants of this source only
    )
