"""KPIs over HTTP, the views behind them, the files, and what shoppers say."""

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from arro3.io import read_parquet
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_docs.dossier.kpi_repository import EXPORT_COLUMNS
from dutiful_shared.contract.shipment_charges import INVOICE_EXAMPLE
from tests.integration.dossier.conftest import Party
from tests.integration.dossier.told import CLEARED, dossier, event, happened, told

pytestmark = pytest.mark.integration

NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


async def _shipped(shop: httpx2.AsyncClient, number: int, *events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    said = {"parcels": [{"tracking_number": f"PARCEL{number}"}], "shipped_at": "2026-11-02T08:00:00Z", **changes}
    made = await told(shop, **said)
    if events:
        await happened(shop, made["id"], *events)
    return made


async def _kpis(shop: httpx2.AsyncClient, **asked: str) -> list[dict[str, Any]]:
    response = await shop.get("/v1/kpis", params={**NOVEMBER, **asked})
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.json()["rows"]
    return rows


async def test_clearance_times_and_errors_are_counted(shop: httpx2.AsyncClient) -> None:
    await _shipped(shop, 1, *CLEARED)
    for number, hour in ((2, 10), (3, 12)):
        await _shipped(shop, number, event("1", 8, milestone="arrived"), event("2", hour, milestone="released"))
    await _shipped(shop, 4)
    (row,) = await _kpis(shop)

    told_of = (row["key"], row["shipments"], row["cleared"], row["clearance_hours_median"], row["clearance_hours_p90"])
    assert told_of == ("2026-11", 4, 3, "4.00", "5.60")
    assert (row["held_for_papers"], row["error_rate"]) == (1, "0.2500")


async def test_money_is_summed_by_currency_and_never_converted(shop: httpx2.AsyncClient) -> None:
    await _shipped(shop, 1)
    dollars = [{"kind": "duty", "amount": "3.00", "currency": "USD"}]
    await _shipped(shop, 2, currency="USD", expected=dollars, shipping_cost="10.00")
    (row,) = await _kpis(shop)

    assert [(one["currency"], one["duties_and_taxes_share"], one["cost_per_shipment"]) for one in row["money"]] == [
        ("EUR", "0.4165", "14.50"),
        ("USD", "0.0750", "10.00"),
    ]


async def test_what_was_charged_counts_before_what_was_expected(shop: httpx2.AsyncClient) -> None:
    await told(shop, shipped_at="2026-11-02T08:00:00Z")
    fee = {"tracking_number": "1234567890", "kind": "fee", "amount": "5.50", "currency": "EUR"}
    invoice = {**INVOICE_EXAMPLE, "lines": [INVOICE_EXAMPLE["lines"][1], fee]}
    await shop.post("/v1/charges/invoices", json=invoice)
    (row,) = await _kpis(shop)

    # The duty as expected (4.80), the tax as charged (12.26); carriage (14.50) with the fee.
    assert (row["money"][0]["duties_and_taxes"], row["money"][0]["cost_per_shipment"]) == ("17.06", "20.00")


async def test_a_tax_in_another_currency_leaves_the_fees_known(shop: httpx2.AsyncClient) -> None:
    await told(shop, shipped_at="2026-11-02T08:00:00Z")
    tax, fee = ({"tracking_number": "1234567890", "kind": kind, "amount": "5.50"} for kind in ("tax", "fee"))
    lines = [{**tax, "currency": "USD"}, {**fee, "currency": "EUR"}]
    await shop.post("/v1/charges/invoices", json={**INVOICE_EXAMPLE, "lines": lines})
    (row,) = await _kpis(shop)

    told_of = row["money"][0]
    assert (told_of["duties_and_taxes_share"], told_of["cost_per_shipment"]) == (None, "20.00")


async def test_a_shipment_without_lines_has_no_revenue_of_nothing(shop: httpx2.AsyncClient) -> None:
    await _shipped(shop, 1, lines=[], expected=[{"kind": "duty", "amount": "3.00", "currency": "EUR"}])
    (row,) = await _kpis(shop)

    assert (row["money"][0]["revenue"], row["money"][0]["duties_and_taxes_share"]) == (None, None)


async def test_an_amount_in_another_currency_leaves_the_sum_unknown(shop: httpx2.AsyncClient) -> None:
    await _shipped(shop, 1, expected=[{"kind": "duty", "amount": "3.00", "currency": "USD"}])
    (row,) = await _kpis(shop)

    assert row["money"][0]["duties_and_taxes_share"] is None


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("lane", ["US-DE", "US-FR"]),
        ("carrier", ["dhl_express", "ups"]),
        ("day", ["2026-11-02", "2026-11-09"]),
        ("week", ["2026-W45", "2026-W46"]),
        ("month", ["2026-11"]),
    ],
)
async def test_kpis_are_told_by(shop: httpx2.AsyncClient, by: str, keys: list[str]) -> None:
    await _shipped(shop, 1)
    await _shipped(shop, 2, ship_to="DE", carrier="ups", shipped_at="2026-11-09T08:00:00Z")

    assert [row["key"] for row in await _kpis(shop, by=by)] == keys


