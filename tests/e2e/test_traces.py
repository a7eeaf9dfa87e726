"""The trace of one quote over two services, as a collector gets it."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from dutiful_classify.app import create_app as create_classify
from dutiful_classify.settings import ClassifySettings
from dutiful_local.ports import LOOPBACK
from dutiful_quote.app import create_app
from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from tests.builders.collector import Collector, Sent, collecting
from tests.builders.listening import listening
from tests.integration.classification_service.keyword_classifier import KeywordClassifier, TableLines

pytestmark = pytest.mark.e2e


@pytest.fixture
async def collector(
    seeded_database_url: str, sandbox: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Collector]:
    """What a collector has got of one cart with a line that the classifier was asked about."""
    # A machine that runs tests may be slow: what is sent matters here, not how fast it was done.
    stores = {"database_url": seeded_database_url, "redis_url": redis_url, "request_deadline_ms": 60_000}
    patience = {"classify_lookup_timeout_ms": 5_000, "classify_journal_timeout_ms": 5_000}
    with collecting() as found:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)
        classify = create_classify(
            ClassifySettings(**stores, **patience), classifier=KeywordClassifier(), national=TableLines()
        )
        async with listening(classify) as port:
            settings = QuoteSettings(
                **stores, webhook_concurrency=0, classify_url=f"http://{LOOPBACK}:{port}", classify_budget_ms=2_000
            )
            app = create_app(settings)
            transport = httpx2.ASGITransport(app=app)
            headers = {"Authorization": f"Bearer {sandbox}"}
            async with (
                app.router.lifespan_context(app),
                httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client,
            ):
                cart = example("t-shirts-to-us")
                cart["lines"][0] |= {
                    "sku": "TRACED-01",
                    "hs_code": None,
                    "description": "cotton t-shirt for a test of traces",
                }
                assert (await client.post("/v1/quotes", json=cart)).status_code == 200
        yield found


def above(collector: Collector, span: Sent) -> list[str]:
    """Names of the spans that hold this one, the nearest first."""
    by_id = {one.span_id: one for one in collector.spans}
    names = []
    while (parent := by_id.get(span.parent_id)) is not None:
        names.append(parent.name)
        span = parent
    return names


async def test_a_quote_is_one_trace_over_the_services_that_made_it(collector: Collector) -> None:
    quoted = collector.named("POST /v1/quotes")
    asked = next(span for span in collector.spans if span.service == "dutiful-classify" and span.kind == 2)

    assert above(collector, asked) == ["classify", "POST /v1/quotes"]
    assert asked.trace_id == quoted.trace_id
    for room, held_by in (("assess", ["POST /v1/quotes"]), ("lookup", ["assess", "POST /v1/quotes"])):
        assert above(collector, collector.named(room)) == held_by
    assert above(collector, collector.named("journal")) == ["POST /v1/quotes"]


async def test_stores_that_a_cold_quote_waits_for_are_spans_of_it(collector: Collector) -> None:
    postgres = next(span for span in collector.spans if span.name == "postgres")
    statement = next(
        span for span in collector.spans if span.name.startswith("postgresql ") and "lookup" in above(collector, span)
    )
    assert above(collector, postgres) == ["lookup", "assess", "POST /v1/quotes"]
    assert "postgres" in above(collector, statement)
