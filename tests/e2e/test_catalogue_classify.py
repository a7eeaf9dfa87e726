"""`dutiful catalogue classify` against both services: a code beside each article, that no quote takes."""

import asyncio
import os
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.cli import app
from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.contract.catalogue import Article
from dutiful_shared.contract.catalogue_classifier import ArticleCode
from dutiful_shared.service.postgres import connect
from tests.builders.listening import listening
from tests.integration.classification_service.keyword_classifier import KeywordClassifier


@pytest.fixture(scope="module")
async def quote_port(quote_app: FastAPI) -> AsyncIterator[int]:
    async with listening(quote_app, lifespan="off") as port:
        yield port


@pytest.fixture
async def shop(
    seeded_database_url: str, quote_port: int, classify_port: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[DutifulClient]:
    """A client of a fresh merchant, whose key commands take too."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
    key = new_key("test")
    await accounts.create_key(merchant.id, key, ALL_SCOPES, "", "tests")
    await engine.dispose()
    urls = BaseUrls(quote=f"http://127.0.0.1:{quote_port}", classify=f"http://127.0.0.1:{classify_port}")
    monkeypatch.setenv("DUTIFUL_QUOTE_URL", urls.quote)
    monkeypatch.setenv("DUTIFUL_CLASSIFY_URL", urls.classify)
    monkeypatch.setenv("DUTIFUL_API_KEY", key.plain)
    monkeypatch.setenv("COLUMNS", "240")
    async with DutifulClient(urls, key.plain) as client:
        await client.put_article("tee", Article(descriptions={"en": "a t-shirt"}))
        await client.put_article("coded", Article(codes={"HS": "420221"}, descriptions={"en": "a t-shirt"}))
        await client.put_article("unsure", Article(descriptions={"en": "some thing"}))
        await client.put_article("voucher", Article(descriptions={"en": "gift voucher"}))
        await client.put_article("wordless", Article(origin="PT"))
        yield client


async def classify(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["catalogue", "classify", *arguments])


async def codes(shop: DutifulClient) -> dict[str, str]:
    page = await shop.articles()
    return {one.sku: f"{one.classifier.code} {one.classifier.probability}" for one in page.articles if one.classifier}


async def test_articles_without_a_code_get_what_the_classifier_is_sure_enough_of(shop: DutifulClient) -> None:
    result = await classify()

    assert result.exit_code == 0, result.stderr
    assert "3 articles asked about, 1 written, 0 unchanged, 0 gone, 1 without a description" in result.stdout
    assert await codes(shop) == {"tee": "610910 0.900000"}


async def test_no_quote_takes_such_a_code(shop: DutifulClient) -> None:
    await classify()

    assert (await shop.article("tee")).values == {}


async def test_all_articles_are_asked_about_where_codes_shall_be_compared(shop: DutifulClient) -> None:
    await classify("--all", "--at-least", "0.1")

    assert await codes(shop) == {"tee": "610910 0.900000", "coded": "610910 0.900000", "unsure": "392690 0.200000"}


async def test_a_second_time_changes_nothing(shop: DutifulClient) -> None:
    await classify()
    before = (await shop.article("tee")).version
    result = await classify()

    assert "0 written, 1 unchanged" in result.stdout
    assert (await shop.article("tee")).version == before


async def test_the_code_in_use_is_not_told(shop: DutifulClient, classifier: KeywordClassifier) -> None:
    classifier.calls.clear()
    await classify("--all")

    assert sorted(title for titles in classifier.calls for title in titles) == [
        "a t-shirt",
        "a t-shirt",
        "gift voucher",
        "some thing",
    ]


async def test_an_article_that_is_gone_is_told_and_the_others_are_written(shop: DutifulClient) -> None:
    said = [ArticleCode(sku=sku, code="610910", probability="0.9") for sku in ("tee", "nobody knows it")]  # type: ignore[arg-type]
    answer = await shop.put_classifier_codes(said)

    assert (answer.written, answer.unchanged, answer.unknown) == (1, 0, ("nobody knows it",))


async def test_an_article_is_named_once(shop: DutifulClient, quote_port: int) -> None:
    code = {"sku": "tee", "code": "610910", "probability": "0.9"}
    headers = {"Authorization": f"Bearer {os.environ['DUTIFUL_API_KEY']}"}
    async with httpx2.AsyncClient(headers=headers) as http:
        url = f"http://127.0.0.1:{quote_port}/v1/catalog/classifier"
        answer = await http.post(url, json={"codes": [code, code]})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/codes/1/sku")


async def test_a_service_out_of_reach_is_told_in_one_line(shop: DutifulClient) -> None:
    result = await classify("--classify-url", "http://127.0.0.1:1")

    told = [line for line in result.stderr.strip().splitlines() if not line.startswith("{")]  # the service logs JSON
    assert (result.exit_code, len(told)) == (1, 1)
