"""Which ports the local stack listens on, and whether they are free."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dutiful_local.errors import LocalError, PortTakenError

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Port:
    """A TCP port on the loopback address and the environment variable that chooses it."""

    name: str
    variable: str
    number: int


DEFAULTS: tuple[Port, ...] = (
    Port("postgres", "DUTIFUL_POSTGRES_PORT", 55432),
    Port("valkey", "DUTIFUL_VALKEY_PORT", 56379),
    Port("quote", "DUTIFUL_QUOTE_PORT", 8080),
    Port("classify", "DUTIFUL_CLASSIFY_PORT", 8081),
    Port("docs", "DUTIFUL_DOCS_PORT", 8082),
)


def ports_from_environment(environ: Mapping[str, str]) -> dict[str, Port]:
    """The ports by name. Raises LocalError for a value that is no port, or one given twice."""
    ports = {default.name: _chosen(default, environ) for default in DEFAULTS}
    seen: dict[int, Port] = {}
    for port in ports.values():
        if other := seen.get(port.number):
            raise LocalError(f"{other.variable} and {port.variable} are both {port.number}. Give each its own port")
        seen[port.number] = port
    return ports


def _chosen(default: Port, environ: Mapping[str, str]) -> Port:
    text = environ.get(default.variable, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise LocalError(f"{default.variable} must be a port between 1 and 65535; got {text!r}")
    return Port(default.name, default.variable, int(text))


def require_free(ports: Iterable[Port]) -> None:
    """Raise PortTakenError, naming each taken port and its variable, unless all can be listened on."""
    taken = [port for port in ports if not is_free(port.number)]
    if taken:
        lines = [f"port {port.number} ({port.name}) is taken: set {port.variable} to another one" for port in taken]
        raise PortTakenError("; ".join(lines))


def is_free(number: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`number` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Servers set it too; without it a port in TIME_WAIT after a restart would look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, number))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that was free a moment ago, chosen by the system."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        number = probe.getsockname()[1]
        assert isinstance(number, int)
        return number
