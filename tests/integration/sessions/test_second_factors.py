"""Second factors on a real database: two processes, what is left in it, its sessions, and the way back in."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from dutiful_local.ports import free_port
from dutiful_quote.sessions.acquire import acquire_sessions, second_factors
from dutiful_quote.sessions.browser import Browser
from dutiful_quote.sessions.factor_repository import SEALED_COLUMNS
from dutiful_quote.sessions.one_time_code import LOCKED, FactorExistsError, Verdict
from dutiful_quote.sessions.register import SessionRegister
from dutiful_quote.sessions.second_factors import SecondFactors
from dutiful_quote.sessions.session import CodeLackingError, SessionOverError, SessionsUnavailableError
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.directory import Caller
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.sealed import declared_columns, reseal
from dutiful_shared.account.vault import SealError, Vault
from dutiful_shared.cli import app
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.settings import key_ring
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE
from tests.builders.sessions import caller
from tests.integration.sessions.conftest import Clock

pytestmark = pytest.mark.integration

NOBODY = Browser()
STEP = timedelta(seconds=30)


@pytest.fixture
async def who(owner: AsyncEngine) -> Caller:
    """The key of a merchant of its own."""
    accounts = AccountRepository(owner)
    merchant = await accounts.create_merchant(f"factors {uuid4().hex}", "tests")
    key_id = await accounts.create_key(merchant.id, new_key("test"), ["quote"], "tests", "tests")
    return caller(merchant.id, key_id)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


def process(stack: AsyncExitStack, database_url: str, clock: Clock) -> SecondFactors:
    chosen = QuoteSettings(database_url=database_url, database_pool_size=4)
    return second_factors(chosen, acquire_postgres(stack, chosen, "tests", REQUEST_ROLE), clock)


@pytest.fixture
def factors(stack: AsyncExitStack, database_url: str, clock: Clock) -> SecondFactors:
    return process(stack, database_url, clock)


@pytest.fixture
async def register(stack: AsyncExitStack, database_url: str, clock: Clock) -> SessionRegister:
    chosen = QuoteSettings(database_url=database_url, database_pool_size=4)
    requests, service = (acquire_postgres(stack, chosen, "tests", role) for role in (REQUEST_ROLE, SERVICE_ROLE))
    return acquire_sessions(stack, chosen, CollectorRegistry(), requests, service, clock)


async def confirmed(factors: SecondFactors, who: Caller, clock: Clock) -> pyotp.TOTP:
    """The authenticator of a factor that has been set up; the next code is one step away."""
    codes = pyotp.TOTP((await factors.begin(who)).plain)
    assert await factors.confirm(who, codes.at(clock.moment)) is Verdict.RIGHT
    clock.moment += STEP
    return codes


async def audited(owner: AsyncEngine, who: Caller) -> list[tuple[str, str]]:
    lines = await AccountRepository(owner).audit(who.merchant_id, 50)
    return [(one.action, one.actor) for one in reversed(lines) if one.action.startswith("second_factor.")]


async def test_a_factor_asks_from_its_confirmation_on_until_it_is_taken_off(
    factors: SecondFactors, who: Caller, clock: Clock, owner: AsyncEngine
) -> None:
    codes = pyotp.TOTP((await factors.begin(who)).plain)
    assert await factors.admit(who, "") is Verdict.NONE
    assert await factors.confirm(who, "") is Verdict.LACKING
    assert await factors.confirm(who, codes.at(clock.moment)) is Verdict.RIGHT
    assert await factors.admit(who, "") is Verdict.LACKING
    assert await factors.take_off(who, codes.at(clock.moment)) is Verdict.WRONG  # it was taken to confirm
    clock.moment += STEP
    assert await factors.take_off(who, codes.at(clock.moment)) is Verdict.RIGHT
    assert await factors.admit(who, "") is Verdict.NONE
    assert await factors.found(who) is None
    actor = f"key:{who.key_id}"
    steps = ("begin", "confirm", "drop")
    assert await audited(owner, who) == [(f"second_factor.{one}", actor) for one in steps]


async def test_of_one_code_sent_to_two_processes_one_alone_gets_in(
    factors: SecondFactors, stack: AsyncExitStack, database_url: str, who: Caller, clock: Clock
) -> None:
    other = process(stack, database_url, clock)
    code = (await confirmed(factors, who, clock)).at(clock.moment)
    verdicts = await asyncio.gather(*((factors, other)[n % 2].admit(who, code) for n in range(4)))
    assert sorted(verdicts) == [Verdict.RIGHT] + [Verdict.WRONG] * 3


async def test_guesses_count_in_every_process_and_the_lock_is_audited(
    factors: SecondFactors, stack: AsyncExitStack, database_url: str, who: Caller, clock: Clock, owner: AsyncEngine
) -> None:
    other = process(stack, database_url, clock)
    codes = await confirmed(factors, who, clock)
    verdicts = [await (factors, other)[n % 2].admit(who, "no code") for n in range(5)]
    assert verdicts == [Verdict.WRONG] * 4 + [Verdict.LOCKED]
    assert await factors.admit(who, codes.at(clock.moment)) is Verdict.LOCKED
    assert await factors.take_off(who, codes.at(clock.moment)) is Verdict.LOCKED
    clock.moment += LOCKED
    assert await factors.admit(who, codes.at(clock.moment)) is Verdict.RIGHT
    assert [action for action, _ in await audited(owner, who)].count("second_factor.lock") == 1


async def test_a_secret_that_nobody_confirmed_gives_way_to_another_and_then_to_time(
    factors: SecondFactors, who: Caller, clock: Clock
) -> None:
    first, second = [pyotp.TOTP((await factors.begin(who)).plain) for _ in range(2)]
    assert await factors.confirm(who, first.at(clock.moment)) is Verdict.WRONG
    clock.moment += timedelta(minutes=10)
    assert await factors.found(who) is None
    assert await factors.confirm(who, second.at(clock.moment)) is Verdict.NONE


async def test_a_confirmed_factor_gives_way_to_no_other(factors: SecondFactors, who: Caller, clock: Clock) -> None:
    codes = await confirmed(factors, who, clock)
    with pytest.raises(FactorExistsError):
        await factors.begin(who)
    assert await factors.confirm(who, codes.at(clock.moment)) is Verdict.NONE
    assert await factors.admit(who, codes.at(clock.moment)) is Verdict.RIGHT


async def test_nobody_changes_the_factor_of_another_key(factors: SecondFactors, who: Caller, clock: Clock) -> None:
    codes = await confirmed(factors, who, clock)
    for other in (caller(who.merchant_id, "key_of_the_same_merchant"), caller("mer_stranger", who.key_id)):
        assert await factors.found(other) is None
        assert await factors.take_off(other, codes.at(clock.moment)) is Verdict.NONE
    assert await factors.admit(who, codes.at(clock.moment)) is Verdict.RIGHT


async def test_its_sessions_end_when_it_is_confirmed_and_none_begins_without_a_code(
    factors: SecondFactors, register: SessionRegister, who: Caller, clock: Clock
) -> None:
    before = await register.begin(who, NOBODY)
    await confirmed(factors, who, clock)
    with pytest.raises(SessionOverError):
        await register.go_on(who, before)
    with pytest.raises(CodeLackingError):  # also where the sign-in looked before the factor was confirmed
        await register.begin(who, NOBODY)
    after = await register.begin(who, NOBODY, proven=True)
    assert (await register.go_on(who, after)).proven


async def test_the_secret_is_sealed_in_the_place_of_its_key(
    factors: SecondFactors, who: Caller, owner: AsyncEngine
) -> None:
    secret = await factors.begin(who)
    sealed = await _sealed(owner, who)
    assert secret.plain not in sealed
    vault = Vault(key_ring(QuoteSettings().secret_keys.get_secret_value()))
    assert vault.open(sealed, f"second-factor:{who.key_id}") == secret.plain.encode()
    with pytest.raises(SealError):
        vault.open(sealed, "second-factor:key_2")


async def test_the_secret_is_sealed_anew_when_the_ring_turns(
    factors: SecondFactors, who: Caller, owner: AsyncEngine
) -> None:
    assert set(SEALED_COLUMNS) <= set(declared_columns())
    secret = await factors.begin(who)
    ring = key_ring(QuoteSettings().secret_keys.get_secret_value())
    newer = Vault({"newer": b"n" * 32, **ring})
    try:
        await reseal(owner, newer, SEALED_COLUMNS, "tests")
        sealed = await _sealed(owner, who)
    finally:  # others in this database keep to the first ring
        await reseal(owner, Vault({**ring, "newer": b"n" * 32}), SEALED_COLUMNS, "tests")
    assert sealed.startswith("newer.")
    assert newer.open(sealed, f"second-factor:{who.key_id}") == secret.plain.encode()


async def test_without_the_database_nobody_gets_in(who: Caller, clock: Clock) -> None:
    async with AsyncExitStack() as stack:
        factors = process(stack, f"postgresql://nobody@127.0.0.1:{free_port()}/none", clock)
        asked = (factors.admit(who, ""), factors.found(who), factors.begin(who), factors.take_off(who, ""))
        for one in asked:
            with pytest.raises(SessionsUnavailableError):
                await one


# ------------------------------------------------------------------------------------------------- the way back in


async def test_whoever_lost_the_authenticator_is_let_in_by_the_command(
    factors: SecondFactors,
    register: SessionRegister,
    who: Caller,
    clock: Clock,
    owner: AsyncEngine,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await confirmed(factors, who, clock)
    session_id = await register.begin(who, NOBODY, proven=True)
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", database_url)

    result = await asyncio.to_thread(dutiful, "second-factor", "drop", who.key_id)
    assert (result.exit_code, who.key_id in result.stdout) == (0, True), result.output
    assert await factors.admit(who, "") is Verdict.NONE
    with pytest.raises(SessionOverError):
        await register.go_on(who, session_id)
    action, actor = (await audited(owner, who))[-1]
    assert (action, actor.startswith("cli")) == ("second_factor.drop", True)

    again = await asyncio.to_thread(dutiful, "second-factor", "drop", who.key_id)
    assert (again.exit_code, "has no second factor" in again.stderr) == (1, True)


async def test_the_audit_holds_neither_secret_nor_code(
    factors: SecondFactors, who: Caller, clock: Clock, owner: AsyncEngine
) -> None:
    secret = await factors.begin(who)
    code = pyotp.TOTP(secret.plain).at(clock.moment)
    await factors.confirm(who, code)
    lines = await AccountRepository(owner).audit(who.merchant_id, 50)
    told = json.dumps([[one.action, one.subject, dict(one.details)] for one in lines])
    assert secret.plain not in told
    assert code not in told


def dutiful(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


async def _sealed(owner: AsyncEngine, who: Caller) -> str:
    async with owner.connect() as connection:
        found = await connection.execute(
            text("SELECT sealed FROM quote.second_factor WHERE key_id = :key_id"), {"key_id": who.key_id}
        )
    return str(found.scalar_one())
