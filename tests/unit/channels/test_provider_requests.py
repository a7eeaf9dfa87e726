"""Requests for other providers say what cart they are of, and what of them has no meaning here."""

import json
from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.channels.providers.providers import translate
from dutiful_quote.channels.providers.shape import ShapeError
from dutiful_quote.channels.providers.translation import Translated, UntranslatableError
from dutiful_shared.contract.providers import Provider
from tests.builders.providers import AVATAX, DHL, REQUESTS, UPS, ZONOS, ZONOS_GRAPHQL, changed

EVERY = [pytest.param(provider, request, id=provider.value) for provider, request in REQUESTS.items()]


def translated(provider: Provider, request: Any) -> Translated:
    return translate(provider, json.loads(json.dumps(request), parse_float=Decimal))


@pytest.mark.parametrize(("provider", "request_"), EVERY)
def test_every_shape_says_the_same_cart(provider: Provider, request_: dict[str, Any]) -> None:
    cart = translated(provider, request_).cart
    (line,) = cart.lines

    assert (cart.ship_from.country, cart.ship_to.country, cart.currency) == ("US", "GB", "GBP")
    assert (cart.incoterm, cart.shipping) == ("DDP", Decimal("12.5"))
    assert (line.quantity, line.gross, line.description) == (2, 300, "T-shirts of cotton")
    # AvaTax documents no field for the origin of a line.
    assert line.origin == (None if provider is Provider.AVATAX else "BD")
    assert line.hs_code is not None
    assert line.hs_code.startswith("610910")


@pytest.mark.parametrize(
    ("provider", "request_", "ignored"),
    [
        pytest.param(
            Provider.UPS,
            UPS,
            {
                *("/transID", "/allowPartialLandedCostResult", "/alversion", "/shipment/id"),
                *(f"/shipment/shipmentItems/0/{name}" for name in ("grossWeight", "grossWeightUnit", "UOM")),
            },
            id="ups",
        ),
        pytest.param(
            Provider.DHL,
            DHL,
            {
                *("/customerDetails/shipperDetails/addressLine1", "/accounts", "/unitOfMeasurement"),
                *("/getCostBreakdown", "/items/0/quantityType", "/items/0/weight"),
            },
            id="dhl",
        ),
        pytest.param(Provider.AVATAX, AVATAX, {"/companyCode", "/customerCode", "/lines/0/taxCode"}, id="avatax"),
        pytest.param(
            Provider.ZONOS,
            ZONOS,
            {
                *("/partyCreateWorkflow/1/location/line1", "/partyCreateWorkflow/1/person"),
                *("/shipmentRatingCreateWorkflow/serviceLevelCode", "/landedCostCalculateWorkflow/endUse"),
                "/landedCostCalculateWorkflow/tariffRate",
            },
            id="zonos",
        ),
    ],
)
def test_what_has_no_meaning_here_is_listed(provider: Provider, request_: Any, ignored: set[str]) -> None:
    assert set(translated(provider, request_).ignored) == ignored


@pytest.mark.parametrize(("provider", "request_"), EVERY)
def test_a_field_that_nobody_knows_is_ignored_and_said(provider: Provider, request_: dict[str, Any]) -> None:
    assert "/something" in translated(provider, {**request_, "something": {"new": 1}}).ignored


def test_graphql_is_read_from_variables_and_from_the_document() -> None:
    written, named = translated(Provider.ZONOS, ZONOS_GRAPHQL), translated(Provider.ZONOS, ZONOS)

    assert (written.cart, written.ignored) == (named.cart, named.ignored)


def test_the_inputs_of_the_typed_client_are_read() -> None:
    assert translated(Provider.ZONOS, {f"{name}Input": one for name, one in ZONOS.items()}).cart.lines[0].sku == "TEE-1"


def test_a_code_longer_than_six_digits_is_of_the_destination_and_said_to_be() -> None:
    found = translated(Provider.DHL, DHL)

    assert (found.cart.lines[0].hs_code, found.cart.lines[0].code_system) == ("6109100010", "GB")
    assert "/items/0/commodityCode" in {one.pointer for one in found.readings}


def test_a_code_of_a_length_that_none_has_is_cut_to_six_digits() -> None:
    line = translated(Provider.DHL, changed(DHL, "/items/0/commodityCode", "6109100010123")).cart.lines[0]

    assert (line.hs_code, line.code_system) == ("610910", "HS")


