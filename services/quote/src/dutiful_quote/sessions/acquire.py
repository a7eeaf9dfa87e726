"""The rooms of sessions and of second factors, with what they need."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.sessions.factor_repository import FactorRepository
from dutiful_quote.sessions.register import SessionRegister
from dutiful_quote.sessions.repository import SessionRepository
from dutiful_quote.sessions.second_factors import SecondFactors
from dutiful_quote.sessions.session import SessionRules
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.settings import key_ring


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


def second_factors(settings: QuoteSettings, requests_engine: AsyncEngine, now: Callable[[], datetime]) -> SecondFactors:
    """The room of second factors; it keeps nothing in memory."""
    vault = Vault(key_ring(settings.secret_keys.get_secret_value()))
    return SecondFactors(FactorRepository(requests_engine, vault), now)
