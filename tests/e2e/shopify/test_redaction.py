"""Nothing of a person is kept or logged but the body of an event, which goes after its time."""

import httpx2
import pytest

from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from tests.builders.shopify import PERSONAL, order, rate_request, refund
from tests.e2e.shopify.events import handled, rows, tell
from tests.e2e.shopify.test_rates import ask

TABLES = ("order_comparison", "shop_fulfilment", "shop_offer", "shop_variant", "shop_customs", "privacy_request")


async def test_persons_are_in_no_log_and_in_no_table(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    await ask(door, shop, rate_request())
    for topic, payload in (
        ("orders/create", order(7_700_000_000_000_200_001)),
        ("orders/updated", order(7_700_000_000_000_200_001, id="Marguerite Delacroix")),
        ("refunds/create", refund(7_700_000_000_000_200_001)),
        ("fulfillments/create", {**order(7_700_000_000_000_200_002), "order_id": 7_700_000_000_000_200_001}),
    ):
        await tell(door, shop, topic, payload)
    await handled(rooms, shop)

    logged = "".join(capfd.readouterr())
    assert shop.id in logged
    kept = [str(await rows(rooms, f"SELECT * FROM quote.{table} WHERE shop_id = :shop", shop)) for table in TABLES]
    about = "SELECT topic, resource, event_id, headers, error FROM quote.inbox WHERE shop_id = :shop"
    kept.append(str(await rows(rooms, about, shop)))
    assert not [one for one in PERSONAL if one in logged or one in "".join(kept)]
