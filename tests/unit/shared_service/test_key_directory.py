import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.directory import KeyDirectory, UnknownKeyError, signing_secret
from dutiful_shared.account.records import RegisterUnavailableError
from tests.unit.shared_service.register import START, MemoryRegister

SECRET = b"s" * 32
DAY = 86_400.0


@pytest.fixture
def register() -> MemoryRegister:
    return MemoryRegister()


def directory_of(register: MemoryRegister, refresh_seconds: float = 3_600.0) -> KeyDirectory:
    return KeyDirectory(register, token_secret=SECRET, refresh_seconds=refresh_seconds, clock=register.clock)


@pytest.fixture
async def directory(register: MemoryRegister) -> AsyncIterator[KeyDirectory]:
    directory = directory_of(register)
    yield directory
    await directory.close()


async def test_a_known_key_is_identified_without_asking_the_register(
    register: MemoryRegister, directory: KeyDirectory
) -> None:
    key = register.add(merchant="mer_7", scopes=["quote", "catalog"])
    await directory.start()
    readings = register.readings
    caller = await directory.identify(key.plain)
    assert (caller.merchant_id, caller.scopes) == ("mer_7", {"quote", "catalog"})
    assert register.readings == readings


async def test_a_key_ends_at_its_moment_without_asking_the_register(register: MemoryRegister) -> None:
    key = register.add(expires_at=START + timedelta(seconds=10))
    directory = KeyDirectory(register, token_secret=SECRET, clock=register.clock, now=lambda: register.now)
    await directory.refresh()
    register.seconds = 9.0
    assert (await directory.identify(key.plain)).merchant_id == "mer_1"
    register.seconds = 10.0
    with pytest.raises(UnknownKeyError):
        await directory.identify(key.plain)


async def test_a_wrong_secret_with_a_right_prefix_is_unknown(register: MemoryRegister, directory: KeyDirectory) -> None:
    key = register.add()
    await directory.start()
    with pytest.raises(UnknownKeyError):
        await directory.identify(f"dk_test_{key.prefix}_{'0' * 64}")


async def test_text_that_is_no_key_is_refused_without_asking(register: MemoryRegister, directory: KeyDirectory) -> None:
    await directory.start()
    readings = register.readings
    with pytest.raises(UnknownKeyError):
        await directory.identify("password")
    assert register.readings == readings


async def test_a_key_made_a_moment_ago_works_at_once(register: MemoryRegister, directory: KeyDirectory) -> None:
    await directory.start()
    register.seconds += 1
    key = register.add()
    assert (await directory.identify(key.plain)).key_id == f"key_{key.prefix}"


async def test_a_revoked_key_stops_working_at_the_next_refresh(
    register: MemoryRegister, directory: KeyDirectory
) -> None:
    key = register.add()
    await directory.start()
    register.seconds += 1
    register.revoke(key)
    await directory.refresh()
    with pytest.raises(UnknownKeyError):
        await directory.identify(key.plain)


async def test_the_background_refresh_finds_what_changed(register: MemoryRegister) -> None:
    directory = directory_of(register, refresh_seconds=0.01)
    await directory.start()
    register.add()
    for _ in range(2):  # once the second reading has begun, the first one has been taken in
        register.was_read.clear()
        await asyncio.wait_for(register.was_read.wait(), timeout=2)
    assert len(directory) == 1
    await directory.close()


async def test_known_keys_outlive_the_register(register: MemoryRegister, directory: KeyDirectory) -> None:
    key = register.add()
    await directory.start()
    register.reachable = False
    register.seconds += DAY - 1
    with pytest.raises(RegisterUnavailableError):
        await directory.refresh()
    assert (await directory.identify(key.plain)).merchant_id == "mer_1"


async def test_known_keys_die_after_a_day_without_the_register(
    register: MemoryRegister, directory: KeyDirectory
) -> None:
    key = register.add()
    await directory.start()
    register.reachable = False
    register.seconds += DAY + 1
    with pytest.raises(RegisterUnavailableError):
        await directory.identify(key.plain)


async def test_an_unknown_key_must_wait_for_the_register(register: MemoryRegister, directory: KeyDirectory) -> None:
    await directory.start()
    register.reachable = False
    register.seconds += 1
    with pytest.raises(RegisterUnavailableError):
        await directory.identify(new_key("test").plain)


async def test_a_directory_starts_without_the_register_and_recovers(
    register: MemoryRegister, directory: KeyDirectory
) -> None:
    key = register.add()
    register.reachable = False
    await directory.start()
    assert directory.age_seconds == float("inf")
    register.reachable = True
    register.seconds += 1
    assert (await directory.identify(key.plain)).merchant_id == "mer_1"


async def test_guessers_who_come_together_cost_one_reading(register: MemoryRegister, directory: KeyDirectory) -> None:
    await directory.start()
    register.seconds += 1
    readings = register.readings
    guesses = [directory.identify(new_key("test").plain) for _ in range(50)]
    results = await asyncio.gather(*guesses, return_exceptions=True)
    assert all(isinstance(result, UnknownKeyError) for result in results)
    assert register.readings == readings + 1


async def test_the_use_of_keys_is_written_down(register: MemoryRegister, directory: KeyDirectory) -> None:
    key = register.add()
    await directory.start()
    await directory.identify(key.plain)
    await directory.close()
    assert register.used == {f"key_{key.prefix}"}


async def test_merchants_sign_with_secrets_of_their_own(register: MemoryRegister, directory: KeyDirectory) -> None:
    one, two = register.add(merchant="mer_1"), register.add(merchant="mer_2")
    await directory.start()
    first, second = await directory.identify(one.plain), await directory.identify(two.plain)
    assert first.signing_secret != second.signing_secret
    assert len(first.signing_secret) == 32
    assert first.signing_secret.hex() not in repr(first)


def test_a_new_generation_is_a_new_signing_secret() -> None:
    assert signing_secret(SECRET, "mer_1", 1) != signing_secret(SECRET, "mer_1", 2)
