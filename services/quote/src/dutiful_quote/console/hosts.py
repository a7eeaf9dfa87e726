"""Under which names the pages are reached.

Where this machine's own key opens them, a page from elsewhere must not read them by having its name lead here (DNS
rebinding): the browser takes them for that page's own then. The browser says in `Host` which name it went by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from fastapi import Request

from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.host_name import host_name
from dutiful_shared.service.problems import problem

_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """`named` are those of the setting; where it is empty and the pages are not `local`, any name will do."""

    named: frozenset[str]
    local: bool

    @classmethod
    def of(cls, settings: QuoteSettings) -> Self:
        """What the settings name. The pages are local where a key file lets everybody on this machine in."""
        return cls.read(settings.console_hosts.split(","), local=settings.console_key_file is not None)

    @classmethod
    def read(cls, names: Iterable[str], *, local: bool) -> Self:
        """Names as people write them, in any case and with blanks."""
        return cls(frozenset(name.strip().lower() for name in names if name.strip()), local)

    def check(self, request: Request) -> None:
        """Refuse a name that is none of ours.

        Raises:
            ProblemException: `misdirected`.
        """
        if not self.named and not self.local:
            return
        name = host_name(request.headers.getlist("host"))
        if name not in _THIS_MACHINE and name not in self.named:
            raise problem("misdirected", f"The console is not served under {name or 'this name'!r}.")


def from_this_machine(request: Request) -> bool:
    """Whether the browser went by a name of this machine, which no other one can have."""
    return host_name(request.headers.getlist("host")) in _THIS_MACHINE
