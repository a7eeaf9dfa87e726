"""The codes that may be declared in an edition of a tariff: read once for each edition, then in memory."""

import asyncio
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.tariff.schedule import Edition, TariffUnavailableError
from dutiful_shared.service.postgres import STORE_ERRORS

#: Editions kept, of some megabytes together; one list has up to 30,000 codes.
_MOST_EDITIONS: Final = 16
_CODES: Final = text(
    """
    SELECT array_agg(goods_code ORDER BY goods_code COLLATE "C")
    FROM (SELECT DISTINCT goods_code FROM quote.tariff_line WHERE release_id = ANY(CAST(:releases AS text[]))) AS line
    """
)


class CodeLists:
    """Lists of codes by edition; an edition never changes, so a list is right for as long as it is kept."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._known: OrderedDict[str, Sequence[str]] = OrderedDict()
        self._reading = asyncio.Lock()

    async def below(self, edition: Edition, prefix: str) -> tuple[str, ...]:
        """The declarable codes that begin with `prefix`, in order; none where the edition has no list of codes.

        Raises:
            TariffUnavailableError: the list was never read, and PostgreSQL is out of reach.
        """
        codes = self._known.get(edition.key)
        if codes is None:
            async with self._reading:
                codes = self._known.get(edition.key)
                if codes is None:
                    codes = await self._read(edition)
        first, last = (bisect_left(codes, end) for end in (prefix, prefix + ":"))
        return tuple(codes[first:last])

    async def _read(self, edition: Edition) -> Sequence[str]:
        values = {"releases": [release.id for release in edition.releases]}
        try:
            async with self._engine.connect() as connection:
                codes: Sequence[str] = (await connection.execute(_CODES, values)).scalar_one() or []
        except STORE_ERRORS as exc:
            raise TariffUnavailableError(f"the codes of {edition.jurisdiction} cannot be read: {exc}") from exc
        self._known[edition.key] = codes
        while len(self._known) > _MOST_EDITIONS:
            self._known.popitem(last=False)
        return codes
