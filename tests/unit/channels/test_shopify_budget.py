"""How long a rate callback may take, by how busy its shop is."""

import pytest

from dutiful_quote.channels.shopify.budget import Traffic


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("requests", "seconds"), [(1, 5.0), (1_499, 5.0), (1_500, 2.5), (2_999, 2.5), (3_000, 1.5)])
def test_half_of_what_shopify_waits_is_taken(requests: int, seconds: float) -> None:
    traffic = Traffic(clock=Clock())

    budgets = [traffic.budget_seconds("shop_1", 9.0) for _ in range(requests)]

    assert budgets[-1] == seconds


def test_a_shop_may_want_it_sooner() -> None:
    assert Traffic(clock=Clock()).budget_seconds("shop_1", 0.3) == 0.3


def test_what_was_a_minute_ago_no_longer_counts() -> None:
    clock = Clock()
    traffic = Traffic(clock=clock)
    for _ in range(3_000):
        traffic.budget_seconds("shop_1", 9.0)
    clock.now = 60.0

    assert traffic.budget_seconds("shop_1", 9.0) == 5.0


def test_a_busy_shop_does_not_hurry_another() -> None:
    traffic = Traffic(clock=Clock())
    for _ in range(3_000):
        traffic.budget_seconds("shop_1", 9.0)

    assert traffic.budget_seconds("shop_2", 9.0) == 5.0


def test_each_of_several_processes_sees_its_part() -> None:
    traffic = Traffic(processes=4, clock=Clock())

    budgets = [traffic.budget_seconds("shop_1", 9.0) for _ in range(375)]

    assert budgets[-1] == 2.5
