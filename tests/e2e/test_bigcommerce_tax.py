"""BigCommerce's tax estimates against the whole service."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI

from dutiful_quote.shops.shop import ShopSettings
from dutiful_shared.contract.cart_parties import Registration
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.merchant import MerchantProfile, OnUnknown
from tests.builders import bigcommerce as bc
from tests.builders.bigcommerce_schemas import TAX_ANSWER, valid
from tests.e2e.bigcommerce_shop import Store, a_store

IOSS = MerchantProfile(registrations=(Registration(scheme="IOSS", number="IM0000000000"),))
NAMELESS: dict[str, Any] = {"tax_properties": [], "item_code": "", "item_reference": "", "name": "Something"}


@pytest.fixture
async def store(quote_app: FastAPI) -> AsyncIterator[Store]:
    async with a_store(quote_app) as found:
        yield found


def parts_of(line: dict[str, Any]) -> dict[str, Decimal]:
    return {part["name"]: Decimal(str(part["amount"])) for part in line["price"]["sales_tax_summary"]}


@pytest.mark.parametrize("to", [bc.GERMANY, bc.BRITAIN, bc.AMERICA], ids=["DE", "GB", "US"])
async def test_an_estimate_has_the_platforms_form_and_comes_to_what_the_quote_says_is_due(
    store: Store, to: dict[str, Any]
) -> None:
    answer = await store.estimate(bc.document(to=to))

    valid(answer, TAX_ANSWER)
    (quote,) = await store.quotes()
    assert bc.adds_up(answer) == Decimal(quote["due_at_checkout"]["amount"])
    assert answer["id"] == bc.cart()["id"]
    assert [part["id"] for part in answer["documents"][0]["items"][0]["price"]["sales_tax_summary"]]


async def test_wrapping_is_dutiable_and_bears_its_share_on_its_own_line(store: Store) -> None:
    plain = await store.estimate(bc.document(bc.shirts(200), to=bc.AMERICA))
    wrapped = await store.estimate(bc.document(bc.shirts(150, wrapping=bc.wrapping(50)), to=bc.AMERICA))

    (item,) = wrapped["documents"][0]["items"]
    assert bc.adds_up(wrapped) == bc.adds_up(plain)
    assert parts_of(item)["Import duty"] == 3 * parts_of(item["wrapping"])["Import duty"]


async def test_an_exempt_item_bears_nothing(store: Store) -> None:
    exempt = bc.shirts(30, id="line-2", tax_exempt=True)

    answer = await store.estimate(bc.document(bc.shirts(), exempt))

    taxed, free = answer["documents"][0]["items"]
    assert taxed["price"]["total_tax"] > 0
    assert (free["price"]["total_tax"], free["price"]["sales_tax_summary"]) == (0, [])


async def test_prices_with_tax_stay_what_the_shopper_pays(quote_app: FastAPI) -> None:
    async with a_store(quote_app, IOSS) as store:
        shirts = bc.shirts(119, price=bc.price(119, inclusive=True))
        carriage = {"shipping": bc.carriage("shipping", 0), "handling": bc.carriage("handling", 0)}

        answer = await store.estimate(bc.document(shirts, **carriage))

        (item,) = answer["documents"][0]["items"]
        (quote,) = await store.quotes()
        assert bc.adds_up(answer) == Decimal(quote["due_at_checkout"]["amount"])
        assert parts_of(item)["VAT (DE)"] > 18
        assert item["price"]["amount_exclusive"] + float(parts_of(item)["VAT (DE)"]) == pytest.approx(119, abs=0.02)


async def test_documents_of_one_destination_are_consignments_of_one_quote(store: Store) -> None:
    other = bc.document(bc.shirts(id="line-2"), id="doc-2", origin_address=bc.VIETNAM)

    answer = await store.estimate(bc.document(), other)

    (quote,) = await store.quotes()
    assert {line["consignment"] for line in quote["lines"]} == {"d0", "d1"}
    assert bc.adds_up(answer) == Decimal(quote["due_at_checkout"]["amount"])


async def test_each_destination_is_a_quote_of_its_own(store: Store) -> None:
    answer = await store.estimate(bc.document(), bc.document(bc.shirts(id="line-2"), id="doc-2", to=bc.AMERICA))

    quotes = await store.quotes()
    assert len(quotes) == 2
    assert bc.adds_up(answer) == sum(Decimal(quote["due_at_checkout"]["amount"]) for quote in quotes)


async def test_the_same_cart_is_answered_alike_and_recorded_once(store: Store) -> None:
    first = await store.tax("estimate", bc.cart())
    street = bc.document(destination_address=bc.GERMANY | {"line1": "another street"})
    again = await store.tax("estimate", bc.cart(street, transaction_date="2026-11-21T00:00:00+00:00"))

    assert again.content == first.content
    assert len(await store.quotes()) == 1


async def test_goods_sold_dap_bear_at_checkout_only_the_tax_of_the_sale(quote_app: FastAPI) -> None:
    unpaid = {"DE": Incoterm.DAP, "US": Incoterm.DAP}
    async with a_store(quote_app, IOSS.model_copy(update={"incoterms": unpaid})) as store:
        german = await store.estimate()
        american = await store.estimate(bc.document(to=bc.AMERICA))

        assert set(parts_of(german["documents"][0]["items"][0])) == {"VAT (DE)"}
        assert all(not line["price"]["total_tax"] for line in bc.priced_lines(american))
        assert bc.adds_up(german) == Decimal((await store.quotes())[0]["due_at_checkout"]["amount"])


async def test_a_shipping_method_of_ours_says_whether_duties_are_paid(store: Store) -> None:
    naming = ShopSettings().service_naming
    amounts = [
        bc.adds_up(await store.estimate(bc.document(shipping=bc.carriage("shipping", 10, item_code=f"Air ({suffix})"))))
        for suffix in (naming.ddp_suffix, naming.dap_suffix)
    ]

    assert amounts[0] > amounts[1] == 50


async def test_names_are_in_the_merchants_language(quote_app: FastAPI) -> None:
    async with a_store(quote_app, MerchantProfile(language="de")) as store:
        answer = await store.estimate(bc.document(to=bc.AMERICA))

        assert {"Zoll", "Zusatzzoll"} <= set(parts_of(answer["documents"][0]["items"][0]))


async def test_an_unknown_amount_is_not_charged_by_default(store: Store) -> None:
    answer = await store.estimate(bc.document(bc.shirts(**NAMELESS), to=bc.AMERICA))

    valid(answer, TAX_ANSWER)
    assert all(not line["price"]["total_tax"] for line in bc.priced_lines(answer))


@pytest.mark.parametrize(
    ("profile", "to"),
    [(MerchantProfile(on_unknown=OnUnknown.REFUSE), bc.AMERICA), (IOSS, bc.GERMANY)],
    ids=["refused by policy", "tax of the sale"],
)
async def test_an_unknown_amount_leaves_the_tax_to_the_shop(
    quote_app: FastAPI, profile: MerchantProfile, to: dict[str, Any]
) -> None:
    async with a_store(quote_app, profile) as store:
        response = await store.tax("estimate", bc.cart(bc.document(bc.shirts(**NAMELESS), to=to)))

        assert (response.status_code, response.json()["code"]) == (500, "tax_not_known")


async def test_the_highest_amount_is_charged_where_the_merchant_says_so(quote_app: FastAPI) -> None:
    async with a_store(quote_app, MerchantProfile(on_unknown=OnUnknown.CHARGE_MAX)) as store:
        steel = bc.shirts(400, tax_properties=[{"code": "hs_code", "value": "732690"}])
        answer = await store.estimate(bc.document(steel, to=bc.AMERICA), currency_code="USD")

        (quote,) = await store.quotes()
        assert quote["status"] == "partial"
        assert bc.adds_up(answer) == Decimal(quote["options"]["ddp"]["due_at_checkout"]["amount"])


DOMESTIC = bc.document(origin_address=bc.GERMANY)
NATIVE = ShopSettings(collects_duties_natively=True)


@pytest.mark.parametrize(
    "documents",
    [
        (DOMESTIC,),
        (bc.document(), bc.document(id="doc-2", origin_address=bc.BRITAIN, to=bc.BRITAIN)),
        (bc.document(id="DigitalDelivery_7"),),
        (bc.document(destination_address={"line1": "", "country_code": ""}),),
        (bc.document(origin_address=[]),),
        (bc.document(bc.shirts(), bc.shirts(id="line-2", price=bc.price(5, inclusive=True))),),
        (bc.document(items=[], shipping=bc.carriage("shipping", 5)),),
    ],
    ids=["domestic", "partly domestic", "digital", "no destination", "no origin", "mixed prices", "no goods"],
)
async def test_what_is_not_ours_leaves_the_tax_to_the_shop(store: Store, documents: tuple[Any, ...]) -> None:
    response = await store.tax("estimate", bc.cart(*documents))

    assert (response.status_code, response.json()["code"]) == (400, "shop_tax_applies")


@pytest.mark.parametrize(
    "documents",
    [[], [bc.document(bc.shirts(0), origin_address=bc.GERMANY, shipping=bc.carriage("shipping", 0))]],
    ids=["no documents", "no prices"],
)
async def test_a_trial_of_the_connection_succeeds(store: Store, documents: list[Any]) -> None:
    response = await store.tax("estimate", bc.cart() | {"documents": documents})

    assert response.status_code == 200
    assert all(not line["price"]["total_tax"] for line in bc.priced_lines(response.json()))


async def test_a_shop_that_collects_duties_itself_gets_none_of_ours(quote_app: FastAPI) -> None:
    async with a_store(quote_app, settings=NATIVE) as store:
        assert (await store.tax("estimate", bc.cart())).status_code == 400
