"""What the routes need, made once at start and typed: no globals."""

from typing import Annotated

from fastapi import Depends, Request

from dutiful_docs.rooms import Rooms
from dutiful_shared.service.state import resources_of

__all__ = ["Rooms", "State", "api_key_of"]


def _rooms(request: Request) -> Rooms:
    return resources_of(request, Rooms)


State = Annotated[Rooms, Depends(_rooms)]


def api_key_of(request: Request) -> str:
    """The key of a caller who was let in, with which other services are asked in their name."""
    return request.headers["authorization"].partition(" ")[2].strip()
