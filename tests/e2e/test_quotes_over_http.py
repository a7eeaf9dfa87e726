"""The quote service through its public door: recorded, replayed, refused with the field named."""

import copy
import json
from typing import Any

import httpx2
import pytest

from dutiful_quote.examples import EXAMPLES, example
from dutiful_shared.contract.quote_answer import QuoteAnswer, ReplayAnswer


def shirts(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(example("t-shirts-to-us")), **changes}


def shirt(**changes: Any) -> dict[str, Any]:
    cart = shirts()
    cart["lines"][0] |= changes
    return cart


async def quoted(api: httpx2.AsyncClient, cart: dict[str, Any]) -> dict[str, Any]:
    response = await api.post("/v1/quotes", json=cart)
    assert response.status_code == 200, response.text
    return dict(response.json())


@pytest.mark.parametrize("name", sorted(EXAMPLES))
async def test_an_answer_has_the_shape_of_the_contract(name: str, quote_api: httpx2.AsyncClient) -> None:
    answer = await quoted(quote_api, example(name))

    assert QuoteAnswer.model_validate(answer).model_dump(mode="json").keys() == answer.keys()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
async def test_a_replay_gives_the_same_answer(name: str, quote_api: httpx2.AsyncClient) -> None:
    answer = await quoted(quote_api, example(name))

    replayed = (await quote_api.post(f"/v1/quotes/{answer['id']}/replay")).json()

    assert ReplayAnswer.model_validate(replayed).identical, replayed["differences"]


async def test_a_recorded_quote_comes_back_byte_for_byte(quote_api: httpx2.AsyncClient) -> None:
    answer = await quote_api.post("/v1/quotes", json=shirts())

    again = await quote_api.get(f"/v1/quotes/{answer.json()['id']}")

    assert again.content == answer.content


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"shipping": 12.5, "insurance": 0.1}, id="amounts as JSON numbers"),
        pytest.param({"incoterm": "XXX"}, id="not valid"),
    ],
)
async def test_a_cart_read_straight_from_its_bytes_is_the_cart_that_fastapi_reads(
    changes: dict[str, Any], quote_api: httpx2.AsyncClient
) -> None:
    body = json.dumps(shirts(**changes))

    # Another spelling of the media type goes FastAPI's way.
    answers = [
        await quote_api.post("/v1/quotes", content=body, headers={"Content-Type": media_type})
        for media_type in ("application/json", "application/json; charset=utf-8")
    ]

    own = {"id", "created_at", "expires_at", "token", "request_id"}
    direct, usual = ({name: one for name, one in each.json().items() if name not in own} for each in answers)
    assert answers[0].status_code == answers[1].status_code
    assert direct == usual


async def test_totals_are_sums_of_charges(quote_api: httpx2.AsyncClient) -> None:
    answer = await quoted(quote_api, shirts(insurance="1.00", discount="5.00"))
    charges = [charge for line in answer["lines"] for charge in line["charges"]] + answer["charges"]
    cents = {name: round(float(answer[name]["amount"]) * 100) for name in ("goods_total", "shipping", "insurance")}

    total = sum(cents.values()) + sum(round(float(charge["amount"]["amount"]) * 100) for charge in charges)

    assert round(float(answer["landed_cost"]["amount"]) * 100) == total


async def test_ddp_and_dap_land_at_the_same_cost_and_differ_in_when(quote_api: httpx2.AsyncClient) -> None:
    options = (await quoted(quote_api, shirts()))["options"]

    assert options["ddp"]["landed_cost"] == options["dap"]["landed_cost"]
    assert (options["ddp"]["due_on_delivery"]["amount"], options["dap"]["due_on_delivery"]["amount"]) == (
        "0.00",
        "14.60",
    )


async def test_each_service_is_quoted_landed(quote_api: httpx2.AsyncClient) -> None:
    cart = shirts(services=[{"code": "post", "mode": "post", "shipping": "4.00"}])

    (service,) = (await quoted(quote_api, cart))["options"]["services"]

    assert (service["code"], service["ddp"]["landed_cost"]["amount"]) == ("post", "66.19")


