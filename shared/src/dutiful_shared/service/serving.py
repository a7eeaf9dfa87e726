"""`python -m dutiful_shared.service.serving FACTORY [--host] [--port] [--shutdown-seconds]`: a service on a socket."""

import argparse
from typing import Final

import uvicorn

from dutiful_shared.service.bounded_head import BoundedHead
from dutiful_shared.service.heap import settling

#: Longer than what stands in front keeps one (60 s, commonly; Node and httpx: 5 s): else a request may meet a close.
KEEP_ALIVE_SECONDS: Final = 75
#: Running requests may end; each has a deadline below this.
_SHUTDOWN_SECONDS: Final = 10


def serve(factory: str, host: str, port: int, shutdown_seconds: int = _SHUTDOWN_SECONDS) -> None:
    """Serve until a signal ends it.

    Args:
        factory: `module:function` that makes the application.
    """
    with settling():
        uvicorn.run(
            factory,
            factory=True,
            host=host,
            port=port,
            access_log=False,
            http=BoundedHead,
            timeout_graceful_shutdown=shutdown_seconds,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("factory")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--shutdown-seconds", type=int, default=_SHUTDOWN_SECONDS)
    chosen = parser.parse_args()
    serve(chosen.factory, chosen.host, chosen.port, chosen.shutdown_seconds)
