"""Acquiring the directory of keys at start."""

from contextlib import AsyncExitStack

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.directory import KeyDirectory, KeyRegister
from dutiful_shared.account.key_copy import KeptRegister
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.service.settings import ServiceSettings

_SECONDS_PER_HOUR = 3600


async def acquire_keys(stack: AsyncExitStack, settings: ServiceSettings, engine: AsyncEngine) -> KeyDirectory:
    """A directory that has read the keys and goes on reading them until `stack` unwinds."""
    register: KeyRegister = AccountRepository(engine)
    if settings.key_copy is not None:
        register = KeptRegister(register, settings.key_copy)
    directory = KeyDirectory(
        register,
        token_secret=settings.token_secret.get_secret_value().encode(),
        refresh_seconds=settings.key_refresh_seconds,
        max_age_seconds=settings.key_max_age_hours * _SECONDS_PER_HOUR,
    )
    stack.push_async_callback(directory.close)
    await directory.start()
    return directory


def keys_check(directory: KeyDirectory, settings: ServiceSettings) -> HealthCheck:
    """Whether callers can be told apart: the keys were read, and not too long ago."""
    age = directory.age_seconds
    if age <= settings.key_max_age_hours * _SECONDS_PER_HOUR:
        return HealthCheck(ok=True)
    never = age == float("inf")
    return HealthCheck(ok=False, detail="API keys were never read." if never else "API keys were read too long ago.")