def test_freight_and_insurance_of_avatax_are_lines_by_their_tax_codes() -> None:
    cart = translated(Provider.AVATAX, AVATAX).cart

    assert (len(cart.lines), cart.shipping, cart.insurance) == (1, Decimal("12.5"), Decimal(2))


def test_parameters_of_avatax_are_a_map_or_a_list() -> None:
    old = {"AvaTax.LandedCost.HTSCode": "610910", "AvaTax.LandedCost.UnitName": "kg"}
    new = [{"name": name, "value": value} for name, value in old.items()]
    made = [
        translated(Provider.AVATAX, changed(changed(AVATAX, "/lines/0/hsCode", None), "/lines/0/parameters", one))
        for one in (old, new)
    ]

    assert [one.cart.lines[0].hs_code for one in made] == ["610910", "610910"]


@pytest.mark.parametrize(
    ("provider", "request_", "at"),
    [
        pytest.param(Provider.UPS, UPS, "/shipment/incoterms", id="ups"),
        pytest.param(Provider.ZONOS, ZONOS, "/landedCostCalculateWorkflow/calculationMethod", id="zonos"),
    ],
)
@pytest.mark.parametrize(("former", "term"), [("DDU", "DAP"), ("DAT", "DPU")])
def test_former_terms_are_read_as_what_took_their_place(
    provider: Provider, request_: dict[str, Any], at: str, former: str, term: str
) -> None:
    found = translated(provider, changed(request_, at, former))

    assert found.cart.incoterm == term
    assert [one.text for one in found.readings if one.pointer == at] == [
        f"{former} is of former Incoterms: read as {term}"
    ]


def test_a_single_object_is_a_list_of_it_as_in_graphql() -> None:
    (item,) = ZONOS["itemCreateWorkflow"]
    (measured,) = item["measurements"]
    alone = changed(ZONOS, "/itemCreateWorkflow", {**item, "measurements": measured})

    assert translated(Provider.ZONOS, alone).cart == translated(Provider.ZONOS, ZONOS).cart


def test_a_default_of_a_graphql_document_stands_in_for_its_variable() -> None:
    document = (
        ZONOS_GRAPHQL["query"]
        .replace("$items: [", "$price: Decimal! = 12.5, $items: [")
        .replace("amount: 12.5", "amount: $price")
    )

    assert translated(Provider.ZONOS, {**ZONOS_GRAPHQL, "query": document}).cart.shipping == Decimal("12.5")


def test_a_weight_of_zonos_is_of_a_piece() -> None:
    assert translated(Provider.ZONOS, ZONOS).cart.lines[0].net_weight_kg == Decimal("0.4")


