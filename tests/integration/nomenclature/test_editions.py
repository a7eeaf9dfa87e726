"""Editions are stored once, activated by a pointer, and answer in every process soon after."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.codes.edition_repository import EditionRepository, EditionUnknownError, NewEdition
from dutiful_classify.codes.import_files import digest_of
from dutiful_classify.codes.live_nomenclatures import LiveNomenclatures
from dutiful_classify.codes.nomenclature_row import NomenclatureRow
from dutiful_classify.codes.packaged import packaged_tree
from dutiful_classify.codes.succession import packaged_correlation
from tests.builders.nomenclature import SHIRTS, rows
from tests.integration.nomenclature.conftest import NOW

pytestmark = pytest.mark.integration


def shirts(change: Callable[[str], str] = str, **about: object) -> tuple[NewEdition, list[NomenclatureRow]]:
    held = rows([(indent, code, change(wording)) for indent, code, wording in SHIRTS])
    new = NewEdition("US", "en", "first", date(2026, 11, 1), digest_of(held), "shirts.csv")
    return replace(new, **about), held  # type: ignore[arg-type]


async def soon(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.02)


async def test_the_same_rows_are_stored_once(repository: EditionRepository) -> None:
    new, held = shirts(lambda wording: f"once {wording}")
    first = await repository.load(new, held, NOW, "tests")
    again = await repository.load(new, held, NOW, "tests")
    assert (first[0], first[1], again[1]) == (again[0], True, False)
    assert [one.rows for one in await repository.editions() if one.id == first[0]] == [len(held)]


async def test_two_loads_of_the_same_rows_at_once_are_one_edition(repository: EditionRepository) -> None:
    new, held = shirts(lambda wording: f"at once {wording}")
    done = await asyncio.gather(*(repository.load(new, held, NOW, "tests") for _ in range(4)))
    assert len({found for found, _ in done}) == 1
    assert sum(loaded for _, loaded in done) == 1


async def test_rows_come_back_as_they_went(repository: EditionRepository) -> None:
    new, held = shirts(lambda wording: f"back {wording}")
    found, _ = await repository.load(new, held, NOW, "tests")
    assert await repository.rows(found) == held


async def test_an_unknown_edition_is_not_activated(repository: EditionRepository) -> None:
    with pytest.raises(EditionUnknownError):
        await repository.activate("US:en:none", NOW, "tests")


async def test_the_packaged_codes_answer_until_an_edition_is_active(live: LiveNomenclatures) -> None:
    assert live.tree("JP") is packaged_tree("JP")


async def test_an_activated_edition_answers_within_seconds_and_the_one_before_comes_back(
    repository: EditionRepository, live: LiveNomenclatures
) -> None:
    ids = []
    for name in ("one", "two"):
        new, held = shirts(lambda wording, name=name: f"{name} {wording}")  # type: ignore[misc]
        ids.append((await repository.load(new, held, NOW, "tests"))[0])
    for place in (0, 1, 0):
        await repository.activate(ids[place], NOW, "tests")
        await soon(lambda place=place: text_of(live).startswith(("one", "two")[place]))  # type: ignore[misc]
    assert [one.id for one in await repository.editions() if one.active and one.id in ids] == [ids[0]]


def text_of(live: LiveNomenclatures) -> str:
    tree = live.tree("US")
    assert tree is not None
    line = tree.line("6109100020") or tree.lines[0]
    return tree.text(line)


async def test_two_languages_give_one_tree_with_both_wordings(
    repository: EditionRepository, live: LiveNomenclatures
) -> None:
    for language, said in (("en", "For boys"), ("de", "F\u00fcr Knaben")):
        new, held = shirts(lambda wording, said=said: said if wording == "For boys" else wording, language=language)  # type: ignore[misc]
        found, _ = await repository.load(replace(new, system="CA", published_on=date(2026, 11, 2)), held, NOW, "tests")
        await repository.activate(found, NOW, "tests")
    await soon(lambda: len(getattr(live.tree("CA"), "languages", ())) == 2)
    tree = live.tree("CA")
    assert tree is not None
    line = tree.line("6109100020")
    assert line is not None
    assert (tree.text(line), tree.text(line, "de")) == ("For boys", "F\u00fcr Knaben")


async def test_what_is_known_answers_on_while_the_store_is_away(
    repository: EditionRepository, live: LiveNomenclatures, engine: AsyncEngine
) -> None:
    new, held = shirts(lambda wording: f"stays {wording}", system="MX")
    found, _ = await repository.load(new, held, NOW, "tests")
    await repository.activate(found, NOW, "tests")
    await soon(lambda: getattr(live.tree("MX"), "has_texts", False))
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE classify.nomenclature_active RENAME TO hidden"))
    try:
        await asyncio.sleep(0.3)
        assert getattr(live.tree("MX"), "has_texts", False)
    finally:
        async with engine.begin() as connection:
            await connection.execute(text("ALTER TABLE classify.hidden RENAME TO nomenclature_active"))


async def test_a_correlation_is_known_within_seconds(repository: EditionRepository, live: LiveNomenclatures) -> None:
    pairs = '[["610911", "610910", "n:1", true]]'
    await repository.correlate("HS 2028", "HS 2022", "digest", pairs, NOW, "tests")
    await soon(lambda: bool(live.successions.successors("610910", "HS 2022")))
    assert (packaged_correlation().newer, packaged_correlation().older) in live.successions.editions


async def test_sixty_thousand_rows_are_stored_and_answer_in_seconds(
    repository: EditionRepository, live: LiveNomenclatures
) -> None:
    held = [
        NomenclatureRow(f"{10_000_000 + place}00", 1, f"Kind {place} of cotton, knitted") for place in range(60_000)
    ]
    new = NewEdition("AU", "en", "large", date(2026, 11, 1), digest_of(held), "large.csv")
    began = time.monotonic()
    found, _ = await repository.load(new, held, NOW, "tests")
    assert time.monotonic() - began < 10
    await repository.activate(found, NOW, "tests")
    async with asyncio.timeout(15):
        while not getattr(live.tree("AU"), "has_texts", False):
            await asyncio.sleep(0.05)
    assert time.monotonic() - began < 20


async def test_who_serves_reads_and_does_not_write(serving: EditionRepository) -> None:
    assert isinstance(await serving.editions(), list)
    new, held = shirts(lambda wording: f"refused {wording}")
    with pytest.raises(Exception, match="cannot be stored") as caught:
        await serving.load(new, held, NOW, "tests")
    assert isinstance(caught.value.__cause__, ProgrammingError)
