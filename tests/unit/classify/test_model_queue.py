"""Who is next for the thread that computes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from prometheus_client import CollectorRegistry

from dutiful_classify.classifications.appraisal import Appraisal, Appraiser, Asked
from dutiful_classify.classifications.errors import ModelBusyError
from dutiful_classify.classifications.metrics import ModelMetrics
from dutiful_classify.classifications.model_queue import MOST_TOGETHER, ModelQueue
from dutiful_classify.engine.assessment import Assessment, Nature, Reason
from dutiful_classify.engine.product import Product
from dutiful_shared.contract.classification import NationalCode


@dataclass
class Gated:
    """Computes when it is let; its answer names the title."""

    version: str = "gated"
    gate: threading.Event = field(default_factory=threading.Event)
    entered: threading.Event = field(default_factory=threading.Event)
    calls: list[list[str]] = field(default_factory=list)

    def assess(self, products: Sequence[Product]) -> list[Assessment]:
        self.entered.set()
        assert self.gate.wait(10)
        self.calls.append([product.title for product in products])
        if any(product.title == "bad" for product in products):
            raise ValueError("a product that cannot be computed")
        return [Assessment(Nature.GOODS, (), reasons=(Reason(product.title, "title"),)) for product in products]


class NoLines:
    """No tariff is known."""

    def lines(self, assessment: Assessment, product: Product, destinations: Sequence[str]) -> Sequence[NationalCode]:
        return ()


@asynccontextmanager
async def queue_of(model: Gated, most_waiting: int = 100) -> AsyncIterator[ModelQueue]:
    queue = ModelQueue(Appraiser(model, NoLines()), ModelMetrics(CollectorRegistry()), most_waiting)
    queue.start()
    try:
        yield queue
    finally:
        model.gate.set()
        await queue.close()


def asked(title: str) -> Asked:
    return Asked(Product(title))


def title_of(appraisal: Appraisal | None) -> str:
    assert appraisal is not None
    return appraisal.assessment.reasons[0].text


async def begun(queue: ModelQueue, model: Gated) -> "asyncio.Task[Appraisal]":
    """A first request that holds the thread."""
    task = asyncio.create_task(queue.appraise(asked("first")))
    await asyncio.to_thread(model.entered.wait, 10)
    return task


async def test_what_came_meanwhile_is_computed_together_and_everybody_has_the_own_answer() -> None:
    model = Gated()
    async with queue_of(model) as queue:
        first = await begun(queue, model)
        rest = [asyncio.create_task(queue.appraise(asked(str(number)))) for number in range(MOST_TOGETHER + 3)]
        await asyncio.sleep(0)
        model.gate.set()
        found = await asyncio.gather(first, *rest)

    assert [title_of(one) for one in found] == ["first", *map(str, range(MOST_TOGETHER + 3))]
    assert [len(call) for call in model.calls] == [1, MOST_TOGETHER, 3]


async def test_a_request_comes_before_all_that_can_wait() -> None:
    model = Gated()
    async with queue_of(model) as queue:
        first = await begun(queue, model)
        slow = asyncio.create_task(queue.appraise_in_background([asked(f"row {number}") for number in range(40)]))
        await asyncio.sleep(0)
        quick = asyncio.create_task(queue.appraise(asked("quick")))
        await asyncio.sleep(0)
        model.gate.set()
        await asyncio.gather(first, slow, quick)

    assert model.calls[1] == ["quick"]
    assert [len(call) for call in model.calls[2:]] == [16, 16, 8]


async def test_more_than_may_wait_are_refused_at_once() -> None:
    model = Gated()
    async with queue_of(model, most_waiting=2) as queue:
        first = await begun(queue, model)
        waiting = [asyncio.create_task(queue.appraise(asked("waiting"))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(ModelBusyError):
            await queue.appraise(asked("too many"))
        model.gate.set()
        assert len(await asyncio.gather(first, *waiting)) == 3


async def test_nothing_is_computed_for_whoever_has_gone() -> None:
    model = Gated()
    async with queue_of(model) as queue:
        first = await begun(queue, model)
        gone = asyncio.create_task(queue.appraise(asked("gone")))
        await asyncio.sleep(0)
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone
        model.gate.set()
        await first
        await queue.appraise(asked("next"))

    assert [title for call in model.calls for title in call] == ["first", "next"]


async def test_a_product_that_fails_fails_alone() -> None:
    model = Gated()
    async with queue_of(model) as queue:
        first = await begun(queue, model)
        titles = ["a", "bad", "b"]
        rest = [asyncio.create_task(queue.appraise(asked(title))) for title in titles]
        background = asyncio.create_task(queue.appraise_in_background([asked(title) for title in titles]))
        await asyncio.sleep(0)
        model.gate.set()
        found = await asyncio.gather(first, *rest, return_exceptions=True)
        rows = await background

    assert isinstance(found[2], ValueError)
    assert [title_of(one) for one in (found[1], found[3]) if isinstance(one, Appraisal)] == ["a", "b"]
    assert [None if row is None else title_of(row) for row in rows] == ["a", None, "b"]


async def test_whoever_waits_when_the_service_stops_is_told() -> None:
    model = Gated()
    async with queue_of(model) as queue:
        await begun(queue, model)
        waiting = asyncio.create_task(queue.appraise(asked("waiting")))
        await asyncio.sleep(0)
        model.gate.set()
        await queue.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
