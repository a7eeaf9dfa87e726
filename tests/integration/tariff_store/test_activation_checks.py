"""Checks before activation: an ordinary edition passes; half a tariff does not, unless a person gives a reason."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.tariff.activation_checks import activate_checked, check_release
from dutiful_quote.tariff.errors import ActivationBreachedError, ReleaseUnknownError
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.repository import TariffRepository
from tests.builders.publication import codes, duties, publication
from tests.builders.tariff import measure, percent

MANY = 1000
EVEN = ["10"] * MANY


def preferences(number: int) -> list[Measure]:
    return [
        measure(MeasureKind.PREFERENCE, "friends", percent("0"), goods_code=code, areas=("CA",))
        for code in codes(number)
    ]


def with_first(rate: str, number: int) -> list[str]:
    """The even rates, but for so many at the beginning."""
    return [rate] * number + ["10"] * (MANY - number)


BEFORE = publication("1", [*duties(EVEN), *preferences(MANY)], codes(MANY))


def after(
    rates: list[str] | None = None, *, lines: int = MANY, preferential: int = MANY, edition: str = "2"
) -> PublishedTariff:
    """The next edition, which differs from `BEFORE` in what is given."""
    return publication(edition, [*duties(rates or EVEN), *preferences(preferential)], codes(lines))


@pytest.fixture
async def active(store: ReleaseStore, engine: AsyncEngine) -> str:
    release = (await store.load(BEFORE)).id
    await activate_checked(store, engine, release, "first")
    return release


@pytest.mark.parametrize(
    "candidate",
    [
        pytest.param(after(), id="the-same-law"),
        pytest.param(after(lines=MANY + 5), id="a-few-more-lines"),
        pytest.param(after(lines=980), id="two-percent-of-lines-gone"),
        pytest.param(after(preferential=950), id="five-percent-of-preferences-gone"),
        pytest.param(after(with_first("9", 400)), id="a-fifth-of-rates-cut-a-little"),
        pytest.param(after(with_first("20", 10)), id="half-a-percent-of-rates-jump"),
        pytest.param(after(with_first("", 5)), id="half-a-percent-of-lines-lose-their-duty"),
    ],
)
async def test_an_ordinary_edition_passes(
    candidate: PublishedTariff, active: str, store: ReleaseStore, engine: AsyncEngine
) -> None:
    release = (await store.load(candidate)).id

    checked = await activate_checked(store, engine, release, "tests")

    assert (checked.against, checked.breaches) == (active, ())


@pytest.mark.parametrize(
    ("candidate", "named"),
    [
        pytest.param(after(lines=979), "21 of 1000 declarable codes are gone", id="lines-gone"),
        pytest.param(after(lines=0), "1000 of 1000 declarable codes are gone", id="no-line-left"),
        pytest.param(after(preferential=949), "1000 measures of kind preference become 949", id="preferences-gone"),
        pytest.param(after(preferential=0), "1000 measures of kind preference become 0", id="no-preference-left"),
        pytest.param(after(with_first("9", 401)), "401 of 2000 rates differ", id="many-rates-differ"),
        pytest.param(after(with_first("20", 11)), "11 of 2000 rates move by 10%", id="rates-jump"),
        pytest.param(after(with_first("", 6)), "6 of 1000 declarable codes have no duty", id="lines-without-a-duty"),
    ],
)
async def test_what_is_out_of_the_ordinary_is_not_activated(
    candidate: PublishedTariff, named: str, active: str, store: ReleaseStore, engine: AsyncEngine
) -> None:
    release = (await store.load(candidate)).id

    with pytest.raises(ActivationBreachedError, match=named) as refused:
        await activate_checked(store, engine, release, "tests")

    assert any(breach.startswith(named) for breach in refused.value.breaches)
    assert "--accept" in str(refused.value)
    assert await active_release(engine) == active


async def test_the_largest_jumps_are_named_first(active: str, store: ReleaseStore, engine: AsyncEngine) -> None:
    release = (await store.load(after(["75", *with_first("25", 20)[1:]]))).id

    (breach,) = (await check_release(engine, release)).breaches

    assert breach.index("10% -> 75%") < breach.index("10% -> 25%")


async def test_accepted_breaches_stand_in_the_history(active: str, store: ReleaseStore, engine: AsyncEngine) -> None:
    release = (await store.load(after(preferential=0))).id

    await activate_checked(store, engine, release, "ada", "the agreement was denounced")

    newest, first = await TariffRepository(engine).history("XX", "schedule", 10)
    assert (newest.release, newest.previous, newest.by) == (release, active, "ada")
    assert newest.reason == "the agreement was denounced"
    (breach,) = newest.breaches
    assert "preference" in breach
    assert (first.reason, first.breaches) == (None, ())
    assert await active_release(engine) == release


async def test_the_first_release_has_nothing_to_be_compared_with(store: ReleaseStore, engine: AsyncEngine) -> None:
    release = (await store.load(BEFORE)).id

    assert (await check_release(engine, release)).against is None


async def test_another_publication_is_not_compared(active: str, store: ReleaseStore, engine: AsyncEngine) -> None:
    release = (await store.load(publication("1", duties(["10"]), name="supplement"))).id

    assert (await check_release(engine, release)).against is None


async def test_a_release_that_is_not_loaded_is_not_checked(engine: AsyncEngine) -> None:
    with pytest.raises(ReleaseUnknownError):
        await check_release(engine, "XX:schedule:none:00000000")


async def active_release(engine: AsyncEngine) -> str:
    (release,) = (await TariffRepository(engine).active_editions())["XX"].releases
    return release.id


async def test_two_publications_that_say_the_same_thing_twice_need_a_reason(
    active: str, store: ReleaseStore, engine: AsyncEngine
) -> None:
    (again,) = duties(["12"], id="XX:again")
    release = (await store.load(publication("1", [again], name="supplement"))).id

    checked = await check_release(engine, release)

    assert checked.against is None
    assert checked.breaches == (
        f"XX:again and XX:column_1:61000000:* of {active} overlap (goods code 61000000, area *)",
    )


async def test_two_publications_may_charge_the_same_goods_by_two_programmes(
    active: str, store: ReleaseStore, engine: AsyncEngine
) -> None:
    other = measure(MeasureKind.THIRD_COUNTRY_DUTY, "supplement", percent("12"), goods_code="61000000")
    release = (await store.load(publication("1", [other], name="supplement"))).id

    assert (await check_release(engine, release)).breaches == ()
