"""The SQL about articles. History is no writer's business: triggers of the database keep every change."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.catalogue.errors import ArticleNotFoundError, CatalogueUnavailableError, StaleArticleError
from dutiful_quote.catalogue.stored import Expected, Known, StoredArticle
from dutiful_shared.contract.catalogue import ArticleChange, Lack
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_COLUMNS: Final = "sku, version, changed_at, stated, overrides, synced, classifier, known"
_TOUCHED: Final = (
    "version = a.version + 1, changed_at = clock_timestamp(), changed_in = pg_current_xact_id(), "
    "changed_by = :actor, action = :action"
)
_ITEMS = text(
    "SELECT sku, known, stated FROM quote.catalogue_article"
    " WHERE merchant_id = :merchant_id AND sku = ANY(:skus) AND NOT deleted"
)
_ARTICLE = text(
    f"SELECT {_COLUMNS} FROM quote.catalogue_article"  # noqa: S608 - constants only
    " WHERE merchant_id = :merchant_id AND sku = :sku AND NOT deleted"
)
_LOCK = text(
    "SELECT version, deleted, overrides FROM quote.catalogue_article"
    " WHERE merchant_id = :merchant_id AND sku = :sku FOR UPDATE"
)
# Rows are taken in the order of their SKUs, so that two imports wait for each other and never for ever.
_STATE = text(
    f"""
    INSERT INTO quote.catalogue_article AS a (merchant_id, sku, stated, changed_by, action)
    SELECT :merchant_id, sku, stated::jsonb, :actor, :action
    FROM unnest(CAST(:skus AS text[]), CAST(:documents AS text[])) AS row (sku, stated) ORDER BY sku COLLATE "C"
    ON CONFLICT (merchant_id, sku) DO UPDATE SET stated = excluded.stated, deleted = false, {_TOUCHED}
    WHERE a.stated <> excluded.stated OR a.deleted
    RETURNING sku, version
    """  # noqa: S608
)
_DELETE = text(
    f"UPDATE quote.catalogue_article AS a SET deleted = true, {_TOUCHED}"  # noqa: S608
    " WHERE merchant_id = :merchant_id AND sku = :sku"
)
_OVERRIDE = text(
    f"UPDATE quote.catalogue_article AS a SET overrides = CAST(:overrides AS jsonb), {_TOUCHED}"  # noqa: S608
    " WHERE merchant_id = :merchant_id AND sku = :sku AND overrides <> CAST(:overrides AS jsonb)"
)
_CLASSIFY = text(
    f"UPDATE quote.catalogue_article AS a SET classifier = CAST(:classifier AS jsonb), {_TOUCHED}"  # noqa: S608
    " WHERE merchant_id = :merchant_id AND sku = :sku AND classifier IS DISTINCT FROM CAST(:classifier AS jsonb)"
)
_CLASSIFY_ALL = text(
    f"""
    WITH said AS (
        SELECT sku, classifier::jsonb AS classifier
        FROM unnest(CAST(:skus AS text[]), CAST(:documents AS text[])) AS row (sku, classifier)
    ), known AS MATERIALIZED (
        SELECT a.sku FROM quote.catalogue_article a JOIN said USING (sku)
        WHERE a.merchant_id = :merchant_id AND NOT a.deleted ORDER BY a.sku COLLATE "C" FOR UPDATE OF a
    ), written AS (
        UPDATE quote.catalogue_article AS a SET classifier = said.classifier, {_TOUCHED}
        FROM said JOIN known USING (sku) WHERE a.merchant_id = :merchant_id AND a.sku = said.sku
          AND a.classifier IS DISTINCT FROM said.classifier
        RETURNING a.sku
    )
    SELECT known.sku, written.sku IS NOT NULL AS changed FROM known LEFT JOIN written USING (sku)
    """  # noqa: S608
)
_HISTORY = text(
    "SELECT id, version, at, actor, action, before, after FROM quote.catalogue_change"
    " WHERE merchant_id = :merchant_id AND sku = :sku AND id < :before ORDER BY id DESC LIMIT :most"
)
_STATED = text(
    "SELECT sku, stated FROM quote.catalogue_article"
    " WHERE merchant_id = :merchant_id AND sku > :after AND NOT deleted ORDER BY sku LIMIT :most"
)
_STATED_KEYS = text(
    """
    SELECT DISTINCT part.key || '.' || value.key
    FROM quote.catalogue_article, jsonb_each(stated) AS part, jsonb_each(part.value) AS value
    WHERE merchant_id = :merchant_id AND NOT deleted AND jsonb_typeof(part.value) = 'object'
      AND part.key <> 'dimensions'
    LIMIT :most
    """
)
# Pages are read along the primary key, however old the statistics are after a large import: sorting what follows a
# page, page by page, would make an export quadratic.
_IN_ORDER = text("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)")
#: What an article lacks, as a condition on its row.
LACKS: Final[Mapping[Lack, str]] = {
    Lack.CODE: "NOT jsonb_path_exists(known, '$.keyvalue() ? (@.key starts with \"codes.\")')",
    Lack.ORIGIN: "NOT jsonb_exists(known, 'origin')",
    Lack.WEIGHT: "NOT jsonb_exists(known, 'net_weight_kg')",
    Lack.DESCRIPTION: "NOT jsonb_exists(stated, 'descriptions')",
}
_NEWEST: Final = 2**62


@asynccontextmanager
async def reachable() -> AsyncIterator[None]:
    """What PostgreSQL's absence raises becomes a `CatalogueUnavailableError`."""
    with unreachable_as(CatalogueUnavailableError, "the catalogue cannot be reached"):
        yield


