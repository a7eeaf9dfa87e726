"""One ten-line cart to every destination of the facts: an answer each time, and one that holds together."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import httpx2
import pytest

from dutiful_shared.contract.quote_answer import QuoteAnswer

#: Goods of a general shop, for USD 390 in all: description, code, pieces, price of one, weight of the line in kg.
GOODS: Final = (
    ("cotton T-shirt", "610910", 3, "15.00", "0.60"),
    ("leather handbag", "420221", 1, "80.00", "0.90"),
    ("leather shoes", "640399", 1, "60.00", "1.10"),
    ("smartphone", "851713", 1, "90.00", "0.20"),
    ("doll", "950300", 2, "12.00", "0.50"),
    ("face cream", "330499", 2, "9.00", "0.25"),
    ("book", "490199", 1, "14.00", "0.40"),
    ("green tea", "090210", 2, "6.50", "0.20"),
    ("imitation necklace", "711719", 1, "16.00", "0.05"),
    ("cotton bed linen", "630221", 1, "30.00", "1.50"),
)
CART: Final[dict[str, Any]] = {
    "ship_from": {"country": "CN"},
    "currency": "USD",
    "incoterm": "DDP",
    "transport_mode": "express",
    "import_date": "2026-11-20",
    "shipping": "25.00",
    "lines": [
        {"id": str(number), "description": name, "hs_code": code, "origin": "CN", "quantity": pieces,
         "unit_price": price, "net_weight_kg": weight}
        for number, (name, code, pieces, price, weight) in enumerate(GOODS, start=1)
    ],
}  # fmt: skip

#: Destination and the standard rates of its tax on imports on the day of the cart, in per cent, as the sources of the
#: project print them; several where it hangs on the region, or the sources leave it open.
_RATES: Final = (
    "AE 5, AR 21, AT 20, AU 10, BD 15, BE 21, BG 20, BH 10, BR 17 20, CA 5 13 14 15, CH 8.1, CL 19, CN 13, CO 19",
    "CY 19, CZ 21, DE 19, DK 25, DO 18, EC 15, EE 24, EG 14, ES 21, FI 25.5, FR 20, GB 20, GH 15, GR 24, HK 0, HR 25",
    "HU 27, ID 11, IE 23, IL 18, IN 18, IS 24, IT 22, JO 16, JP 10, KE 16, KR 10, KW 0, KZ 16, LI 8.1, LK 18, LT 21",
    "LU 17, LV 21, MA 20, MT 18, MX 16, MY 5 10, NG 7.5, NL 21, NO 25, NZ 15, OM 5, PE 18, PH 12, PK 18, PL 23, PT 23",
    "QA 0, RO 21, RS 20, RU 22, SA 15, SE 25, SG 9, SI 22, SK 23, TH 7, TR 20, TW 5, UA 20, US, VN 8 10, ZA 15",
)
RATES: Final = {row.split()[0]: {f"{rate}%" for rate in row.split()[1:]} for row in ", ".join(_RATES).split(", ")}
COUNTRIES: Final = tuple(RATES)
_TAXES_AT_IMPORT: Final = {"standard", "import_vat"}

each_country = pytest.mark.parametrize("country", COUNTRIES)


def cart_to(country: str) -> dict[str, Any]:
    return {**CART, "ship_to": {"country": country}}


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    """The answers so far, by country: each is asked for once."""
    return {}


@pytest.fixture
async def answer(country: str, quote_api: httpx2.AsyncClient, told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The answer to the cart, sent to `country`."""
    if country not in told:
        response = await quote_api.post("/v1/quotes", json=cart_to(country))
        assert response.status_code == 200, response.text
        told[country] = dict(response.json())
    return told[country]


def amount(money: dict[str, Any]) -> Decimal:
    return Decimal(money["amount"])


def paid_to_the_seller(answer: dict[str, Any]) -> Decimal:
    """Goods, carriage and insurance: what the order costs before any charge of the import."""
    return amount(answer["goods_total"]) + amount(answer["shipping"]) + amount(answer["insurance"])


