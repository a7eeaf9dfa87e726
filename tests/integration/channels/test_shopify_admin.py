"""The client of a shop's Admin API, against a Shopify on this machine: it waits as told, and changes nothing twice."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.responses import JSONResponse, Response

from dutiful_quote.channels.shopify.admin_operations import CustomsWriteBack, write_customs, write_order
from dutiful_quote.channels.shopify.client import ShopifyAdmin, ShopifyError, ShopifyRefusedError
from tests.builders.shopify_server import FakeShopify, TowardsHere, throttled


@pytest.fixture
async def admin(shopify: FakeShopify) -> AsyncIterator[tuple[ShopifyAdmin, list[float]]]:
    """A shop's Admin API, and the seconds that its client has waited."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def token() -> str:
        return "shpat_1"

    async with httpx2.AsyncClient(transport=TowardsHere(shopify.port)) as http:
        yield ShopifyAdmin(http, "loom.myshopify.com", "2026-10", token, sleep), waited


Admin = tuple[ShopifyAdmin, list[float]]


FACTS = CustomsWriteBack("3300000000001", "610910", {"US": "6109100012"}, "CN")


async def test_a_throttled_change_waits_until_the_bucket_holds_it(admin: Admin, shopify: FakeShopify) -> None:
    shopify.refusals = [throttled(there=20, asked=220)]

    await write_customs(admin[0], FACTS)

    assert admin[1] == [2.0]
    assert [call["variables"]["input"] for call in shopify.calls] == [
        {
            "harmonizedSystemCode": "610910",
            "countryHarmonizedSystemCodes": [{"countryCode": "US", "harmonizedSystemCode": "6109100012"}],
            "countryCodeOfOrigin": "CN",
        }
    ]


async def test_a_change_is_not_made_again_after_a_fault(admin: Admin, shopify: FakeShopify) -> None:
    shopify.refusals = [Response(status_code=502)]

    with pytest.raises(ShopifyError):
        await write_customs(admin[0], FACTS)

    assert shopify.calls == []


async def test_a_question_is_asked_again_after_a_fault(admin: Admin, shopify: FakeShopify) -> None:
    shopify.refusals = [Response(status_code=502), Response(status_code=429, headers={"retry-after": "3"})]

    assert await admin[0].read("query { carrierServices(first: 1) { nodes { id } } }") == {
        "carrierServices": {"nodes": []}
    }
    assert admin[1] == [2.0, 3.0]


async def test_what_the_shop_finds_wrong_is_named_by_its_field(admin: Admin, shopify: FakeShopify) -> None:
    shopify.user_errors = [{"field": ["metafields", "0", "value"], "message": "delacroix@example.net is wrong"}]

    with pytest.raises(ShopifyRefusedError, match=r"metafieldsSet: metafields\.0\.value") as caught:
        await write_order(admin[0], "7", [("quote_id", "q_1", "single_line_text_field")])

    assert "example.net" not in str(caught.value)


async def test_an_answer_that_is_an_error_is_refused(admin: Admin, shopify: FakeShopify) -> None:
    shopify.refusals = [JSONResponse({"errors": [{"message": "x", "extensions": {"code": "ACCESS_DENIED"}}]})]

    with pytest.raises(ShopifyRefusedError, match="ACCESS_DENIED"):
        await admin[0].read("query { shop { id } }")
