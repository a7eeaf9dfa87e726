"""The catalogue's rooms on a real PostgreSQL, without the rest of the service."""

from collections.abc import AsyncIterator

import pytest

from dutiful_quote.catalogue.rooms import CatalogueRooms
from tests.builders.catalogue import opened


@pytest.fixture
async def catalogue(database_url: str) -> AsyncIterator[CatalogueRooms]:
    async with opened(database_url) as rooms:
        yield rooms