def charges_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [*(charge for line in answer["lines"] for charge in line["charges"]), *answer["charges"]]


def open_amounts(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [found for found in answer["missing"] if found["affects"] == "amount"]


def test_the_cart_goes_to_78_destinations() -> None:
    assert len(COUNTRIES) == 78


@each_country
def test_a_destination_answers_in_the_contracts_shape(answer: dict[str, Any]) -> None:
    assert len(QuoteAnswer.model_validate(answer).lines) == len(CART["lines"])


@each_country
def test_goods_and_carriage_are_those_of_the_cart(answer: dict[str, Any]) -> None:
    goods = sum((Decimal(line["unit_price"]) * line["quantity"] for line in CART["lines"]), Decimal(0))

    assert (amount(answer["goods_total"]), amount(answer["shipping"])) == (goods, Decimal(CART["shipping"]))


@each_country
def test_there_is_a_total_exactly_where_no_amount_is_open(answer: dict[str, Any]) -> None:
    open_ended = bool(open_amounts(answer))

    assert (answer["status"] == "partial", answer["landed_cost"] is None) == (open_ended, open_ended)


@each_country
def test_a_checkout_never_sells_duty_paid_what_has_no_total(answer: dict[str, Any]) -> None:
    assert answer["options"]["ddp"]["available"] is (answer["landed_cost"] is not None)


@each_country
def test_a_total_is_the_order_and_its_charges(answer: dict[str, Any]) -> None:
    charged = sum((amount(charge["amount"]) for charge in charges_of(answer)), Decimal(0))

    known = paid_to_the_seller(answer) + charged
    least = answer["estimate"] and Decimal(answer["estimate"]["min"])

    assert least >= known if answer["landed_cost"] is None else amount(answer["landed_cost"]) == known


@each_country
def test_what_is_due_when_adds_up_to_the_total(answer: dict[str, Any]) -> None:
    for option in (answer, answer["options"]["ddp"], answer["options"]["dap"]):
        parts = [option[name] for name in ("due_at_checkout", "due_on_delivery", "self_accounted")]
        if option["landed_cost"] is None:
            assert parts == [None, None, None]
        else:
            assert sum((amount(part) for part in parts), Decimal(0)) == amount(option["landed_cost"])


@each_country
def test_an_estimate_is_a_range_in_order(answer: dict[str, Any]) -> None:
    for spread in [answer["estimate"], *(found["spread"] for found in open_amounts(answer))]:
        ends = [Decimal(spread[name]) for name in ("min", "likely", "max") if spread and spread[name] is not None]
        assert ends == sorted(ends)


@each_country
def test_every_charge_names_its_rate_and_its_law(answer: dict[str, Any]) -> None:
    for charge in charges_of(answer):
        assert charge["rate_text"]
        assert charge["legal_reference"]["text"]


@each_country
def test_an_ad_valorem_tax_is_its_rate_of_its_base_to_the_minor_unit(answer: dict[str, Any]) -> None:
    for charge in charges_of(answer):
        if charge["kind"] == "tax":
            exact = amount(charge["base"]) * Decimal(charge["rate_text"].rstrip("%")) / 100
            step = Decimal(charge["assessed"]["amount"]).as_tuple().exponent
            assert amount(charge["assessed"]) == exact.quantize(Decimal((0, (1,), step)), rounding=ROUND_HALF_UP)


@each_country
def test_import_tax_is_charged_at_a_rate_of_the_country(country: str, answer: dict[str, Any]) -> None:
    charged = {charge["rate_text"] for charge in charges_of(answer) if charge["programme"] in _TAXES_AT_IMPORT}

    assert charged <= RATES[country]


@each_country
async def test_the_country_names_the_rates_of_its_tax(country: str, quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.get(f"/v1/countries/{country}", params={"date": CART["import_date"]})
    taxes = response.json()["taxes"]

    assert RATES[country] <= {tax["rate_text"] for tax in taxes if tax["programme"] in _TAXES_AT_IMPORT}
