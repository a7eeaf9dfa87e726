"""Publications that the package no longer holds are retired at the next seed, so that no duty is charged twice."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.tariff import seed as seeding
from dutiful_quote.tariff.errors import NothingToRollBackError, ReleaseUnknownError
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.repository import TariffRepository
from tests.builders.publication import duties, publication

WHOLE = publication("1", duties(["10", "20"]), name="whole")
HALVES = [publication("1", duties(["10"]), name="half"), publication("1", duties(["", "20"]), name="other-half")]

Package = Callable[[Sequence[PublishedTariff]], None]


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Package:
    """Put publications in the place of the packaged ones."""

    def pack(publications: Sequence[PublishedTariff]) -> None:
        monkeypatch.setattr(seeding, "packaged_publications", lambda: iter(publications))
        monkeypatch.setattr(seeding, "packaged_fingerprint", lambda: " ".join(one.digest for one in publications))

    return pack


async def test_a_publication_that_was_split_is_no_longer_active(
    store: ReleaseStore, engine: AsyncEngine, package: Package
) -> None:
    package([WHOLE])
    await seeding.seed(store)
    package(HALVES)

    await seeding.seed(store)

    assert await active(engine) == {"half", "other-half"}


async def test_a_retirement_stands_in_the_history(store: ReleaseStore, engine: AsyncEngine, package: Package) -> None:
    package([WHOLE])
    (whole,) = await seeding.seed(store)
    package(HALVES)
    await seeding.seed(store)

    newest, first = await TariffRepository(engine).history("XX", "whole", 10)

    assert (first.action, first.release) == ("activate", whole)
    assert (newest.action, newest.release, newest.by) == ("retire", whole, seeding.SEEDED_BY)


async def test_what_an_operator_has_activated_is_not_retired(
    store: ReleaseStore, engine: AsyncEngine, package: Package
) -> None:
    package([WHOLE])
    await seeding.seed(store)
    edited = await store.load(publication("2", duties(["11", "20"]), name="whole"))
    await store.activate_together([edited.id], "ada")
    package(HALVES)

    await seeding.seed(store)

    assert await active(engine) == {"half", "other-half", "whole"}


async def test_a_retired_publication_can_be_activated_again(
    store: ReleaseStore, engine: AsyncEngine, package: Package
) -> None:
    package([WHOLE])
    (whole,) = await seeding.seed(store)
    package(HALVES)
    await seeding.seed(store)
    with pytest.raises(NothingToRollBackError):
        await store.rollback("XX", "whole", "ada")

    await store.activate_together([whole], "ada")

    assert "whole" in await active(engine)


async def test_where_the_halves_cannot_be_activated_the_whole_stays(
    store: ReleaseStore, engine: AsyncEngine, package: Package
) -> None:
    package([WHOLE])
    await seeding.seed(store)

    with pytest.raises(ReleaseUnknownError):
        await store.activate_together(["XX:half:1:none"], "tests", retired=[("XX", "whole")])

    assert await active(engine) == {"whole"}


async def test_the_same_package_is_seeded_once(store: ReleaseStore, package: Package) -> None:
    package(HALVES)

    assert len(await seeding.seed(store)) == 2
    assert await seeding.seed(store) == []


async def active(engine: AsyncEngine) -> set[str]:
    editions = await TariffRepository(engine).active_editions()
    return {release.publication for edition in editions.values() for release in edition.releases}
