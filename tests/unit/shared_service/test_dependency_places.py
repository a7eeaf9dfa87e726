"""Calls beyond a dependency's places: whoever waits for one gets it when it is free, and waits for no longer."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry

from dutiful_shared.service.breaker import BreakerOpenError, BreakerPolicy
from dutiful_shared.service.dependency import Dependency, DependencyBusyError, DependencyMetrics

_NEVER = 60.0
_SOON = 0.02


@pytest.fixture
def dependency() -> Dependency:
    metrics = DependencyMetrics(CollectorRegistry())
    return Dependency("store", metrics, places=1, failures=(OSError,), policy=BreakerPolicy(volume=1))


async def asked(dependency: Dependency, seconds: float) -> str:
    await dependency.free_place(seconds)
    with dependency.call():
        await asyncio.sleep(0)
    return "answered"


async def test_calls_that_come_together_are_made_one_after_the_other(dependency: Dependency) -> None:
    assert await asyncio.gather(*(asked(dependency, _NEVER) for _ in range(5))) == ["answered"] * 5


async def test_a_place_that_does_not_become_free_in_time_is_busy(dependency: Dependency) -> None:
    with dependency.call(), pytest.raises(DependencyBusyError):
        await asked(dependency, _SOON)


async def test_a_place_that_somebody_no_longer_waits_for_goes_to_the_next(dependency: Dependency) -> None:
    with dependency.call():
        impatient = asyncio.create_task(asked(dependency, _SOON))
        patient = asyncio.create_task(asked(dependency, _NEVER))
        with pytest.raises(DependencyBusyError):
            await impatient
    assert await patient == "answered"


async def test_nobody_waits_for_a_server_that_is_left_alone(dependency: Dependency) -> None:
    with pytest.raises(OSError, match="gone"), dependency.call():
        raise OSError("gone")
    with pytest.raises(BreakerOpenError):
        await asked(dependency, _NEVER)
