"""Whether a service sends traces. Nothing of OpenTelemetry is imported where it does not (ADR 0063)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Final, Protocol

from starlette.types import Scope

from dutiful_shared.service.telemetry import RequestRecord

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_EXPORTER: Final = "OTEL_TRACES_EXPORTER"
_OTLP, _NONE, _HTTP = "otlp", "none", "http/protobuf"
_SENDER: Final = "dutiful_shared.service.open_telemetry"


class UnusableTracesError(ValueError):
    """The OTEL_* variables ask for what this service cannot do; the text names the variable."""


class TraceSender(Protocol):
    """Begins the traces of requests and sends them."""

    def begin(self, record: RequestRecord, scope: Scope) -> None:
        """Give the record of a request its trace, and the ids of it."""

    async def close(self) -> None:
        """Send what waits, for a bounded time."""


def traces_wanted(environ: Mapping[str, str]) -> bool:
    """Whether the variables of OpenTelemetry ask for traces: they name an endpoint or the exporter `otlp`.

    Raises:
        UnusableTracesError: they ask for another exporter, or for another protocol than OTLP over HTTP.
    """
    said = {name: environ.get(name, "").strip() for name in (*_ENDPOINTS, *_PROTOCOLS, _EXPORTER)}
    exporter = said[_EXPORTER]
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true" or exporter == _NONE:
        return False
    if exporter not in {"", _OTLP}:
        raise UnusableTracesError(f"{_EXPORTER} must be {_OTLP} or {_NONE}, not {exporter!r}")
    if not exporter and not any(said[name] for name in _ENDPOINTS):
        return False
    for name in _PROTOCOLS:
        if said[name] not in {"", _HTTP}:
            raise UnusableTracesError(f"{name} must be {_HTTP}, not {said[name]!r}")
    return True


class Traces:
    """The traces of one service: none, or those that `sender` begins from its start to its end."""

    def __init__(self, service: str, version: str, environ: Mapping[str, str]) -> None:
        self._service, self._version = service, version
        self._wanted = traces_wanted(environ)
        self.sender: TraceSender | None = None

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Inside of it traces are sent, where they are wanted.

        Raises:
            UnusableTracesError: they are wanted, and OpenTelemetry is not installed.
        """
        if not self._wanted:
            yield
            return
        try:
            sender: TraceSender = import_module(_SENDER).OpenTelemetry(self._service, self._version)
        except ModuleNotFoundError as exc:
            raise UnusableTracesError(
                f"OTEL_* variables ask for traces, and {exc.name} is not installed: install dutiful-shared[telemetry]"
            ) from exc
        self.sender = sender
        try:
            yield
        finally:
            self.sender = None
            await sender.close()
