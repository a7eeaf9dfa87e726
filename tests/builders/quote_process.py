"""A quote service in a process of its own, on a real socket."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import httpx2
from pydantic import SecretStr

from dutiful_local.ports import free_port
from dutiful_quote.settings import QuoteSettings


def environment_of(settings: QuoteSettings) -> dict[str, str]:
    """The variables that say what was set; defaults are left to the process."""
    chosen = {name: getattr(settings, name) for name in settings.model_fields_set}
    return {
        f"DUTIFUL_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in chosen.items()
        if value is not None
    }


@contextlib.asynccontextmanager
async def serving(settings: QuoteSettings) -> AsyncIterator[tuple[subprocess.Popen[bytes], httpx2.AsyncClient]]:
    """The process, ready, and a client of it; it is killed afterwards if it is still there."""
    port = free_port()
    environment = {**os.environ, **environment_of(settings)}
    command = [
        sys.executable,
        "-m",
        "dutiful_shared.service.serving",
        "dutiful_quote.app:create_app",
        "--port",
        str(port),
    ]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: ASYNC220 - returns at once
        [*command, "--shutdown-seconds", "60"],
        env=environment,
        stdout=quiet,
        stderr=quiet,
    )
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60.0) as client:
            while True:
                with contextlib.suppress(httpx2.TransportError):
                    if (await client.get("/readyz")).status_code == 200:
                        break
                assert process.poll() is None
                await asyncio.sleep(0.1)
            yield process, client
    finally:
        process.kill()
        process.wait()