async def test_a_merchant_counts_its_own_shipments(parties: tuple[Party, Party]) -> None:
    mine, theirs = parties
    await _shipped(mine.http, 1)
    await _shipped(theirs.http, 1)

    assert [(row["key"], row["shipments"]) for row in await _kpis(mine.http, by="merchant")] == [(mine.merchant_id, 1)]


async def test_a_period_that_ends_before_it_begins_is_refused(shop: httpx2.AsyncClient) -> None:
    refused = await shop.get("/v1/kpis", params={"from": "2026-11-02", "to": "2026-11-01"})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")


async def test_the_rows_come_as_csv(shop: httpx2.AsyncClient) -> None:
    made = await _shipped(shop, 1, *CLEARED, order_reference="=1+1")
    answer = await shop.get("/v1/kpis/export", params=NOVEMBER)
    (row,) = csv.DictReader(io.StringIO(answer.text))

    assert (row["shipment_id"], row["clearance_hours"], row["revenue"]) == (made["id"], "6.0000", "40.00")
    assert row["order_reference"] == "'=1+1"


async def test_the_rows_come_as_parquet_with_exact_amounts(shop: httpx2.AsyncClient) -> None:
    await _shipped(shop, 1, *CLEARED)
    await _shipped(shop, 2)
    answer = await shop.get("/v1/kpis/export", params={**NOVEMBER, "format": "parquet"})
    table = read_parquet(io.BytesIO(answer.content)).read_all()
    sums = [one.as_py() for one in table.column("duties_and_taxes")]
    days = [one.as_py().isoformat() for one in table.column("shipped_on")]

    assert (table.num_rows, tuple(table.column_names)) == (2, EXPORT_COLUMNS)
    assert (sums, days) == ([Decimal("16.66")] * 2, ["2026-11-02"] * 2)


async def test_an_empty_period_is_an_empty_file(shop: httpx2.AsyncClient) -> None:
    answer = await shop.get("/v1/kpis/export", params={**NOVEMBER, "format": "parquet"})

    assert read_parquet(io.BytesIO(answer.content)).read_all().num_rows == 0


_COLUMNS = text(
    """
    SELECT c.table_name, c.column_name, col_description(to_regclass('docs.' || c.table_name), c.ordinal_position)
    FROM information_schema.columns c WHERE c.table_schema = 'docs' AND c.table_name LIKE 'kpi_%'
    ORDER BY c.table_name DESC, c.ordinal_position
    """
)


