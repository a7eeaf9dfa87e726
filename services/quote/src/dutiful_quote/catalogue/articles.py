"""What a merchant does with articles; memory hears of each change at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from dutiful_quote.catalogue.errors import ArticleNotFoundError, UnusableArticleError
from dutiful_quote.catalogue.repository import CatalogueRepository
from dutiful_quote.catalogue.store import CatalogueStore
from dutiful_quote.catalogue.stored import Expected, document_of
from dutiful_shared.contract.catalogue import (
    Article,
    ArticleAnswer,
    ArticlePage,
    GoodsCode,
    HistoryPage,
    Lack,
    Override,
    OverridesRequest,
)
from dutiful_shared.contract.catalogue_classifier import ArticleCode, ClassifierCodesAnswer
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.fields import CountryCode, Measured

PAGE_SIZE: Final = 200
_CODE: Final = TypeAdapter(GoodsCode)
_SHAPES: Final[Mapping[str, TypeAdapter[Any]]] = {
    "origin": TypeAdapter(CountryCode),
    "net_weight_kg": TypeAdapter(Measured),
}


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of all merchants. Every method raises `CatalogueUnavailableError` without PostgreSQL."""

    repository: CatalogueRepository
    store: CatalogueStore
    now: Callable[[], datetime]

    async def put(
        self, merchant_id: str, sku: str, article: Article, actor: str, expected: Expected | None
    ) -> tuple[ArticleAnswer, bool]:
        """State an article anew; what it is now, and whether there was none before.

        Args:
            expected: whether an article of this version may be changed; None for whatever there is.

        Raises:
            UnusableArticleError: a value cannot be used.
            StaleArticleError: it has another version.
        """
        written, created = await self.repository.put(merchant_id, sku, document_of(article), actor, expected)
        self.store.forget(merchant_id, [sku])
        return written.to_answer(), created

    async def get(self, merchant_id: str, sku: str) -> ArticleAnswer:
        """Raises `ArticleNotFoundError`."""
        found = await self.repository.find(merchant_id, sku)
        if found is None:
            raise ArticleNotFoundError(sku)
        return found.to_answer()

    async def delete(self, merchant_id: str, sku: str, actor: str, expected: Expected | None) -> None:
        """Quotes no longer take it; its history stays. Raises `ArticleNotFoundError`, `StaleArticleError`."""
        await self.repository.delete(merchant_id, sku, actor, expected)
        self.store.forget(merchant_id, [sku])

    async def override(
        self, merchant_id: str, sku: str, asked: OverridesRequest, actor: str, expected: Expected | None
    ) -> ArticleAnswer:
        """Fix values, and take back those that are not named.

        Raises:
            UnusableArticleError: a value is none of its field.
            ArticleNotFoundError, StaleArticleError
        """
        at = self.now().isoformat()
        fixed = {
            one.field: {
                "value": _value(index, one),
                "author": one.author or actor,
                "reason": one.reason,
                "at": at,
            }
            for index, one in enumerate(asked.overrides)
        }
        written = await self.repository.override(merchant_id, sku, fixed, actor, expected)
        self.store.forget(merchant_id, [sku])
        return written.to_answer()

    async def suggest(self, merchant_id: str, sku: str, code: str, probability: Decimal) -> None:
        """Keep what a classifier says of an article, for people to see; quotes do not take it."""
        await self.repository.suggest(merchant_id, sku, code, str(probability))

    async def suggest_all(self, merchant_id: str, codes: Sequence[ArticleCode], actor: str) -> ClassifierCodesAnswer:
        """Keep what a classifier says of many articles, each named once, for people to see; quotes do not take it."""
        said = {one.sku: (one.code, f"{one.probability:f}") for one in codes}
        changed = await self.repository.suggest_all(merchant_id, said, actor)
        written = sum(changed.values())
        return ClassifierCodesAnswer(
            written=written,
            unchanged=len(changed) - written,
            unknown=tuple(sku for sku in said if sku not in changed),
        )

    async def page(self, merchant_id: str, cursor: str, lacks: Collection[Lack], most: int) -> ArticlePage:
        """Articles in the order of their SKUs; the cursor is the last one of the page before."""
        found = await self.repository.page(merchant_id, cursor, lacks, most)
        return ArticlePage(
            articles=tuple(one.to_answer() for one in found), next=found[-1].sku if len(found) == most else None
        )

    async def history(self, merchant_id: str, sku: str, cursor: int | None, most: int) -> HistoryPage:
        """Raises `ArticleNotFoundError` where there never was one."""
        changes = await self.repository.history(merchant_id, sku, cursor, most)
        if not changes and cursor is None:
            raise ArticleNotFoundError(sku)
        return HistoryPage(
            changes=tuple(change for _, change in changes), next=str(changes[-1][0]) if len(changes) == most else None
        )


def _value(index: int, override: Override) -> str:
    """The value in the one way it is written."""
    shape: TypeAdapter[Any] = _SHAPES.get(override.field, _CODE)
    try:
        return str(shape.validate_python(override.value))
    except ValidationError as exc:
        fault = exc.errors()[0]
        text = f"{override.value!r} is no value of {override.field}: {sentence_of(fault)}"
        raise UnusableArticleError(f"/overrides/{index}/value", str(fault["type"]), text) from exc
