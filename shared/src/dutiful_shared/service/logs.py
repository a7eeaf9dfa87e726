"""Logs: JSON, one object a line on standard output, whether written by us or by a library."""

import logging
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import structlog
from structlog.typing import FilteringBoundLogger, Processor

from dutiful_shared.service.settings import LogLevel

#: Fields whose values never reach a log, by lower-case name.
_SECRET_FIELDS: Final = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "password", "secret", "token", "api_key", "key"}
)
_REDACTED: Final = "[redacted]"
_THRESHOLDS: Final = {level: logging.getLevelNamesMapping()[level.value.upper()] for level in LogLevel}


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: hide the values of fields that carry secrets, also inside a `headers` mapping."""
    for name, value in event.items():
        if name.lower() in _SECRET_FIELDS:
            event[name] = _REDACTED
        elif isinstance(value, dict):
            event[name] = {
                inner: _REDACTED if str(inner).lower() in _SECRET_FIELDS else kept for inner, kept in value.items()
            }
    return event


def configure_logging(level: LogLevel, service: str) -> None:
    """Set up this process's logs. The standard library's loggers (uvicorn, SQLAlchemy ...) go the same way."""

    def name_service(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event.setdefault("service", service)
        return event

    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_service,
        structlog.processors.format_exc_info,
        redact,
    ]
    threshold = _THRESHOLDS[level]
    _lines.threshold, _lines.service = threshold, service
    structlog.configure(
        processors=[*before, _render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=_StandardOutput,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=_render, foreign_pre_chain=before))
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(threshold, logging.INFO))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Our own line per request says more than uvicorn's.
    logging.getLogger("uvicorn.access").disabled = True


@dataclass(slots=True)
class _Lines:
    """What lines that are written without structlog have to know of the configuration."""

    threshold: int = logging.INFO
    service: str = ""


_lines: Final = _Lines()


def write_line(event: str, level: LogLevel, fields: dict[str, Any]) -> None:
    """One line, as `logger()` would write it, for the one that every request has: a chain of processors takes longer
    than all else of a warm request's edge (ADR 0040). `fields` is the caller's to give away: its names are in small
    letters, and no headers are among its values."""
    if _THRESHOLDS[level] < _lines.threshold:
        return
    if not _SECRET_FIELDS.isdisjoint(fields):
        redact(None, "", fields)
    fields |= {
        "event": event,
        "level": level,
        "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "service": _lines.service,
    }
    _StandardOutput().msg(_render(None, "", fields))


def logger() -> FilteringBoundLogger:
    """A logger; keyword arguments become fields."""
    bound: FilteringBoundLogger = structlog.get_logger()
    return bound


def _render(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class _StandardOutput:
    """Writes lines to whatever standard output is at that moment, at once."""

    def __init__(self, *_: Any) -> None: ...

    def msg(self, message: str) -> None:
        stream = sys.stdout
        stream.write(message + "\n")
        stream.flush()

    debug = info = warning = warn = error = critical = fatal = exception = log = msg