def _promised() -> list[tuple[str, str, str]]:
    """View, column and meaning, as the handbook's tables have them."""
    page = Path("handbook/dossier.md").read_text(encoding="utf-8")
    tables = re.findall(r"\| `docs\.(kpi_\w+)` \| \|\n\| --- \| --- \|\n((?:\|.*\|\n)+)", page)
    return [(view, *row) for view, rows in tables for row in re.findall(r"\| `(\w+)` \| (.*) \|", rows)]


async def test_the_views_have_the_columns_that_the_handbook_promises(docs_app: FastAPI) -> None:
    async with docs_app.state.resources.engine.connect() as connection:
        found = [tuple(row) for row in await connection.execute(_COLUMNS)]

    assert sorted(found) == sorted(_promised())
    assert {name for view, name, _ in found if view == "kpi_shipment"} == {*EXPORT_COLUMNS, "merchant_id"}


async def test_the_views_keep_the_wall(parties: tuple[Party, Party], docs_app: FastAPI) -> None:
    for party in parties:
        await _shipped(party.http, 1)
    rooms = docs_app.state.resources.dossier
    async with rooms.shipments.requests.connect() as connection:
        assert (await connection.execute(text("SELECT * FROM docs.kpi_shipment"))).all() == []
        assert (await connection.execute(text("SELECT * FROM docs.kpi_daily"))).all() == []


async def test_a_shopper_answers_with_the_token_alone(shop: httpx2.AsyncClient, docs_app: FastAPI) -> None:
    made = await _shipped(shop, 1)
    transport = httpx2.ASGITransport(app=docs_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs") as shopper:
        said = {"token": made["feedback_token"], "scale": "stars", "score": 4, "comment": "fast"}
        first = await shopper.post(f"/v1/shipments/{made['id']}/feedback", json=said)
        await shopper.post(f"/v1/shipments/{made['id']}/feedback", json={**said, "score": 5})

    assert first.status_code == 200, first.text
    assert (await dossier(shop, made["id"]))["feedback"]["score"] == 5
    assert [(row["stars_mean"], row["answers_in_stars"]) for row in await _kpis(shop)] == [("5.00", 1)]


@pytest.mark.parametrize("score", ["5", True])
async def test_a_score_that_is_no_number_is_refused(shop: httpx2.AsyncClient, score: Any) -> None:
    made = await _shipped(shop, 1)
    said = {"token": made["feedback_token"], "scale": "stars", "score": score}
    answer = await shop.post(f"/v1/shipments/{made['id']}/feedback", json=said)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/score")


async def test_the_token_of_one_shipment_opens_no_other(shop: httpx2.AsyncClient) -> None:
    one, two = await _shipped(shop, 1), await _shipped(shop, 2)
    said = {"token": one["feedback_token"], "scale": "nps", "score": 10}

    assert (await shop.post(f"/v1/shipments/{two['id']}/feedback", json=said)).status_code == 401


async def test_nps_is_promoters_less_detractors(shop: httpx2.AsyncClient) -> None:
    for number, score in enumerate((10, 9, 8, 3)):
        made = await _shipped(shop, number)
        said = {"token": made["feedback_token"], "scale": "nps", "score": score}
        await shop.post(f"/v1/shipments/{made['id']}/feedback", json=said)

    assert [(row["nps"], row["answers_in_nps"]) for row in await _kpis(shop)] == [(25, 4)]


async def test_no_stars_are_no_score(shop: httpx2.AsyncClient) -> None:
    made = await _shipped(shop, 1)
    said = {"token": made["feedback_token"], "scale": "stars", "score": 0}
    refused = await shop.post(f"/v1/shipments/{made['id']}/feedback", json=said)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/score")


async def test_the_gauges_show_what_is_held(shop: httpx2.AsyncClient, docs_app: FastAPI) -> None:
    await _shipped(shop, 1, *CLEARED[:3])
    await docs_app.state.resources.dossier.kpis.measure()
    shown = (await shop.get("/metrics")).text

    held = next(line for line in shown.splitlines() if line.startswith("dutiful_shipments_held "))
    assert float(held.split()[1]) >= 1
