"""A real Prometheus asks the running services: what dashboards and rules ask for is there."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
import yaml
from fastapi import FastAPI

from dutiful_docs.app import create_app as create_docs
from dutiful_docs.settings import DocsSettings
from dutiful_local.ports import LOOPBACK, free_port
from dutiful_quote.examples import example
from tests.builders.listening import listening

DEPLOY: Final = Path(__file__).resolve().parents[2] / "deploy"
RULES: Final = sorted((DEPLOY / "prometheus" / "rules").glob("*.yml"))
_SELECTOR: Final = re.compile(r"(?<![\w:$])((?:dutiful_\w+|\w+:dutiful_\w+:\w+|up)(?:\{[^}]*\})?)(?=[\s\[),]|$)")
#: How often targets are read and rules are computed; two readings make a rate.
_EVERY: Final = "1s"
_PATIENCE: Final = 12

#: What a service shows only after something happened that this test does not stage, by metric -> why.
NOT_STAGED: Final = {
    "dutiful_shopify_": "needs a shop of the platform; tests/e2e/shopify counts it",
    "dutiful_shop_offers_total": "needs a shop of the platform; tests/e2e/shopify counts it",
    "dutiful_bigcommerce_": "needs a shop of the platform; tests/e2e/test_bigcommerce_tax.py counts it",
    "dutiful_mirror_": "needs a shop of a platform",
    "dutiful_inbox_accepted_total": "needs an event of a shop; tests/integration/channels counts it",
    "dutiful_webhook_": "the senders of webhooks stand in a process of their own, and nobody has subscribed",
    "dutiful_shipment_events_total": "needs a shipment; tests/integration/dossier counts it",
    "dutiful_documents_made_total": "needs papers; tests/e2e/test_documents.py makes them",
    "dutiful_document_seconds": "needs papers; tests/e2e/test_documents.py makes them",
    "dutiful_screening": "needs lists of parties; tests/integration/screening loads them",
    "dutiful_nomenclature_lines": "needs an imported nomenclature",
    "dutiful_tariff_feed_": "needs a feed; tests/e2e/test_feeds_and_quotes.py runs one",
    "dutiful_classif": "needs the trained model; tests/integration/classification_service counts it",
    "dutiful_classify_rerank_total": "needs a model of a third party",
    "dutiful_ledger_forward": "needs a docs service in the settings of quote; tests/e2e/test_ledger.py has one",
    "dutiful_ledger_outbox_entries": "needs a docs service in the settings of quote",
    "dutiful_paper_outbox_orders": "needs a docs service in the settings of quote",
    'status=~"5.."': "nothing fails here; promtool's tests of slo.yml count failures",
    "dutiful_limits_refused_total": "needs a key beyond its limit",
    "dutiful_quote_classif": "needs a classifier in the settings of quote; test_classified_lines.py has one",
}


def _asked() -> Iterator[tuple[str, str]]:
    """Where it stands -> query, of every panel and of every selector in a rule."""
    for file in sorted((DEPLOY / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel.get("targets", ()):
                query = target["expr"].replace("$__rate_interval", "30s").replace("$service", ".+")
                yield f"{file.name}: {panel['title']}", query
    for file in RULES:
        for group in yaml.safe_load(file.read_text())["groups"]:
            for rule in group["rules"]:
                for selector in _SELECTOR.findall(rule["expr"]):
                    yield f"{file.name}: {rule.get('alert') or rule['record']}", selector


def _staged(query: str) -> bool:
    return not any(name in query for name in NOT_STAGED)


ASKED: Final = [(where, query) for where, query in _asked() if _staged(query)]


@pytest.fixture
async def docs_port(seeded_database_url: str) -> AsyncIterator[int]:
    async with listening(create_docs(DocsSettings(database_url=seeded_database_url))) as port:
        yield port


@pytest.fixture
async def prometheus(quote_app: FastAPI, docs_port: int, classify_port: int, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a Prometheus that reads three services with the rules that are shipped."""
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("Prometheus is not installed (apt-get install prometheus)")
    async with AsyncExitStack() as stack:
        quote_port = await stack.enter_async_context(listening(quote_app, lifespan="off"))
        ports = {"quote": quote_port, "docs": docs_port, "classify": classify_port}
        config: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
        config["global"] = {"scrape_interval": _EVERY, "evaluation_interval": _EVERY}
        config["rule_files"] = [str(file) for file in RULES]
        config["scrape_configs"][0]["static_configs"] = [
            {"targets": [f"{LOOPBACK}:{port}"], "labels": {"service": name}} for name, port in ports.items()
        ]
        (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(config))
        own = free_port()
        process = await asyncio.create_subprocess_exec(
            program,
            f"--config.file={tmp_path / 'prometheus.yml'}",
            f"--storage.tsdb.path={tmp_path / 'data'}",
            f"--web.listen-address={LOOPBACK}:{own}",
            "--enable-feature=exemplar-storage",
            "--log.level=error",
        )
        try:
            yield f"http://{LOOPBACK}:{own}"
        finally:
            process.terminate()
            await process.wait()


async def _without_data(prometheus: str, asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of `asked`, what brings nothing now."""
    empty = []
    async with httpx2.AsyncClient(base_url=prometheus, timeout=20) as client:
        for where, query in asked:
            try:
                answer = await client.get("/api/v1/query", params={"query": query})
            except httpx2.TransportError:  # it has not begun to listen
                return asked
            if answer.status_code != 200 or not answer.json()["data"]["result"]:
                empty.append((where, query))
    return empty


async def test_every_panel_and_every_selector_of_a_rule_brings_data(
    prometheus: str, quote_api: httpx2.AsyncClient, classify_port: int
) -> None:
    left = list(ASKED)
    async with httpx2.AsyncClient(base_url=f"http://{LOOPBACK}:{classify_port}") as classify:
        refused = await classify.post("/v1/classifications", json={})
        assert refused.status_code == 401
    for _ in range(_PATIENCE):
        traced = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
        quoted = await quote_api.post("/v1/quotes", json=example("t-shirts-to-us"), headers=traced)
        assert quoted.status_code == 200
        assert (await quote_api.get("/v1/quotes/unknown")).status_code >= 400
        left = await _without_data(prometheus, left)
        if not left:
            break
        await asyncio.sleep(1)

    assert left == [], "\n".join(f"{where}: {query}" for where, query in left)


def test_what_is_not_staged_is_asked_for_somewhere() -> None:
    queries = " ".join(query for _, query in _asked())
    assert [name for name in NOT_STAGED if name not in queries] == []