async def test_consignments_are_imported_each_on_its_own(quote_api: httpx2.AsyncClient) -> None:
    cart = shirts(
        consignments=[{"id": "a", "ship_from": {"country": "CN"}}, {"id": "b", "ship_from": {"country": "PT"}}]
    )
    cart["lines"] = [
        {**cart["lines"][0], "consignment": "a"},
        {**cart["lines"][0], "id": "2", "origin": "PT", "consignment": "b"},
    ]

    answer = await quoted(quote_api, cart)

    assert [line["consignment"] for line in answer["lines"]] == ["a", "b"]


async def test_prices_that_include_duty_land_at_their_own_sum(quote_api: httpx2.AsyncClient) -> None:
    answer = await quoted(quote_api, shirts(prices_include=["duty"], shipping="0.00"))

    assert abs(float(answer["landed_cost"]["amount"]) - 39.98) <= 0.02


async def test_a_tokens_totals_can_be_checked(quote_api: httpx2.AsyncClient) -> None:
    answer = await quoted(quote_api, shirts())

    checked = (await quote_api.post("/v1/quotes/verify", json={"token": answer["token"]})).json()

    assert checked["valid"]
    assert checked["claims"]["landed_cost"] == answer["landed_cost"]


async def test_a_changed_token_is_not_valid(quote_api: httpx2.AsyncClient) -> None:
    token = (await quoted(quote_api, shirts()))["token"]
    changed = ("A" if token[-5] != "A" else "B").join((token[:-5], token[-4:]))

    assert not (await quote_api.post("/v1/quotes/verify", json={"token": changed})).json()["valid"]


async def test_a_partial_quote_has_no_total_no_token_and_no_ddp(quote_api: httpx2.AsyncClient) -> None:
    answer = await quoted(quote_api, example("mixed-cart-to-switzerland"))

    assert (answer["status"], answer["landed_cost"], answer["token"]) == ("partial", None, None)
    assert not answer["options"]["ddp"]["available"]
    assert answer["estimate"]["max"] is None