@pytest.mark.parametrize(
    ("provider", "request_", "pointer"),
    [
        pytest.param(Provider.UPS, changed(UPS, "/shipment", None), "/shipment", id="ups-no-shipment"),
        pytest.param(
            Provider.UPS,
            changed(UPS, "/shipment/shipmentItems/0/commodityCurrencyCode", "USD"),
            "/shipment/shipmentItems/0/commodityCurrencyCode",
            id="ups-two-currencies",
        ),
        pytest.param(
            Provider.UPS,
            changed(UPS, "/shipment/shipmentItems/0/priceEach", "-1"),
            "/shipment/shipmentItems/0/priceEach",
            id="ups-negative",
        ),
        pytest.param(
            Provider.DHL,
            changed(DHL, "/customerDetails/receiverDetails/countryCode", None),
            "/customerDetails/receiverDetails/countryCode",
            id="dhl-no-country",
        ),
        pytest.param(Provider.AVATAX, changed(AVATAX, "/type", "ReturnInvoice"), "/type", id="avatax-return"),
        pytest.param(Provider.AVATAX, changed(AVATAX, "/currencyCode", None), "/currencyCode", id="avatax-currency"),
        pytest.param(
            Provider.AVATAX, changed(AVATAX, "/lines/0/taxIncluded", True), "/lines/0/taxIncluded", id="avatax-gross"
        ),
        pytest.param(
            Provider.ZONOS, changed(ZONOS, "/itemCreateWorkflow", None), "/itemCreateWorkflow", id="zonos-no-items"
        ),
        pytest.param(Provider.ZONOS, {"query": "mutation {"}, "/query", id="zonos-no-graphql"),
        pytest.param(
            Provider.ZONOS, changed(ZONOS_GRAPHQL, "/variables/items", None), "/variables/items", id="zonos-variable"
        ),
        pytest.param(
            Provider.ZONOS,
            changed(ZONOS, "/itemCreateWorkflow/0/amount", None),
            "/itemCreateWorkflow/0/amount",
            id="zonos-no-amount",
        ),
        pytest.param(
            Provider.ZONOS,
            changed(ZONOS, "/itemCreateWorkflow/0/itemType", "DIGITAL_GOOD"),
            "/itemCreateWorkflow/0/itemType",
            id="zonos-digital",
        ),
        pytest.param(
            Provider.ZONOS,
            changed(ZONOS, "/landedCostCalculateWorkflow/calculationMethod", "CHEAPEST"),
            "/landedCostCalculateWorkflow/calculationMethod",
            id="zonos-terms",
        ),
        pytest.param(Provider.UPS, changed(UPS, "/shipment/incoterms", "XYZ"), "/shipment/incoterms", id="ups-terms"),
        pytest.param(
            Provider.UPS, changed(UPS, "/shipment/shipmentItems", []), "/shipment/shipmentItems", id="ups-no-items"
        ),
        pytest.param(Provider.DHL, changed(DHL, "/items", []), "/items", id="dhl-no-items"),
        pytest.param(
            Provider.DHL, changed(DHL, "/charges/2/amount", 8), "/charges/2/typeCode", id="dhl-charge-of-another-kind"
        ),
        pytest.param(Provider.ZONOS, {"query": "{ orders { id } }"}, "/query", id="zonos-no-mutation"),
    ],
)
def test_what_cannot_be_translated_is_named(provider: Provider, request_: Any, pointer: str) -> None:
    with pytest.raises(ShapeError) as refused:
        translated(provider, request_)

    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    ("provider", "request_", "pointers"),
    [
        pytest.param(Provider.AVATAX, {}, {"/currencyCode", "/addresses", "/lines"}, id="avatax-empty"),
        pytest.param(
            Provider.AVATAX,
            changed(changed(changed(AVATAX, "/addresses", {}), "/lines/0/amount", None), "/currencyCode", "XXY"),
            {"/addresses", "/lines/0/amount", "/currencyCode"},
            id="avatax-of-both-kinds",
        ),
        pytest.param(Provider.DHL, {}, {"/currencyCode", "/customerDetails", "/items"}, id="dhl-empty"),
        pytest.param(Provider.UPS, {}, {"/currencyCode", "/shipment"}, id="ups-empty"),
        pytest.param(
            Provider.UPS,
            {**UPS, "shipment": {"importCountryCode": "GB", "shipmentItems": [{"priceEach": "much"}, 3]}},
            {
                *("/shipment/exportCountryCode", "/shipment/shipmentItems/1"),
                *(f"/shipment/shipmentItems/0/{name}" for name in ("priceEach", "quantity")),
            },
            id="ups-in-one-line",
        ),
        pytest.param(Provider.ZONOS, {}, {"/partyCreateWorkflow", "/itemCreateWorkflow"}, id="zonos-empty"),
    ],
)
def test_all_that_is_lacking_or_wrong_is_named_at_once(provider: Provider, request_: Any, pointers: set[str]) -> None:
    with pytest.raises(ShapeError) as refused:
        translated(provider, request_)

    assert {fault.pointer for fault in (refused.value, *refused.value.others)} == pointers


def test_a_fault_of_the_cart_leads_to_the_field_it_came_from() -> None:
    with pytest.raises(UntranslatableError) as refused:
        translated(Provider.DHL, changed(DHL, "/items/0/manufacturerCountry", "XX"))

    assert [fault.pointer for fault in refused.value.faults] == ["/items/0/manufacturerCountry"]


def test_a_discount_of_avatax_is_of_the_lines_that_say_so() -> None:
    told = changed(AVATAX, "/discount", 5)
    applied = changed(told, "/lines/0/discounted", True)

    assert (translated(Provider.AVATAX, told).cart.discount, translated(Provider.AVATAX, applied).cart.discount) == (
        0,
        5,
    )
    assert "/discount" in translated(Provider.AVATAX, told).ignored


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "much", "1_000_000_000_000"])
def test_a_number_that_can_be_no_amount_is_refused(number: str) -> None:
    with pytest.raises(ShapeError) as refused:
        translated(Provider.UPS, changed(UPS, "/shipment/transportCost", number))

    assert refused.value.pointer == "/shipment/transportCost"


@pytest.mark.parametrize("provider", Provider)
@pytest.mark.parametrize("body", [[], "text", 1, None], ids=["list", "text", "number", "null"])
def test_a_body_that_is_no_object_is_refused(provider: Provider, body: Any) -> None:
    with pytest.raises(ShapeError):
        translated(provider, body)
