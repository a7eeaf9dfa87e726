"""`PATIENT`: limits of a service that waits for a machine that runs many tests at once."""

from typing import Final, TypedDict


class Limits(TypedDict):
    request_deadline_ms: int
    database_pool_wait_ms: int
    database_connect_timeout_ms: int
    database_statement_timeout_ms: int


#: A service answers 503 where PostgreSQL takes longer than a shop would wait; a busy machine takes longer than that.
PATIENT: Final = Limits(
    request_deadline_ms=60_000,
    database_pool_wait_ms=60_000,
    database_connect_timeout_ms=60_000,
    database_statement_timeout_ms=60_000,
)
