"""A batch whose worker dies is taken over where it stopped."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.documents.batches.repository import BatchItem, BatchRepository
from dutiful_docs.order_papers.repository import made, try_again
from dutiful_docs.settings import DocsSettings
from dutiful_shared.contract.documents import BatchState
from dutiful_shared.service.job_lease import LeaseLostError
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

pytestmark = pytest.mark.integration
FAULT: dict[str, Any] = {"code": "not_stated", "detail": "no", "pointer": "/documents/1/kind"}


@pytest.fixture
async def engines(database_url: str) -> Any:
    settings = DocsSettings(database_url=database_url)  # type: ignore[arg-type]
    requests, service = connect(settings, role=REQUEST_ROLE), connect(settings, role=SERVICE_ROLE)
    yield requests, service
    await requests.dispose()
    await service.dispose()


def item(number: int) -> BatchItem:
    return BatchItem(number, {"kind": "cn22"}, None, None, f"doc_{number}")


async def begun(engines: tuple[AsyncEngine, AsyncEngine]) -> tuple[str, BatchRepository, BatchRepository]:
    """A batch of three, and two workers."""
    batch_id = f"batch_{uuid4().hex[:20]}"
    first, second = (BatchRepository(*engines, worker) for worker in ("first", "second"))
    await first.begin(batch_id, "mer_1", "zip", [item(n) for n in range(3)], "key:1")
    return batch_id, first, second


async def expire(engines: tuple[AsyncEngine, AsyncEngine], batch_id: str) -> None:
    async with engines[1].begin() as connection:
        statement = text("UPDATE docs.document_batch SET leased_until = now() - interval '1 s' WHERE id = :id")
        await connection.execute(statement, {"id": batch_id})


async def test_another_worker_goes_on_where_the_dead_one_stopped(engines: tuple[AsyncEngine, AsyncEngine]) -> None:
    batch_id, first, second = await begun(engines)
    job = await first.claim()
    assert job is not None
    await first.settle(job, [(0, None), (1, [FAULT])])
    assert await second.claim() is None
    await expire(engines, batch_id)

    taken = await second.claim()
    assert taken is not None
    assert [one.number for one in await second.following(taken, 10)] == [2]
    with pytest.raises(LeaseLostError):
        await first.settle(job, [(2, None)])


async def test_progress_is_seen_by_its_merchant_alone(engines: tuple[AsyncEngine, AsyncEngine]) -> None:
    batch_id, first, _ = await begun(engines)
    job = await first.claim()
    assert job is not None
    await first.settle(job, [(0, None), (1, [FAULT]), (2, None)])
    await first.end(job, "0" * 64)

    found = await first.find("mer_1", batch_id)
    assert found is not None
    assert (found.state, found.made, [fault.index for fault in found.faults]) == (BatchState.DONE, 2, [1])
    assert await first.find("mer_2", batch_id) is None


async def test_what_was_refused_is_tried_again_for_its_merchant_alone(engines: tuple[AsyncEngine, AsyncEngine]) -> None:
    """Asked as the service, so that no wall of the database stands before what the statement itself says."""
    batch_id, first, _ = await begun(engines)
    job = await first.claim()
    assert job is not None
    await first.settle(job, [(0, None), (1, [FAULT]), (2, None)])
    await first.end(job, "0" * 64)
    seen = []
    for merchant in ("mer_2", "mer_1"):
        async with engines[1].begin() as connection:
            await try_again(connection, merchant, batch_id)
            documents = await made(connection, merchant, batch_id)
        found = await first.find("mer_1", batch_id)
        assert found is not None
        seen.append((found.state, len(found.faults), documents))
    await first.claim()  # so that no other test is given what waits now

    assert seen == [(BatchState.DONE, 1, ()), (BatchState.WAITING, 0, ("doc_0", "doc_2"))]
