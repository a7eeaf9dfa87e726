"""The typed state of an application: what it is, and what it acquired at start."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry

from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.service.draining import Draining
from dutiful_shared.service.process_gauges import PoolGauges
from dutiful_shared.service.settings import ServiceSettings

Resources = TypeVar("Resources")
Room = TypeVar("Room")

#: Acquires what the service needs and returns it as one frozen dataclass. After each acquisition it pushes the release
#: on the stack; the stack runs them in reverse order at shutdown, and also when a later acquisition fails.
Startup = Callable[[FastAPI, AsyncExitStack], Awaitable[Any]]
#: Looks at the resources that `Startup` returned.
ReadinessChecks = Callable[[Any], Awaitable[Mapping[str, HealthCheck]]]


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Set on `app.state.service` when the application is made."""

    name: str
    settings: ServiceSettings
    registry: CollectorRegistry
    pools: PoolGauges
    draining: Draining = field(default_factory=Draining)


def service_state(app: FastAPI) -> ServiceState:
    """The state that `create_service` gave to `app`."""
    state = app.state.service
    assert isinstance(state, ServiceState)
    return state


def resources_of(request: Request, kind: type[Resources]) -> Resources:
    """What the service acquired at start, as the type it is.

    Raises:
        TypeError: the service was started with other resources.
    """
    resources = getattr(request.app.state, "resources", None)
    if not isinstance(resources, kind):
        raise TypeError(f"the application holds {type(resources).__name__}, not {kind.__name__}")
    return resources


def room_of(request: Request, name: str, kind: type[Room]) -> Room:
    """One room of what the service acquired at start, for routes that several applications mount.

    Raises:
        TypeError: the service was started without this room.
    """
    room = getattr(request.app.state.resources, name, None)
    if not isinstance(room, kind):
        raise TypeError(f"the application's {name} is {type(room).__name__}, not {kind.__name__}")
    return room