async def test_every_charge_names_its_law_and_release(quote_api: httpx2.AsyncClient) -> None:
    answer = await quoted(quote_api, shirts())
    releases = {release["id"] for release in answer["freshness"]["releases"]}

    for charge in answer["lines"][0]["charges"]:
        assert charge["legal_reference"]["text"]
        assert charge["release"] in releases


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/v1/tariffs/US/999999999999", 422, id="too many digits"),
        pytest.param("/v1/tariffs/US/6109109999", 404, id="no such line"),
        pytest.param("/v1/tariffs/GB/6109109999", 404, id="no such line below one that has measures"),
        pytest.param("/v1/tariffs/NZ/61099999", 404, id="no such subheading"),
        pytest.param("/v1/tariffs/ZZ/610910", 422, id="no such country"),
        pytest.param("/v1/countries/AQ", 404, id="nothing known"),
        pytest.param("/v1/quotes/q_1", 422, id="malformed id"),
        pytest.param("/v1/quotes/q_" + "0" * 32, 404, id="unknown quote"),
        pytest.param("/v1/nothing", 404, id="no such route"),
        pytest.param("/v1/tariffs/US/%EF%BC%96109", 422, id="full-width digits"),
        pytest.param("/v1/tariffs/changes?before=aaa%00&after=bbb", 422, id="NUL in a query"),
    ],
)
async def test_a_wrong_path_is_a_problem(path: str, status: int, quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.get(path)

    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("cart", "pointer"),
    [
        pytest.param(shirts(ship_to={"country": "ZZ"}), "/ship_to/country", id="unknown country"),
        pytest.param(shirts(ship_to={"country": "AQ"}), "/ship_to/country", id="nothing known of the destination"),
        pytest.param(shirts(currency="EURO"), "/currency", id="unknown currency"),
        pytest.param(shirts(currency="KPW"), "/currency", id="currency without an exchange rate"),
        pytest.param(shirts(incoterm="DDU"), "/incoterm", id="unknown Incoterm"),
        pytest.param(shirts(shipping="-1"), "/shipping", id="negative amount"),
        pytest.param(shirts(shipping="1e30"), "/shipping", id="absurd amount"),
        pytest.param(shirts(import_date="1900-01-01"), "/import_date", id="1900"),
        pytest.param(shirts(import_date="2200-01-01"), "/import_date", id="2200"),
        pytest.param(shirts(discount="1000"), "/discount", id="discount above the goods"),
        pytest.param(shirts(colour="red"), "/colour", id="unknown field"),
        pytest.param(shirts(lines=[]), "/lines", id="no lines"),
        pytest.param(shirts(lines=[shirts()["lines"][0]] * 2), "/lines/1/id", id="line id twice"),
        pytest.param(shirt(hs_code="0000000000"), "/lines/0/hs_code", id="no code of the Harmonized System"),
        pytest.param(shirt(hs_code="6109109999"), "/lines/0/hs_code", id="no code of the destination's tariff"),
        pytest.param(
            {**shirt(hs_code="999999", code_system="HS"), "ship_to": {"country": "DE"}},
            "/lines/0/hs_code",
            id="a placeholder in a chapter left to national use",
        ),
        pytest.param(shirt(quantity=0), "/lines/0/quantity", id="nothing"),
        pytest.param(shirt(unit_price={"amount": "1"}), "/lines/0/unit_price", id="wrong type"),
        pytest.param(shirt(unit_price="NaN"), "/lines/0/unit_price", id="not a number"),
        pytest.param(shirt(line_total="1.00"), "/lines/0/unit_price", id="two prices"),
        pytest.param(shirt(code_system="ZZ"), "/lines/0/code_system", id="unknown system of codes"),
        pytest.param(
            shirts(seller={"registrations": [{"scheme": "IOSS", "number": "IM1"}]}),
            "/seller/registrations/0/number",
            id="no IOSS number",
        ),
        pytest.param(
            shirts(seller={"registrations": [{"scheme": "ISOS"}]}), "/seller/registrations/0/scheme", id="no scheme"
        ),
        pytest.param(
            shirts(buyer={"tax_ids": [{"type": "EU_VAT", "number": "x"}]}),
            "/buyer/tax_ids/0/number",
            id="no VAT number",
        ),
    ],
)
async def test_a_bad_cart_is_refused_with_the_field_named(
    cart: dict[str, Any], pointer: str, quote_api: httpx2.AsyncClient
) -> None:
    response = await quote_api.post("/v1/quotes", json=cart)

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert pointer in [fault["pointer"] for fault in response.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 422, id="empty"),
        pytest.param(b"{", 400, id="cut off"),
        pytest.param(b"[" * 100_000, 400, id="deep"),
        pytest.param(b'{"a":' * 60 + b"1" + b"}" * 60, 400, id="nested objects"),
        pytest.param(b'{"shipping": NaN}', 400, id="NaN"),
        pytest.param(b"\xff\xfe", 400, id="not UTF-8"),
        pytest.param(b'{"a": "' + b"x" * 10_000_000 + b'"}', 413, id="10 MB"),
        pytest.param(json.dumps(shirts(lines=[shirt()["lines"][0]] * 10_000)).encode(), 413, id="10,000 lines"),
        pytest.param(b'{"currency": "USD", "currency": "EUR"}', 400, id="a name twice"),
        pytest.param(b"[]", 422, id="a list"),
        pytest.param(b"null", 422, id="null"),
    ],
)
async def test_a_broken_body_is_a_problem_and_never_a_500(
    body: bytes, status: int, quote_api: httpx2.AsyncClient
) -> None:
    response = await quote_api.post("/v1/quotes", content=body, headers={"Content-Type": "application/json"})

    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("key", ["", "Bearer nonsense", "Bearer dk_test_000000000000_" + "0" * 64, "Basic YTpi"])
async def test_without_a_live_key_nothing_is_quoted(key: str, quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.post("/v1/quotes", json=shirts(), headers={"Authorization": key})

    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")
