"""The SQL about batches: as merchants see them, and as workers do."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.documents.batches.record import BatchRecord
from dutiful_docs.documents.errors import DocumentsUnavailableError
from dutiful_shared.contract.documents import BatchFault, BatchState
from dutiful_shared.service.job_lease import HELD, LeaseLostError, claim, lease_of
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

#: Longer than usual: whole papers are made between two renewals.
_LEASE: Final = lease_of(30)
_BEGIN = text(
    "INSERT INTO docs.document_batch (id, merchant_id, state, result_form, wanted, asked_by)"
    " VALUES (:id, :merchant_id, 'waiting', :result_form, :wanted, :asked_by)"
)
_ITEMS = text(
    """
    INSERT INTO docs.document_batch_item
        (batch_id, number, merchant_id, request, cart, quote, ordered, document_id, order_id, faults)
    SELECT :id, number, :merchant_id, request::jsonb, cart::jsonb, quote::jsonb, ordered::jsonb, document_id, order_id,
           faults::jsonb
    FROM unnest(CAST(:numbers AS int[]), CAST(:requests AS text[]), CAST(:carts AS text[]), CAST(:quotes AS text[]),
                CAST(:ordered AS text[]), CAST(:document_ids AS text[]), CAST(:order_ids AS text[]),
                CAST(:faults AS text[]))
         AS item (number, request, cart, quote, ordered, document_id, order_id, faults)
    """
)
_FIND = text(
    """
    SELECT id, merchant_id, state, result_form, wanted, result_sha256,
           (SELECT count(*) FROM docs.document_batch_item WHERE batch_id = id AND made) AS made
    FROM docs.document_batch WHERE id = :id AND merchant_id = :merchant_id
    """
)
_FAULTS = text(
    "SELECT number, faults FROM docs.document_batch_item"
    " WHERE batch_id = :id AND merchant_id = :merchant_id AND faults IS NOT NULL ORDER BY number"
)
_CLAIM = claim("docs.document_batch", "id, merchant_id, result_form, wanted, asked_by", lease=_LEASE)
_NEXT = text(
    "SELECT number, request, cart, quote, ordered, document_id, order_id FROM docs.document_batch_item"
    " WHERE batch_id = :id AND NOT made AND faults IS NULL ORDER BY number LIMIT :most"
)
_MADE = text("SELECT number, document_id FROM docs.document_batch_item WHERE batch_id = :id AND made ORDER BY number")
_DONE_ITEM = text(
    "UPDATE docs.document_batch_item SET made = :made, faults = CAST(:faults AS jsonb)"
    " WHERE batch_id = :id AND number = :number"
)
_RENEW = text(
    f"UPDATE docs.document_batch SET {_LEASE} {HELD} RETURNING id"  # noqa: S608 - constants only
)
_END = text(
    f"UPDATE docs.document_batch SET state = 'done', result_sha256 = :digest {HELD} RETURNING id"  # noqa: S608
)
_HOLDS = text(
    "SELECT EXISTS (SELECT FROM docs.order_paper"
    " WHERE merchant_id = :merchant_id AND quote_id = :order_id AND batch_id = :batch_id)"
)
#: What a webhook tells of papers that were not made; those that a later event has overtaken are no failure.
_REFUSED_NEWS = text(
    """
    INSERT INTO docs.document_refused_news (id, merchant_id, data)
    SELECT :news_id, merchant_id, jsonb_build_object('quote_id', order_id, 'batch_id', batch_id, 'refused', count(*))
    FROM docs.document_batch_item
    WHERE batch_id = :id AND order_id IS NOT NULL AND NOT faults @> CAST(:superseded AS jsonb)
    GROUP BY merchant_id, order_id, batch_id
    """
)
#: The code of the fault of a paper whose order has had a later event.
SUPERSEDED: Final = "superseded"


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One paper of a batch: its request, the quote it is for, and how that was ordered, all as JSON values.

    `order_id` names the order where the paper is made by itself: its committed quote. `faults` are those that are
    known when the batch is taken in: such a paper is not made.
    """

    number: int
    request: dict[str, Any]
    cart: dict[str, Any] | None
    quote: dict[str, Any] | None
    document_id: str
    ordered: dict[str, Any] | None = None
    order_id: str | None = None
    faults: tuple[dict[str, Any], ...] = ()


def listed(number: int, code: str, detail: str, pointer: str) -> dict[str, Any]:
    """A fault as the batch lists it: `pointer` leads from the paper's own request."""
    return {"code": code, "detail": detail, "pointer": f"/documents/{number}{pointer}"}


@dataclass(frozen=True, slots=True)
class BatchJob:
    """A batch as a worker has it."""

    id: str
    merchant_id: str
    result_form: Literal["zip", "pdf"]
    wanted: int
    asked_by: str


