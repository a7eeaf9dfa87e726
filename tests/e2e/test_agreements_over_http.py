"""What a country's page says of its preference agreements, and what a currency that nobody publishes is answered."""

import httpx2
import pytest


@pytest.mark.parametrize(
    ("day", "known"),
    [pytest.param("2026-07-14", False, id="the day before"), pytest.param("2026-07-15", True, id="on the day")],
)
async def test_an_agreement_is_shown_from_the_day_it_is_in_force(
    quote_api: httpx2.AsyncClient, day: str, known: bool
) -> None:
    country = (await quote_api.get("/v1/countries/GB", params={"date": day})).json()
    found = [one for one in country["agreements"] if one["programme"] == "gb_india"]
    assert bool(found) is known
    assert all(one["partners"] == ["IN"] and "importers-knowledge" in one["conditions"]["proof"] for one in found)


async def test_a_limit_is_part_of_what_a_claim_must_meet(quote_api: httpx2.AsyncClient) -> None:
    country = (await quote_api.get("/v1/countries/DE", params={"date": "2026-11-20"})).json()
    limits = {one["conditions"].get("value_at_most") for one in country["agreements"] if one["partners"] == ["JP"]}
    assert "6000" in limits


async def test_controls_stand_among_the_measures_of_a_code(quote_api: httpx2.AsyncClient) -> None:
    tariff = (await quote_api.get("/v1/tariffs/AU/854340", params={"date": "2026-11-20"})).json()
    modes = {one["programme"]: one["mode"] for one in tariff["measures"] if one["kind"] == "control"}
    assert (modes["e_cigarettes_banned"], modes["e_cigarettes"]) == ("block", "add")


async def test_a_currency_that_nobody_publishes_is_a_clear_problem(quote_api: httpx2.AsyncClient) -> None:
    cart = {
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "DE"},
        "currency": "KPW",
        "import_date": "2026-11-20",
        "lines": [{"id": "1", "hs_code": "640399", "quantity": 1, "unit_price": "100"}],
    }
    problem = (await quote_api.post("/v1/quotes", json=cart)).json()
    assert problem["errors"][0]["pointer"] == "/currency"
    assert "KPW" in problem["errors"][0]["detail"]
