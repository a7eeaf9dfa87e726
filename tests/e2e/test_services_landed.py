"""Shipping services of a merchant's rate tables, landed through the public door."""

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.contract.option_answers import ServiceAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.service.postgres import connect
from tests.builders.shipping import TABLE, merchant

FEE = {"carrier": "dhl", "currency": "EUR", "share": "0.02", "minimum": "5.00", "fixed": "1.00", "tax_rate": "0.20"}
Settle = Callable[..., Awaitable[None]]


@pytest.fixture
async def settle(seeded_database_url: str, quote_app: FastAPI, sandbox_merchant: str) -> AsyncIterator[Settle]:
    """Gives the sandbox merchant rate tables; afterwards it has none again."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    repository = ProfileRepository(engine)

    async def replace(**settings: Any) -> None:
        stored = await repository.find(sandbox_merchant)
        profile = merchant(**settings) if settings else merchant().model_copy(update={"rate_tables": (), "origins": ()})
        await repository.replace(sandbox_merchant, profile, stored.version, "tests")
        await quote_app.state.resources.quotes.completion.profiles.refresh()

    yield replace
    await replace()
    await engine.dispose()


def shirts(**changes: Any) -> dict[str, Any]:
    return {**example("t-shirts-to-us"), "services_from_settings": True, **changes}


async def quoted(api: httpx2.AsyncClient, cart: dict[str, Any]) -> QuoteAnswer:
    response = await api.post("/v1/quotes", json=cart)
    assert response.status_code == 200, response.text
    return QuoteAnswer.model_validate(response.json())


def service(answer: QuoteAnswer, code: str) -> ServiceAnswer:
    return next(one for one in answer.options.services if one.code == code)


def paid(answer: Any) -> Decimal:
    return Decimal(answer.amount)


async def test_the_services_of_the_tables_come_back_landed(quote_api: httpx2.AsyncClient, settle: Settle) -> None:
    await settle(table=TABLE)

    answer = await quoted(quote_api, shirts())

    express = service(answer, "dhl-express")
    assert (express.name, express.carrier, express.transit_days and express.transit_days.max) == (
        "DHL Express",
        "dhl",
        4,
    )
    assert [one.code for one in answer.options.services] == ["dhl-express", "post"]
    assert express.ddp.landed_cost
    assert express.dap.due_on_delivery
    assert paid(express.ddp.landed_cost) == paid(express.dap.due_at_checkout) + paid(express.dap.due_on_delivery)


async def test_a_service_that_is_never_prepaid_has_no_ddp(quote_api: httpx2.AsyncClient, settle: Settle) -> None:
    await settle(table=TABLE)

    post = service(await quoted(quote_api, shirts()), "post")

    assert (post.ddp.available, post.dap.available) == (False, True)
    assert post.ddp.reason


async def test_the_services_of_the_request_win(quote_api: httpx2.AsyncClient, settle: Settle) -> None:
    await settle(table=TABLE)
    cart = shirts(services=[{"code": "own", "mode": "post", "shipping": "4.00"}])

    assert [one.code for one in (await quoted(quote_api, cart)).options.services] == ["own"]


async def test_without_being_asked_for_the_tables_stay_out(quote_api: httpx2.AsyncClient, settle: Settle) -> None:
    await settle(table=TABLE)

    assert (await quoted(quote_api, shirts(services_from_settings=False))).options.services == ()


async def test_a_service_that_lacks_a_weight_is_named_with_the_line(
    quote_api: httpx2.AsyncClient, settle: Settle
) -> None:
    await settle(table=TABLE)
    cart = shirts()
    # Without a SKU the catalogue, which other tests fill, cannot know the weight either.
    known = {"net_weight_kg", "sku"}
    cart["lines"] = [{name: value for name, value in cart["lines"][0].items() if name not in known}]

    answer = await quoted(quote_api, cart)

    said = {note.value: note.pointer for note in answer.assumptions if note.fact == "service_not_offered"}
    assert said == {"dhl-express": "/lines/0/net_weight_kg"}


async def test_the_shopper_pays_the_carriers_fee_with_duties_paid_only(
    quote_api: httpx2.AsyncClient, settle: Settle
) -> None:
    await settle(table=TABLE, disbursement_fees=[FEE])

    express = service(await quoted(quote_api, shirts()), "dhl-express")

    (fee,) = express.charges
    assert (fee.kind, fee.collected, fee.applies_to) == ("fee", "checkout", ("ddp",))
    assert Decimal(fee.formula["unrounded"]) == Decimal("7.20")
    assert express.ddp.landed_cost
    assert express.dap.landed_cost
    assert paid(express.ddp.landed_cost) - paid(express.dap.landed_cost) == paid(fee.amount)


async def test_a_fee_that_the_merchant_pays_is_in_no_total(quote_api: httpx2.AsyncClient, settle: Settle) -> None:
    await settle(table=TABLE, disbursement_fees=[{**FEE, "paid_by": "merchant"}])

    express = service(await quoted(quote_api, shirts()), "dhl-express")

    assert [fee.collected for fee in express.charges] == ["carrier_cost"]
    assert express.ddp.landed_cost == express.dap.landed_cost


async def test_the_fee_of_the_destination_comes_before_that_of_all(
    quote_api: httpx2.AsyncClient, settle: Settle
) -> None:
    await settle(table=TABLE, disbursement_fees=[FEE, {**FEE, "destinations": ["US"], "minimum": "9.00"}])

    (fee,) = service(await quoted(quote_api, shirts()), "dhl-express").charges

    assert fee.formula["minimum"] == "9.00"


async def test_nothing_to_advance_costs_no_fee(quote_api: httpx2.AsyncClient, settle: Settle) -> None:
    await settle(table=TABLE, disbursement_fees=[FEE])
    at_home = shirts(ship_from={"country": "CN"}, ship_to={"country": "CN"})
    at_home["lines"] = [{**at_home["lines"][0], "hs_code": "610910", "code_system": "HS"}]

    assert service(await quoted(quote_api, at_home), "dhl-express").charges == ()


async def test_a_replay_takes_the_prices_and_fees_of_then(quote_api: httpx2.AsyncClient, settle: Settle) -> None:
    await settle(table=TABLE, disbursement_fees=[FEE])
    answer = await quoted(quote_api, shirts())
    await settle()

    replayed = (await quote_api.post(f"/v1/quotes/{answer.id}/replay")).json()

    assert replayed["identical"], replayed["differences"]


async def test_each_consignment_pays_its_own_way(quote_api: httpx2.AsyncClient, settle: Settle) -> None:
    await settle(table=TABLE)
    cart = shirts(
        consignments=[{"id": "a", "ship_from": {"country": "CN"}}, {"id": "b", "ship_from": {"country": "CN"}}]
    )
    cart["lines"] = [{**cart["lines"][0], "id": name, "consignment": name} for name in ("a", "b")]

    answer = await quoted(quote_api, cart)
    alone = await quoted(quote_api, shirts())

    assert paid(service(answer, "dhl-express").ddp.shipping) == 2 * paid(service(alone, "dhl-express").ddp.shipping)


async def test_shares_that_do_not_add_up_are_refused(quote_api: httpx2.AsyncClient) -> None:
    services = [{"code": "own", "mode": "post", "shipping": "4.00", "shares": {"c1": "3.00"}}]

    response = await quote_api.post("/v1/quotes", json=shirts(services=services))

    assert [fault["pointer"] for fault in response.json()["errors"]] == ["/services/0/shares"]