class BatchRepository:
    """Every method raises `DocumentsUnavailableError` where PostgreSQL is out of reach.

    Args:
        requests: acts as the merchant whose request is served.
        service: acts for all merchants.
        worker: names this process in leases.
    """

    def __init__(self, requests: AsyncEngine, service: AsyncEngine, worker: str) -> None:
        self._requests = requests
        self._service = service
        self._worker = worker

    async def begin(
        self, batch_id: str, merchant_id: str, result_form: str, items: Sequence[BatchItem], asked_by: str
    ) -> None:
        """Take a batch in, as a whole."""
        with _reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                await self.begin_in(connection, batch_id, merchant_id, result_form, items, asked_by)

    async def begin_in(
        self,
        connection: AsyncConnection,
        batch_id: str,
        merchant_id: str,
        result_form: str,
        items: Sequence[BatchItem],
        asked_by: str,
    ) -> None:
        """Take a batch in with the transaction of `connection`, which acts as its merchant."""
        batch = {"id": batch_id, "merchant_id": merchant_id, "result_form": result_form, "wanted": len(items)}
        batch["asked_by"] = asked_by
        columns = {
            "id": batch_id,
            "merchant_id": merchant_id,
            "numbers": [item.number for item in items],
            "requests": [_json(item.request) for item in items],
            "carts": [_json(item.cart) for item in items],
            "quotes": [_json(item.quote) for item in items],
            "ordered": [_json(item.ordered) for item in items],
            "document_ids": [item.document_id for item in items],
            "order_ids": [item.order_id for item in items],
            "faults": [_json(item.faults or None) for item in items],
        }
        await connection.execute(_BEGIN, batch)
        await connection.execute(_ITEMS, columns)

    async def find(self, merchant_id: str, batch_id: str) -> BatchRecord | None:
        """A batch of the merchant; None where there is none."""
        values = {"id": batch_id, "merchant_id": merchant_id}
        with _reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                row = (await connection.execute(_FIND, values)).one_or_none()
                faults = (await connection.execute(_FAULTS, values)).all() if row is not None else ()
        return None if row is None else _record(row, faults)

    async def claim(self) -> BatchJob | None:
        """The oldest batch that waits, or whose worker died."""
        with _reachable():
            async with self._service.begin() as connection:
                row = (await connection.execute(_CLAIM, {"worker": self._worker})).one_or_none()
        return None if row is None else BatchJob(**row._mapping)

    async def following(self, job: BatchJob, most: int) -> list[BatchItem]:
        """The next papers to make."""
        with _reachable():
            async with self._service.connect() as connection:
                found = await connection.execute(_NEXT, {"id": job.id, "most": most})
                return [BatchItem(**row._mapping) for row in found]

    async def made(self, job: BatchJob) -> list[tuple[int, str]]:
        """Number and document of every paper that was made."""
        with _reachable():
            async with self._service.connect() as connection:
                return [(row.number, row.document_id) for row in await connection.execute(_MADE, {"id": job.id})]

    async def settle(self, job: BatchJob, outcomes: Sequence[tuple[int, list[dict[str, Any]] | None]]) -> None:
        """Write down what became of some papers (faults, or None for one that was made), and keep the lease.

        Raises:
            LeaseLostError: nothing was written.
        """
        with _reachable():
            async with self._service.begin() as connection:
                mine = {"id": job.id, "worker": self._worker}
                if (await connection.execute(_RENEW, mine)).one_or_none() is None:
                    raise LeaseLostError(job.id)
                for number, faults in outcomes:
                    values = {"id": job.id, "number": number, "made": faults is None, "faults": _json(faults)}
                    await connection.execute(_DONE_ITEM, values)

    async def end(self, job: BatchJob, digest: str | None) -> None:
        """The batch is done; its result lies under `digest`, None where no paper could be made.

        Papers of an order that were refused are told to its merchant.
        """
        values = {"id": job.id, "worker": self._worker, "digest": digest}
        news = {"id": job.id, "news_id": f"evt_{secrets.token_hex(16)}", "superseded": _json([{"code": SUPERSEDED}])}
        with _reachable():
            async with self._service.begin() as connection:
                if (await connection.execute(_END, values)).one_or_none() is not None:
                    await connection.execute(_REFUSED_NEWS, news)

    async def holds(self, job: BatchJob, item: BatchItem) -> bool:
        """Whether a paper's order has not been told of, or stated, anew since."""
        values = {"merchant_id": job.merchant_id, "order_id": item.order_id, "batch_id": job.id}
        with _reachable():
            async with self._service.connect() as connection:
                return bool((await connection.execute(_HOLDS, values)).scalar_one())


@contextmanager
def _reachable() -> Iterator[None]:
    with unreachable_as(DocumentsUnavailableError, "batches cannot be read or written now"):
        yield


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _record(row: Row[Any], faults: Sequence[Row[Any]]) -> BatchRecord:
    return BatchRecord(
        id=row.id,
        state=BatchState(row.state),
        result_form=row.result_form,
        wanted=row.wanted,
        made=row.made,
        faults=tuple(BatchFault(index=one.number, **fault) for one in faults for fault in one.faults),
        result_sha256=row.result_sha256,
    )
