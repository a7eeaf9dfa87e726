"""A process that takes a batch in and prints its id once the first rows are done; it is slow, to be killed."""

import asyncio
import sys
from typing import Any

import httpx2

from dutiful_classify.app import create_app
from tests.integration.classification_service.conftest import running, settings_of
from tests.integration.classification_service.keyword_classifier import KeywordClassifier


async def _run(database_url: str, redis_url: str, key: str) -> None:
    body = await asyncio.to_thread(sys.stdin.buffer.read)
    app = create_app(settings_of(database_url, redis_url), classifier=KeywordClassifier(seconds=0.05))
    transport: Any = httpx2.ASGITransport(app=app)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/jsonl"}
    async with running(app), httpx2.AsyncClient(transport=transport, base_url="http://c", headers=headers) as http:
        taken = (await http.post("/v1/classifications/batch", content=body)).json()
        while not (await http.get(f"/v1/classifications/batch/{taken['id']}")).json()["rows_read"]:
            await asyncio.sleep(0.01)
        print(taken["id"], flush=True)
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(_run(*sys.argv[1:]))
