"""What lasts is set aside from the collector, what died is not kept, and all is given back at the end."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from dutiful_shared.service.heap import SettledHeap, settling


class Thing:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def heap() -> Iterator[SettledHeap]:
    settled = SettledHeap()
    settled.settle()
    yield settled
    gc.unfreeze()


def test_what_lasts_is_set_aside(heap: SettledHeap) -> None:
    before = gc.get_freeze_count()
    lasting = [[number] for number in range(1_000)]
    heap.settle()
    assert gc.get_freeze_count() >= before + len(lasting)


def test_what_died_before_a_turn_is_freed_by_it(heap: SettledHeap) -> None:
    remains = weakref.ref(Thing())
    heap.settle()
    assert remains() is None


def test_what_died_after_its_turn_is_freed_within_the_hour(heap: SettledHeap) -> None:
    thing = Thing()
    remains = weakref.ref(thing)
    heap.settle()
    del thing
    for _ in range(3_600):
        heap.settle()
    assert remains() is None


def test_a_process_that_serves_no_more_sets_nothing_aside() -> None:
    with settling():
        pass
    assert gc.get_freeze_count() == 0
