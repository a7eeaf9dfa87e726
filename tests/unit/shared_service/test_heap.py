"""What lasts is set aside from the collector, what died is not kept, and all is given back at the end."""

import gc
import weakref
from collections.abc import AsyncIterator

import pytest

from dutiful_shared.service.heap import SettledHeap


class Thing:
    """Something that may hold itself."""

    itself: "Thing | None" = None


@pytest.fixture
async def heap() -> AsyncIterator[SettledHeap]:
    thresholds = gc.get_threshold()
    settled = await SettledHeap().start()
    yield settled
    await settled.close()
    gc.set_threshold(*thresholds)


def circle() -> weakref.ref[Thing]:
    thing = Thing()
    thing.itself = thing
    return weakref.ref(thing)


async def test_what_lasts_is_set_aside(heap: SettledHeap) -> None:
    before = gc.get_freeze_count()
    lasting = [[number] for number in range(1_000)]
    await heap.settle()
    assert gc.get_freeze_count() >= before + len(lasting)


async def test_what_died_before_a_turn_is_freed_by_it(heap: SettledHeap) -> None:
    remains = circle()
    await heap.settle()
    assert remains() is None


async def test_what_died_after_its_turn_is_freed_within_the_hour(heap: SettledHeap) -> None:
    thing = Thing()
    thing.itself = thing
    remains = weakref.ref(thing)
    await heap.settle()
    del thing
    for _ in range(3_600):
        await heap.settle()
    assert remains() is None


async def test_a_service_that_stopped_sets_nothing_aside() -> None:
    settled = await SettledHeap().start()
    await settled.close()
    assert gc.get_freeze_count() == 0
