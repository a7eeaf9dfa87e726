"""Spans of SQL statements in the traces of the requests that they serve."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.service.telemetry import current_trace

#: A statement is shown up to here; its values are never in it, they are bound.
_LONGEST: Final = 2_000
_KEY: Final = "dutiful.span"


def watch_statements(engine: AsyncEngine) -> None:
    """Make a span of each statement that a traced request waits for."""
    event.listen(engine.sync_engine, "before_cursor_execute", _begin)
    event.listen(engine.sync_engine, "after_cursor_execute", _end)
    event.listen(engine.sync_engine, "handle_error", _fail)


def _begin(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    trace = current_trace()
    if trace is None:
        return
    verb = statement.lstrip().partition(" ")[0].upper()
    attributes = {"db.system.name": "postgresql", "db.operation.name": verb, "db.query.text": statement[:_LONGEST]}
    connection.info[_KEY] = trace.leaf(f"postgresql {verb}", attributes)


def _end(connection: Any, *_: Any) -> None:
    _close(connection, None)


def _fail(context: Any) -> None:
    if context.connection is not None:
        _close(context.connection, context.original_exception)


def _close(connection: Any, error: BaseException | None) -> None:
    end: Callable[[BaseException | None], None] | None = connection.info.pop(_KEY, None)
    if end is not None:
        end(error)
