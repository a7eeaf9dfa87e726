"""The only SQL about idempotency: the claim that comes before the work, and the answer that comes after it."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

#: Writes the claim. A claim that stands is taken over once its lease has run out, if the request is the same one: with
#: its subject. What has expired counts as gone.
_CLAIM: Final = text(
    """
    INSERT INTO account.idempotency AS kept
        (merchant_id, method, route, key, fingerprint, subject, attempt, lease_until, expires_at)
    VALUES (:merchant_id, :method, :route, :key, :fingerprint, :subject, :attempt,
            clock_timestamp() + :lease * interval '1 second', clock_timestamp() + :keep * interval '1 second')
    ON CONFLICT (merchant_id, method, route, key) DO UPDATE SET
        attempt = EXCLUDED.attempt,
        lease_until = EXCLUDED.lease_until,
        fingerprint = EXCLUDED.fingerprint,
        subject = CASE WHEN kept.expires_at <= clock_timestamp() THEN EXCLUDED.subject ELSE kept.subject END,
        created_at = CASE WHEN kept.expires_at <= clock_timestamp() THEN clock_timestamp() ELSE kept.created_at END,
        expires_at = EXCLUDED.expires_at,
        status = NULL, media_type = NULL, body = NULL
    WHERE kept.expires_at <= clock_timestamp()
       OR (kept.status IS NULL AND kept.lease_until <= clock_timestamp() AND kept.fingerprint = EXCLUDED.fingerprint)
    RETURNING subject
    """
)
_OF_KEY: Final = "merchant_id = :merchant_id AND method = :method AND route = :route AND key = :key"
_OURS: Final = f"{_OF_KEY} AND attempt = :attempt AND status IS NULL"
_LOOK: Final = text(f"SELECT fingerprint, status, media_type, body FROM account.idempotency WHERE {_OF_KEY}")  # noqa: S608
_SAVE: Final = text(
    f"UPDATE account.idempotency SET status = :status, media_type = :media_type, body = :body WHERE {_OURS}"  # noqa: S608
)
_LET_GO: Final = text(f"UPDATE account.idempotency SET lease_until = clock_timestamp() WHERE {_OURS}")  # noqa: S608
_FORGET: Final = text(f"DELETE FROM account.idempotency WHERE {_OURS}")  # noqa: S608
_CLEAN: Final = text(
    """
    DELETE FROM account.idempotency WHERE (merchant_id, method, route, key) IN (
        SELECT merchant_id, method, route, key FROM account.idempotency
        WHERE expires_at <= clock_timestamp() LIMIT :most FOR UPDATE SKIP LOCKED
    )
    """
)
_CLEAN_AT_ONCE: Final = 500


class IdempotencyUnavailableError(Exception):
    """PostgreSQL is out of reach: nobody can say whether the request was answered before."""


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request under a key. `fingerprint` (32 bytes) tells it from another one under the same key."""

    merchant_id: str
    method: str
    route: str
    key: str
    fingerprint: bytes

    @property
    def columns(self) -> dict[str, Any]:
        """The primary key of its row."""
        return {"merchant_id": self.merchant_id, "method": self.method, "route": self.route, "key": self.key}


@dataclass(frozen=True, slots=True)
class Claimed:
    """The work is ours to do. `subject` is the id to give to what it makes; `again` if somebody tried before."""

    subject: str
    again: bool


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The first answer. `secret` is set where it must not be kept by anybody else."""

    status: int
    media_type: str | None
    body: bytes
    secret: bool = False


@dataclass(frozen=True, slots=True)
class InProgress:
    """Somebody else is at it."""


@dataclass(frozen=True, slots=True)
class Reused:
    """The key belongs to another request."""


class IdempotencyStore:
    """Keyed requests in PostgreSQL.

    Args:
        requests: engine of the role that sees one merchant at a time.
        service: engine of the role that works for all merchants; it cleans up.
        keep_seconds: how long an answer is kept.
        lease_seconds: how long nobody else takes up what an attempt has claimed; longer than any attempt lasts.
    """

    def __init__(
        self, requests: AsyncEngine, service: AsyncEngine, *, keep_seconds: float, lease_seconds: float
    ) -> None:
        self._requests = requests
        self._service = service
        self._keep = keep_seconds
        self._lease = lease_seconds

    async def warm(self) -> None:
        """Open the first connection, which no request shall wait for.

        Raises:
            IdempotencyUnavailableError: PostgreSQL is out of reach.
        """
        with unreachable_as(IdempotencyUnavailableError, "there is no connection"):
            async with self._requests.connect():
                pass

    async def claim(
        self, request: KeyedRequest, subject: str, attempt: str
    ) -> Claimed | StoredAnswer | InProgress | Reused:
        """Write down that `attempt` does the work under `subject`, or say why it must not.

        Raises:
            IdempotencyUnavailableError: PostgreSQL is out of reach.
        """
        values = {"fingerprint": request.fingerprint, "subject": subject, "attempt": attempt}
        times = {"lease": self._lease, "keep": self._keep}
        with unreachable_as(IdempotencyUnavailableError, "the key could not be looked up"):
            async with as_merchant(self._requests, request.merchant_id) as connection:
                ours = (await connection.execute(_CLAIM, {**request.columns, **values, **times})).scalar_one_or_none()
                row = None if ours else (await connection.execute(_LOOK, request.columns)).one_or_none()
        if ours is not None:
            return Claimed(ours, again=ours != subject)
        if row is None:  # it was given up between the two statements
            return InProgress()
        if row.fingerprint != request.fingerprint:
            return Reused()
        return InProgress() if row.status is None else StoredAnswer(row.status, row.media_type, row.body)

    async def save(self, request: KeyedRequest, attempt: str, answer: StoredAnswer) -> bool:
        """Keep the answer; False if the claim is no longer that of `attempt`.

        Raises:
            IdempotencyUnavailableError: PostgreSQL is out of reach.
        """
        values = {"status": answer.status, "media_type": answer.media_type, "body": answer.body}
        return await self._change(_SAVE, request, attempt, values)

    async def let_go(self, request: KeyedRequest, attempt: str) -> bool:
        """Let the next attempt begin at once, with the same subject."""
        return await self._change(_LET_GO, request, attempt, {})

    async def forget(self, request: KeyedRequest, attempt: str) -> bool:
        """Free the key: nothing was done."""
        return await self._change(_FORGET, request, attempt, {})

    async def _change(self, statement: Any, request: KeyedRequest, attempt: str, values: dict[str, Any]) -> bool:
        with unreachable_as(IdempotencyUnavailableError, "the claim could not be changed"):
            async with as_merchant(self._requests, request.merchant_id) as connection:
                result = await connection.execute(statement, {**request.columns, "attempt": attempt, **values})
        return bool(result.rowcount)

    async def clean(self) -> int:
        """Delete what has expired; how many.

        Raises:
            IdempotencyUnavailableError: PostgreSQL is out of reach.
        """
        total = 0
        with unreachable_as(IdempotencyUnavailableError, "expired answers could not be deleted"):
            while True:
                async with self._service.begin() as connection:
                    deleted = (await connection.execute(_CLEAN, {"most": _CLEAN_AT_ONCE})).rowcount
                total += deleted
                if deleted < _CLEAN_AT_ONCE:
                    return total
