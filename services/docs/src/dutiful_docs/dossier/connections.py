"""How the dossier's repositories reach PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.dossier.errors import DossierUnavailableError
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant


@asynccontextmanager
async def of_merchant(requests: AsyncEngine, merchant_id: str) -> AsyncIterator[AsyncConnection]:
    """A transaction behind the wall of this merchant.

    Raises:
        DossierUnavailableError: PostgreSQL is out of reach.
    """
    with unreachable_as(DossierUnavailableError, "the dossier cannot be read or changed now"):
        async with as_merchant(requests, merchant_id) as connection:
            yield connection
