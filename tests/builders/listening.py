"""An application on a real socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import uvicorn
from fastapi import FastAPI

from dutiful_local.ports import LOOPBACK, free_port
from dutiful_shared.service.bounded_head import BoundedHead


@asynccontextmanager
async def listening(app: FastAPI, lifespan: Literal["on", "off"] = "on", port: int | None = None) -> AsyncIterator[int]:
    """The port on the loopback where `app` listens, a free one unless it is given; `lifespan` off for one that was
    started already."""
    number = port or free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host=LOOPBACK, port=number, log_config=None, lifespan=lifespan, http=BoundedHead)
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield number
    finally:
        server.should_exit = True
        await serving
