"""Any sequence of changes: files do what PUTs do, an export can be imported, the history leads to what stands."""

import asyncio
import itertools
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dutiful_quote.catalogue.errors import ArticleNotFoundError
from dutiful_quote.catalogue.rooms import CatalogueRooms
from dutiful_quote.catalogue.stored import document_of
from dutiful_shared.contract.catalogue import Article, ArticleAnswer, OverridesRequest
from dutiful_shared.service.row_files import RowFormat
from tests.builders.articles import articles
from tests.builders.catalogue import file_of, imported, opened, somebody

ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "c/d"]), articles()), min_size=1, max_size=8)
FIXED: list[dict[str, Any]] = [{"field": "origin", "value": "VN", "reason": "invoice"}]
STEPS = st.lists(st.one_of(articles(), st.sampled_from(["delete", "fix", "unfix"])), min_size=1, max_size=8)


def every(few: int) -> Any:
    return settings(max_examples=few, deadline=None, suppress_health_check=list(HealthCheck))


async def state_of(rooms: CatalogueRooms, merchant: str) -> list[tuple[str, int, Article]]:
    page = await rooms.articles.page(merchant, "", (), 200)
    return [(one.sku, one.version, one.article) for one in page.articles]


def row_of(sku: str, article: Article) -> bytes:
    return orjson.dumps({"sku": sku, **orjson.loads(document_of(article))}) + b"\n"


def in_a_loop(work: Any) -> Any:
    """Hypothesis runs each example in a loop of its own."""
    return asyncio.run(work)


@every(25)
@given(rows=ROWS)
def test_an_import_of_rows_is_a_put_of_each(rows: list[tuple[str, Article]], database_url: str) -> None:
    async def both() -> None:
        async with opened(database_url) as rooms:
            putting, importing = somebody(), somebody()
            for sku, article in rows:
                await rooms.articles.put(putting, sku, article, "tests", None)
            await imported(rooms, importing, b"".join(row_of(*row) for row in rows), RowFormat.JSONL)
            assert await state_of(rooms, putting) == await state_of(rooms, importing)

    in_a_loop(both())


@every(20)
@given(rows=ROWS, form=st.sampled_from(RowFormat))
def test_an_export_imported_elsewhere_is_the_same_catalogue(
    rows: list[tuple[str, Article]], form: RowFormat, database_url: str
) -> None:
    async def there_and_back() -> None:
        async with opened(database_url) as rooms:
            here, there = somebody(), somebody()
            for sku, article in rows:
                await rooms.articles.put(here, sku, article, "tests", None)
            file = await file_of(rooms, here, form)
            await imported(rooms, there, file, form)
            again = await imported(rooms, here, file, form)
            assert await file_of(rooms, there, form) == file
            assert again.rows_written == 0

    in_a_loop(there_and_back())


@every(25)
@given(steps=STEPS)
def test_the_history_replays_to_what_stands(steps: list[Article | str], database_url: str) -> None:
    async def change_and_look() -> None:
        async with opened(database_url) as rooms:
            merchant = somebody()
            for step in steps:
                await _take(rooms, merchant, step)
            changes = list(reversed(await _history(rooms, merchant)))
            assert [one.version for one in changes] == list(range(1, len(changes) + 1))
            assert all(later.before == earlier.after for earlier, later in itertools.pairwise(changes))
            now = await _answer(rooms, merchant)
            if not changes or now is None:
                assert not changes or changes[-1].after["deleted"]
                return
            last = changes[-1].after
            assert Article.model_validate(last["stated"]) == now.article
            assert last["overrides"].keys() == now.overrides.keys()

    in_a_loop(change_and_look())


async def _take(rooms: CatalogueRooms, merchant: str, step: Article | str) -> None:
    try:
        if isinstance(step, Article):
            await rooms.articles.put(merchant, "x", step, "tests", None)
        elif step == "delete":
            await rooms.articles.delete(merchant, "x", "tests", None)
        else:
            asked = OverridesRequest.model_validate({"overrides": FIXED if step == "fix" else []})
            await rooms.articles.override(merchant, "x", asked, "tests", None)
    except ArticleNotFoundError:
        return


async def _history(rooms: CatalogueRooms, merchant: str) -> Any:
    try:
        return (await rooms.articles.history(merchant, "x", None, 200)).changes
    except ArticleNotFoundError:
        return ()


async def _answer(rooms: CatalogueRooms, merchant: str) -> ArticleAnswer | None:
    try:
        return await rooms.articles.get(merchant, "x")
    except ArticleNotFoundError:
        return None
