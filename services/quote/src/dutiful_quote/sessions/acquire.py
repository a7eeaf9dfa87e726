"""The room of sessions, with what it needs."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.sessions.register import SessionRegister
from dutiful_quote.sessions.repository import SessionRepository
from dutiful_quote.sessions.session import SessionRules
from dutiful_quote.settings import QuoteSettings


def acquire_sessions(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    requests_engine: AsyncEngine,
    service_engine: AsyncEngine,
    now: Callable[[], datetime],
) -> SessionRegister:
    """The register of sessions, which tidies itself up until `stack` unwinds."""
    rules = SessionRules(timedelta(minutes=settings.console_idle_minutes), settings.console_sessions_per_key)
    register = SessionRegister(SessionRepository(requests_engine, service_engine, rules), rules, now, registry)
    register.start()
    stack.push_async_callback(register.close)
    return register
