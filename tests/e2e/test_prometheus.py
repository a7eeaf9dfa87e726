"""A real Prometheus asks the running services: what dashboards and rules ask for is there."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
import yaml

from dutiful_local.ports import LOOPBACK, free_port
from tests.builders.watched_house import House, watched_house
from tests.conftest import Servers

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
    "dutiful_webhook_attempts_total": "needs an endpoint of a merchant outside of this machine",
    "dutiful_screenings_total": "needs lists of parties; tests/integration/screening loads them",
    "dutiful_screening_list_age_seconds": "needs lists of parties; tests/integration/screening loads them",
    "dutiful_nomenclature_lines": "needs an imported nomenclature",
    "dutiful_tariff_feed_": "needs a feed; tests/e2e/test_feeds_and_quotes.py runs one",
    "dutiful_tariff_copies_whole": "copies of all tariffs take 172 MB; tests/e2e/test_stores_down.py makes them",
    "dutiful_classify_rerank_total": "needs a model of a third party",
    "dutiful_classification_batch_rows_total": "needs a batch that is done; tests/integration/classification_service",
    "dutiful_classification_memory_hits_total": "needs a decision of a person; as the rows of batches",
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
async def house(
    seeded_database_url: str, servers: Servers, sandbox: str, classify_port: int, tmp_path: Path
) -> AsyncIterator[House]:
    async with watched_house(seeded_database_url, servers, sandbox, classify_port, tmp_path) as found:
        yield found


@pytest.fixture
async def prometheus(house: House, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a Prometheus that reads three services with the rules that are shipped."""
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("Prometheus is not installed (apt-get install prometheus)")
    config: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": _EVERY, "evaluation_interval": _EVERY}
    config["rule_files"] = [str(file) for file in RULES]
    config["scrape_configs"][0]["static_configs"] = [
        {"targets": [f"{LOOPBACK}:{port}"], "labels": {"service": name}} for name, port in house.ports.items()
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


async def test_every_panel_and_every_selector_of_a_rule_brings_data(prometheus: str, house: House) -> None:
    left = list(ASKED)
    for _ in range(_PATIENCE):
        await house.serve()
        left = await _without_data(prometheus, left)
        if not left:
            break
        await asyncio.sleep(1)

    assert left == [], "\n".join(f"{where}: {query}" for where, query in left)


def test_what_is_not_staged_is_asked_for_somewhere() -> None:
    queries = " ".join(query for _, query in _asked())
    assert [name for name in NOT_STAGED if name not in queries] == []
