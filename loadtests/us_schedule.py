"""Load the packaged US schedule into an empty database and print what it took, as JSON: seconds, peak memory, measures.

A process of its own, so that the peak is that of the load alone; used by `bench`.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

from sqlalchemy.ext.asyncio import create_async_engine

from dutiful_local.home import Home
from dutiful_local.ports import free_port
from dutiful_local.postgres import Postgres
from dutiful_local.stack import Stack, asyncpg_url
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_shared.service.migrate import migrate

KB_PER_MB = 1024


def main() -> None:
    base = Path(".dutiful").resolve()
    base.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="us-", dir=base) as folder:
        Path(folder).chmod(0o755)
        home = Home(Path(folder)).ensure()
        postgres = Postgres(home, free_port())
        with Stack(home, {}) as stack:
            stack.start(postgres)
            asyncio.run(_load(asyncpg_url(postgres.url)))


async def _load(url: str) -> None:
    await migrate(url, "dutiful_quote.migrations", "quote")
    engine = create_async_engine(url)
    rows = 0

    def count(more: int) -> None:
        nonlocal rows
        rows += more

    begun = time.perf_counter()
    for tariff in read_publication(files("dutiful_quote.tariff.facts").joinpath("us", "hts")):
        await ReleaseStore(engine).load(tariff, count)
    seconds = time.perf_counter() - begun
    await engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB
    json.dump({"seconds": seconds, "peak_mb": peak, "measures": rows}, sys.stdout)


if __name__ == "__main__":
    main()