class CatalogueRepository:
    """Articles in PostgreSQL, of one merchant at a time. Every method raises `CatalogueUnavailableError`.

    Args:
        requests: made with the role of requests; the wall between merchants holds there.
    """

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    @asynccontextmanager
    async def _of(self, merchant_id: str) -> AsyncIterator[AsyncConnection]:
        async with reachable(), as_merchant(self._requests, merchant_id) as connection:
            yield connection

    async def items(self, merchant_id: str, skus: Collection[str]) -> list[tuple[str, Known, Mapping[str, Any]]]:
        """(SKU, known values, stated) of the known ones among the SKUs."""
        async with self._of(merchant_id) as connection:
            found = await connection.execute(_ITEMS, {"merchant_id": merchant_id, "skus": list(skus)})
            return [(row.sku, row.known, row.stated) for row in found]

    async def find(self, merchant_id: str, sku: str) -> StoredArticle | None:
        """The article with all its layers; None where there is none, or it was deleted."""
        async with self._of(merchant_id) as connection:
            row = (await connection.execute(_ARTICLE, {"merchant_id": merchant_id, "sku": sku})).one_or_none()
        return None if row is None else StoredArticle(**row._mapping)

    async def put(
        self, merchant_id: str, sku: str, document: str, actor: str, expected: Expected | None
    ) -> tuple[StoredArticle, bool]:
        """State an article anew; what it is now, and whether it is new (or was deleted).

        Raises:
            StaleArticleError: its version is not one that is `expected`.
        """
        async with self._of(merchant_id) as connection:
            row = (await connection.execute(_LOCK, {"merchant_id": merchant_id, "sku": sku})).one_or_none()
            here = 0 if row is None or row.deleted else row.version
            if expected is not None and not expected(here):
                raise StaleArticleError(f"the article has version {here}")
            await state(connection, merchant_id, [(sku, document)], actor, "put")
            return await _written(connection, merchant_id, sku), here == 0

    async def delete(self, merchant_id: str, sku: str, actor: str, expected: Expected | None) -> None:
        """Raises `ArticleNotFoundError` or `StaleArticleError`."""
        async with self._of(merchant_id) as connection:
            await self._locked(connection, merchant_id, sku, expected)
            values = {"merchant_id": merchant_id, "sku": sku, "actor": actor, "action": "delete"}
            await connection.execute(_DELETE, values)

    async def override(
        self, merchant_id: str, sku: str, overrides: Mapping[str, Any], actor: str, expected: Expected | None
    ) -> StoredArticle:
        """Replace all overrides; one that says what it said before keeps its date. The article as it is then.

        Raises:
            ArticleNotFoundError, StaleArticleError
        """
        async with self._of(merchant_id) as connection:
            before = (await self._locked(connection, merchant_id, sku, expected)).overrides
            kept = {field: _dated_as(before.get(field), fixed) for field, fixed in overrides.items()}
            values = {
                "merchant_id": merchant_id,
                "sku": sku,
                "overrides": orjson.dumps(kept).decode(),
                "actor": actor,
                "action": "override",
            }
            await connection.execute(_OVERRIDE, values)
            return await _written(connection, merchant_id, sku)

    async def suggest(self, merchant_id: str, sku: str, code: str, probability: str) -> None:
        """Keep what a classifier says; quotes do not take it."""
        classifier = orjson.dumps({"code": code, "probability": probability}).decode()
        values = {"merchant_id": merchant_id, "sku": sku, "classifier": classifier}
        async with self._of(merchant_id) as connection:
            await connection.execute(_CLASSIFY, {**values, "actor": "classifier", "action": "classify"})

    async def suggest_all(
        self, merchant_id: str, said: Mapping[str, tuple[str, str]], actor: str
    ) -> Mapping[str, bool]:
        """Keep what a classifier says of many articles, as (code, probability) by SKU; whether each known one
        changed."""
        documents = [
            orjson.dumps({"code": code, "probability": probability}).decode() for code, probability in said.values()
        ]
        values = {"merchant_id": merchant_id, "skus": list(said), "documents": documents}
        async with self._of(merchant_id) as connection:
            found = await connection.execute(_CLASSIFY_ALL, {**values, "actor": actor, "action": "classify"})
            return {row.sku: row.changed for row in found}

    async def page(self, merchant_id: str, after: str, lacks: Collection[Lack], most: int) -> Sequence[StoredArticle]:
        """Articles in the order of their SKUs, those after one; only those that lack all of `lacks`."""
        conditions = "".join(f" AND {LACKS[lack]}" for lack in lacks)
        statement = text(
            f"SELECT {_COLUMNS} FROM quote.catalogue_article"  # noqa: S608 - constants only
            f" WHERE merchant_id = :merchant_id AND sku > :after AND NOT deleted{conditions} ORDER BY sku LIMIT :most"
        )
        async with self._of(merchant_id) as connection:
            await connection.execute(_IN_ORDER)
            found = await connection.execute(statement, {"merchant_id": merchant_id, "after": after, "most": most})
            return [StoredArticle(**row._mapping) for row in found]

    async def stated_after(self, merchant_id: str, after: str, most: int) -> list[tuple[str, Mapping[str, Any]]]:
        """(SKU, what is stated) of the articles that follow one."""
        async with self._of(merchant_id) as connection:
            await connection.execute(_IN_ORDER)
            found = await connection.execute(_STATED, {"merchant_id": merchant_id, "after": after, "most": most})
            return [(row.sku, row.stated) for row in found]

    async def stated_keys(self, merchant_id: str, most: int) -> list[str]:
        """Every `group.key` that some article states, such as `codes.US`; so many at most."""
        async with self._of(merchant_id) as connection:
            found = await connection.execute(_STATED_KEYS, {"merchant_id": merchant_id, "most": most})
            return list(found.scalars())

    async def history(
        self, merchant_id: str, sku: str, before: int | None, most: int
    ) -> list[tuple[int, ArticleChange]]:
        """Changes with their ids, newest first; deleted articles have theirs too."""
        values = {"merchant_id": merchant_id, "sku": sku, "before": before or _NEWEST, "most": most}
        async with self._of(merchant_id) as connection:
            found = await connection.execute(_HISTORY, values)
            return [(row.id, ArticleChange.model_validate(row._mapping)) for row in found]

    async def _locked(self, connection: AsyncConnection, merchant_id: str, sku: str, expected: Expected | None) -> Any:
        row = (await connection.execute(_LOCK, {"merchant_id": merchant_id, "sku": sku})).one_or_none()
        if row is None or row.deleted:
            raise ArticleNotFoundError(sku)
        if expected is not None and not expected(row.version):
            raise StaleArticleError(f"the article has version {row.version}")
        return row


async def _written(connection: AsyncConnection, merchant_id: str, sku: str) -> StoredArticle:
    """The article as this transaction has left it, whoever changes it next."""
    row = (await connection.execute(_ARTICLE, {"merchant_id": merchant_id, "sku": sku})).one()
    return StoredArticle(**row._mapping)


async def state(
    connection: AsyncConnection, merchant_id: str, rows: Sequence[tuple[str, str]], actor: str, action: str
) -> int:
    """State articles (SKU, document), each SKU once, in one statement; how many of them that changed."""
    values = {
        "merchant_id": merchant_id,
        "skus": [sku for sku, _ in rows],
        "documents": [document for _, document in rows],
        "actor": actor,
        "action": action,
    }
    return len((await connection.execute(_STATE, values)).all())


def _dated_as(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Mapping[str, Any]:
    same = before is not None and {**before, "at": None} == {**now, "at": None}
    return before if same and before is not None else now
