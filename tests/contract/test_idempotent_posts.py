"""Every POST may be repeated: under an `Idempotency-Key`, or for the reason that stands here."""

from collections.abc import Iterator

import pytest

from tests.contract.openapi_documents import SERVICES, document

_BY_ITS_EVENT = "what a platform sends is taken once by the id of its event"
#: Path -> why it takes no key. Those that are streamed refuse one.
STREAMED = {
    "/v1/quotes/batch": "its body and its answer are streams; a cart that is quoted twice harms nobody",
    "/v1/catalog/import": "its body is a stream; a row that stands as stated already is left as it is",
    "/v1/classifications/batch": "its body is a stream; a product that is classified twice harms nobody",
    "/v1/classifications/lines": "its answer is a stream; a product that is classified twice harms nobody",
}
WITHOUT_KEY = {
    **STREAMED,
    "/channels/generic/{shop_id}/webhooks": _BY_ITS_EVENT,
    "/channels/woocommerce/{shop_id}/webhooks": _BY_ITS_EVENT,
    "/channels/shopify/webhooks": _BY_ITS_EVENT,
    "/channels/bigcommerce/webhooks": _BY_ITS_EVENT,
    "/channels/carriers/{feed_id}/webhooks": _BY_ITS_EVENT,
    "/v1/shipments/{shipment_id}/feedback": "a shopper's newest answer holds, however often it is sent",
    **dict.fromkeys(
        (
            "/channels/shopify/{shop}/rates",
            "/channels/shopify/{shop}/taxes",
            "/channels/bigcommerce/tax/estimate",
            "/channels/bigcommerce/shipping/rate",
            "/channels/bigcommerce/shipping/check_connection",
        ),
        "a platform asks, and the same cart is answered alike",
    ),
    **dict.fromkeys(
        (f"/channels/bigcommerce/tax/{verb}" for verb in ("commit", "adjust", "void")),
        "the platform's own id of the order names what it has one effect on",
    ),
    "/v1/ledger/entries": "the same content of a subject has one leaf, however often it is entered",
    "/v1/order-papers/events": "an event of an order is taken once, however often it is told",
    "/channels/shopify/session": "a token of the shop is exchanged for another, of which the newest holds",
}


def posts() -> Iterator[tuple[str, bool]]:
    """The path of each POST, and whether it takes a key."""
    for service in SERVICES:
        for path, methods in document(service)["paths"].items():
            if "post" in methods:
                parameters = methods["post"].get("parameters", [])
                yield path, any(one["name"] == "Idempotency-Key" for one in parameters)


@pytest.mark.parametrize(("path", "takes_key"), [pytest.param(*one, id=one[0]) for one in posts()])
def test_a_post_takes_a_key_or_says_why_not(path: str, takes_key: bool) -> None:
    assert takes_key != (path in WITHOUT_KEY)


def test_no_reason_stands_for_a_path_that_is_gone() -> None:
    assert WITHOUT_KEY.keys() <= {path for path, _ in posts()}
