"""The calls of `DutifulClient` that concern the catalogue."""

from collections.abc import AsyncIterable, AsyncIterator, Collection, Sequence
from typing import Final

import httpx2
from pydantic import BaseModel

from dutiful_shared.client.row_files import MEDIA_TYPES, FileFormat
from dutiful_shared.client.transport import Transport, parsed
from dutiful_shared.contract.catalogue import (
    Article,
    ArticleAnswer,
    ArticlePage,
    HistoryPage,
    Lack,
    OverridesRequest,
    sku_in_path,
)
from dutiful_shared.contract.catalogue_classifier import ArticleCode, ClassifierCodesAnswer, ClassifierCodesRequest
from dutiful_shared.contract.catalogue_health import CatalogueHealth, HealthProblem
from dutiful_shared.contract.catalogue_imports import ImportAnswer
from dutiful_shared.contract.providers import CatalogueImportAnswer, Provider

#: Seconds. A file of 64 MB takes longer than a quote, and a report over a large catalogue takes its time.
_LONG: Final = httpx2.Timeout(60.0, connect=1.0)


class CatalogueCalls(Transport):
    """What a merchant sells, as customs need to know it. Versions are those of `ArticleAnswer.version`."""

    async def put_article(self, sku: str, article: Article, *, version: int | None = None) -> ArticleAnswer:
        """State an article anew, if it still has the version (where one is named)."""
        return await self._put(self._article_url(sku), article, version)

    async def article(self, sku: str) -> ArticleAnswer:
        """What is known of an article."""
        return await self._call("GET", self._article_url(sku), ArticleAnswer)

    async def delete_article(self, sku: str, *, version: int | None = None) -> None:
        """Quotes no longer take the article."""
        await self._send("DELETE", self._article_url(sku), headers=_if_match(version))

    async def override_article(
        self, sku: str, overrides: OverridesRequest, *, version: int | None = None
    ) -> ArticleAnswer:
        """Fix values of an article, and take back those that are not named."""
        return await self._put(f"{self._article_url(sku)}/overrides", overrides, version)

    async def article_history(self, sku: str, *, cursor: str | None = None) -> HistoryPage:
        """A page of the article's changes, newest first."""
        parameters = {"cursor": cursor} if cursor else {}
        return await self._call("GET", f"{self._article_url(sku)}/history", HistoryPage, params=parameters)

    async def articles(self, *, cursor: str = "", missing: Collection[Lack] = ()) -> ArticlePage:
        """A page of articles; with `missing`, of those that lack all of it."""
        parameters = {"cursor": cursor, "missing": [lack.value for lack in missing]}
        return await self._call("GET", f"{self._urls.quote}/v1/catalog", ArticlePage, params=parameters)

    async def catalogue_health(self, *, problem: HealthProblem | None = None, cursor: str = "") -> CatalogueHealth:
        """What is wrong in the catalogue: counts, and a page of findings."""
        parameters = {"cursor": cursor, **({"problem": problem.value} if problem else {})}
        url = f"{self._urls.quote}/v1/catalog/health"
        return await self._call("GET", url, CatalogueHealth, params=parameters, timeout=_LONG)

    async def put_classifier_codes(
        self, codes: Sequence[ArticleCode], *, idempotency_key: str | None = None
    ) -> ClassifierCodesAnswer:
        """Keep what a classifier says of up to 500 articles, each named once; quotes do not take it."""
        url, body = f"{self._urls.quote}/v1/catalog/classifier", ClassifierCodesRequest(codes=tuple(codes))
        return await self._post(url, body, ClassifierCodesAnswer, idempotency_key)

    async def import_articles(self, file: bytes | AsyncIterable[bytes], form: FileFormat) -> ImportAnswer:
        """Hand in a file of articles; `catalogue_import` tells how far it is."""
        headers = {"Content-Type": MEDIA_TYPES[form]}
        url = f"{self._urls.quote}/v1/catalog/import"
        async with self._stream("POST", url, content=file, headers=headers, timeout=_LONG) as response:
            await response.aread()
            return parsed(response, ImportAnswer)

    async def import_provider_catalogue(
        self, provider: Provider, file: bytes, media_type: str, columns: Sequence[str] = ()
    ) -> CatalogueImportAnswer:
        """Hand in the export of another provider's catalogue, `text/csv` or `application/json`.

        Args:
            columns: `their column=our column`, beside those that are known.
        """
        url = f"{self._urls.quote}/v1/import/{provider.value}/catalog"
        sent = {"content": file, "headers": {"Content-Type": media_type}, "params": {"column": list(columns)}}
        return await self._call("POST", url, CatalogueImportAnswer, timeout=_LONG, **sent)

    async def catalogue_import(self, import_id: str, *, cursor: str = "0") -> ImportAnswer:
        """How far an import is, with a page of the rows that were refused."""
        url = f"{self._urls.quote}/v1/catalog/imports/{import_id}"
        return await self._call("GET", url, ImportAnswer, params={"cursor": cursor})

    async def resume_import(self, import_id: str) -> ImportAnswer:
        """Let an import go on behind its last row."""
        return await self._post(f"{self._urls.quote}/v1/catalog/imports/{import_id}/resume", None, ImportAnswer)

    async def export_articles(self, form: FileFormat) -> AsyncIterator[bytes]:
        """The catalogue as a file, piece by piece."""
        headers = {"Accept": MEDIA_TYPES[form]}
        url = f"{self._urls.quote}/v1/catalog/export"
        async with self._stream("GET", url, headers=headers, timeout=_LONG) as response:
            async for piece in response.aiter_bytes():
                yield piece

    async def _put(self, url: str, body: BaseModel, version: int | None) -> ArticleAnswer:
        content = body.model_dump_json(exclude_unset=True).encode()
        headers = {"Content-Type": "application/json", **_if_match(version)}
        return await self._call("PUT", url, ArticleAnswer, content=content, headers=headers)

    def _article_url(self, sku: str) -> str:
        return f"{self._urls.quote}/v1/catalog/{sku_in_path(sku)}"


def _if_match(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}
