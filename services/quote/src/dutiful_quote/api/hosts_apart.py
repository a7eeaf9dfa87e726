"""The API under names of its own, where the settings keep it apart from the console.

Pages and API under one name are one origin: a page that somebody has taken over could read everything of it. What each
process tells of itself (`/livez` and the like), and the pages of problems, are served under any name.
"""

import re
from collections.abc import Collection
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from dutiful_shared.service.handlers import problem_answer
from dutiful_shared.service.host_name import host_name
from dutiful_shared.service.problems import problem

_OF_PAGES: Final = re.compile(r"/|/console(/.*)?")
_OF_BOTH: Final = re.compile(r"/(livez|readyz|metrics|problems(/.*)?)")


class HostsApart:
    """Pure ASGI middleware. `names` are in lower case; which names the console has it says itself."""

    def __init__(self, app: ASGIApp, names: Collection[str], problem_base_uri: str) -> None:
        self.app = app
        self._names = names
        self._problem_base_uri = problem_base_uri

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request to the API under any other name with 421 `misdirected`."""
        if scope["type"] != "http" or _may_be_anywhere(scope["path"]) or _name_in(scope) in self._names:
            await self.app(scope, receive, send)
            return
        refusal = problem("misdirected", "The API is not served under this name.")
        await problem_answer(scope, refusal, self._problem_base_uri)(scope, receive, send)


def _may_be_anywhere(path: str) -> bool:
    return bool(_OF_PAGES.fullmatch(path) or _OF_BOTH.fullmatch(path))


def _name_in(scope: Scope) -> str:
    return host_name([value.decode("latin-1") for name, value in scope["headers"] if name == b"host"])
