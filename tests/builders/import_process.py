"""A process that takes an import in from standard input and prints its id once the first rows are done."""

import asyncio
import sys
from collections.abc import AsyncIterator

from dutiful_shared.service.row_files import RowFormat
from tests.builders.catalogue import opened


async def _stdin() -> AsyncIterator[bytes]:
    yield await asyncio.to_thread(sys.stdin.buffer.read)


async def _import(database_url: str, merchant_id: str) -> None:
    async with opened(database_url) as rooms:
        taken = await rooms.imports.take(merchant_id, RowFormat.JSONL, _stdin(), "tests")
        while not (await rooms.imports.find(merchant_id, taken.id, 0, 1)).rows_read:
            await asyncio.sleep(0.01)
        print(taken.id, flush=True)
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(_import(*sys.argv[1:]))
