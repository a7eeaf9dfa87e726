"""Countries and tariffs are looked up, through the public door."""

import httpx2
import pytest

from dutiful_shared.contract.reference_answer import CountryAnswer, TariffAnswer


@pytest.mark.parametrize("country", ["US", "DE", "GB", "XI", "JP", "CH", "KE", "ZA", "MC", "BR", "CA", "MX"])
async def test_a_country_is_described(country: str, quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.get(f"/v1/countries/{country}")

    assert CountryAnswer.model_validate(response.json()).currency


async def test_a_country_shows_its_courier_regime_and_what_is_in_doubt(quote_api: httpx2.AsyncClient) -> None:
    peru, israel = [
        CountryAnswer.model_validate((await quote_api.get(f"/v1/countries/{country}")).json())
        for country in ("PE", "IL")
    ]

    assert [regime.rate_text for regime in peru.simplified_regimes] == ["4%"]
    assert [threshold.certain for threshold in israel.thresholds if threshold.programme == "tax_threshold"] == [
        True,
        False,
    ]


async def test_a_tariff_code_is_shown_for_one_origin(quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.get("/v1/tariffs/US/6109.10.00.12", params={"origin": "CN", "date": "2026-11-20"})
    shown = TariffAnswer.model_validate(response.json())

    assert {"column_1", "s301_china", "s301_forced_labor"} <= {measure.programme for measure in shown.measures}


@pytest.mark.parametrize(
    ("path", "listed"),
    [
        pytest.param("/v1/tariffs/GB/6109100010", True, id="of a tariff with its codes"),
        pytest.param("/v1/tariffs/NZ/61091099", False, id="of a tariff without"),
    ],
)
async def test_whether_a_code_was_looked_up_in_a_list_is_told(
    quote_api: httpx2.AsyncClient, path: str, listed: bool
) -> None:
    assert (await quote_api.get(path)).json()["listed"] is listed


async def test_a_code_in_northern_ireland_is_shown_in_both_tariffs(quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.get("/v1/tariffs/XI/420221", params={"date": "2026-11-20"})
    shown = TariffAnswer.model_validate(response.json())

    duties = {measure.id.partition(":")[0] for measure in shown.measures if measure.kind == "third_country_duty"}
    assert duties == {"EU", "GB"}
