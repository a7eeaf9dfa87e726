"""The health report finds what is wrong, in counts and page by page."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from dutiful_quote.catalogue.rooms import CatalogueRooms
from dutiful_quote.catalogue.sync import ShopProduct, ShopVariant
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.contract.catalogue import Article, OverridesRequest
from dutiful_shared.contract.catalogue_health import HealthProblem
from dutiful_shared.service.postgres import connect
from tests.builders.catalogue import somebody

SOUND = Article(codes={"HS": "610910"}, origin="PT", net_weight_kg="0.2", descriptions={"en": "T-shirt"})
_TARIFF = (
    """
    INSERT INTO quote.tariff_release (id, jurisdiction, publication, edition, title, publisher, source_url, licence,
                                      published_on, digest, profile, line_count, status)
    VALUES ('us-lines', 'US', 'hts', '1', 'Lines', 'tests', '', '', '2026-01-01', 'd', '{}', 3, 'ready')
    """,
    """
    INSERT INTO quote.tariff_line (release_id, goods_code, units)
    VALUES ('us-lines', '6109100012', '{}'), ('us-lines', '6109100040', '{}'), ('us-lines', '64041120', '{}')
    """,
    "INSERT INTO quote.tariff_active VALUES ('US', 'hts', 'us-lines', now(), 'tests')",
)


@pytest.fixture(scope="module")
async def american_lines(database_url: str) -> AsyncIterator[None]:
    engine = connect(QuoteSettings(database_url=database_url))
    async with engine.begin() as connection:
        for statement in _TARIFF:
            await connection.execute(text(statement))
    yield
    await engine.dispose()


async def findings(rooms: CatalogueRooms, merchant: str) -> set[tuple[str, str, str]]:
    report = await rooms.health.report(merchant, None, "", 200)
    assert sum(report.counts.values()) == len(report.findings)
    return {(one.problem.value, one.value, one.other) for one in report.findings}


@pytest.mark.usefixtures("american_lines")
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, set()),
        ({"codes": {}}, {("missing_code", "", "")}),
        ({"origin": None}, {("missing_origin", "", "")}),
        ({"net_weight_kg": None}, {("missing_weight", "", "")}),
        ({"descriptions": {}}, {("missing_description", "", "")}),
        ({"codes": {"HS": "610999"}}, {("unknown_hs_code", "610999", "")}),
        ({"codes": {"HS": "999999"}}, {("unknown_hs_code", "999999", "")}),
        ({"codes": {"HS": "9801"}}, {("unknown_hs_code", "9801", "")}),
        ({"codes": {"JP": "980110000"}}, set()),
        ({"codes": {"US": "9903010100"}}, {("unknown_national_code", "9903010100", "")}),
        ({"codes": {"US": "6109100012"}}, set()),
        ({"codes": {"US": "6109100099"}}, {("unknown_national_code", "6109100099", "")}),
        ({"codes": {"US": "610910"}}, {("ambiguous_code", "610910", "2")}),
        ({"codes": {"US": "6404112030"}}, set()),
        ({"codes": {"JP": "610910999"}}, set()),
    ],
)
async def test_what_is_wrong_with_an_article_is_found(
    change: dict[str, object], found: set[tuple[str, str, str]], catalogue: CatalogueRooms
) -> None:
    merchant = somebody()
    await catalogue.articles.put(merchant, "x", SOUND.model_copy(update=change), "tests", None)

    assert await findings(catalogue, merchant) == found


async def test_a_shops_code_that_contradicts_a_person_or_the_classifier_is_found(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    variant = ShopVariant("x", "v1", datetime(2026, 11, 20, tzinfo=UTC), hs_code="640411")
    await catalogue.sync.take(merchant, "s1", [ShopProduct("Shirt", [variant])])
    await catalogue.articles.put(merchant, "x", SOUND, "tests", None)
    body = {"overrides": [{"field": "codes.HS", "value": "610910", "reason": "ruling"}]}
    await catalogue.articles.override(merchant, "x", OverridesRequest.model_validate(body), "tests", None)
    await catalogue.articles.suggest(merchant, "x", "610910", Decimal("0.93"))

    assert await findings(catalogue, merchant) == {
        ("override_conflict", "610910", "640411"),
        ("classifier_conflict", "640411", "610910"),
    }


async def test_findings_come_page_by_page_and_counts_are_of_all(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    for sku in "abc":
        await catalogue.articles.put(merchant, sku, Article(codes={"HS": "610910"}), "tests", None)

    found: list[tuple[str, str]] = []
    cursor: str | None = ""
    while cursor is not None:
        report = await catalogue.health.report(merchant, None, cursor, 2)
        assert report.counts[HealthProblem.MISSING_ORIGIN] == 3
        found += [(one.sku, one.problem.value) for one in report.findings]
        cursor = report.next

    kinds = ["missing_description", "missing_origin", "missing_weight"]
    assert found == [(sku, kind) for sku in "abc" for kind in kinds]
