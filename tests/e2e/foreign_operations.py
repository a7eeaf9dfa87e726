"""The operations of every service, with what their parameters name and what opens them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.contract.openapi_documents import SERVICES, document

#: What names something of a merchant, in a path, a query or a body; `Victim.ids` holds a foreign one of each.
FOREIGN = frozenset(
    {"quote_id", "key_id", "shop_id", "endpoint_id", "import_id"}
    | {"classification_id", "override_id", "review_id", "batch_id", "recheck_id"}
    | {"document_id", "document_batch_id", "document_ids"}
    | {"leaf", "subject_id"}
    | {"screening_id", "hold_id"}
    | {"shipment_id", "invoice_id", "feed_id", "shadow_id"}
)
#: What names something of the law, the same for everybody, with a value that exists.
PUBLIC = {"country": "GB", "code": "610910", "name": "access_token", "system": "GB", "provider": "ups"}
#: What each merchant names as it likes, so that two may mean different things by it.
OWN_NAMES = {"sku": "one-name-of-two"}
#: What only looks like an id: numbers that authorities gave, and what platforms call their own things.
NOT_STORED = frozenset(
    {
        *("tax_ids", "external_id", "order_id", "item_id", "measure_id"),
        *("manufacturer_id", "merchant_product_id", "manufacturer_product_id", "standard_product_id"),
    }
)
#: Path -> why no API key opens it.
OTHER_DOORS: dict[str, str] = {
    "/channels/shopify/webhooks": "Shopify signs with the app's secret",
    "/channels/shopify/{shop}/rates": "Shopify calls it for the shop in the path",
    "/channels/shopify/{shop}/taxes": "Shopify signs with the app's secret",
    "/channels/shopify/install": "sends a browser to the shop that it names",
    "/channels/shopify/callback": "the shop signs, and the browser brings our own nonce",
    "/channels/shopify/session": "Shopify signs the session token",
    "/channels/bigcommerce/tax/estimate": "the store's own user and password (Basic)",
    "/channels/bigcommerce/tax/commit": "the store's own user and password (Basic)",
    "/channels/bigcommerce/tax/adjust": "the store's own user and password (Basic)",
    "/channels/bigcommerce/tax/void": "the store's own user and password (Basic)",
    "/channels/bigcommerce/shipping/rate": "a secret among the connection's options",
    "/channels/bigcommerce/shipping/check_connection": "a secret among the connection's options",
    "/channels/bigcommerce/webhooks": "BigCommerce signs with the app's secret",
    "/channels/bigcommerce/auth": "BigCommerce gives the browser a code that the app's secret redeems",
    "/channels/bigcommerce/load": "BigCommerce signs the payload with the app's secret",
    "/channels/bigcommerce/uninstall": "BigCommerce signs the payload with the app's secret",
    "/channels/bigcommerce/remove_user": "BigCommerce signs the payload with the app's secret",
    **dict.fromkeys(
        (
            "/v1/ledger/heads/latest",
            "/v1/ledger/heads/{size}",
            "/v1/ledger/leaves/{leaf}/proof",
            "/v1/ledger/consistency",
            "/v1/ledger/keys",
            "/v1/ledger/verify/{leaf}",
        ),
        "anybody may check the log; it holds hashes and names no merchant",
    ),
    "/channels/generic/{shop_id}/webhooks": "the shop's own secret signs what comes in",
    "/channels/woocommerce/{shop_id}/webhooks": "the shop's own secret signs what comes in",
    "/v1/order-papers/events": "only Dutiful's own services hold the internal key",
    "/channels/carriers/{feed_id}/webhooks": "the feed's own secret signs what comes in",
    "/v1/shipments/{shipment_id}/feedback": "a shopper has the shipment's token",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a service. `names` are its path and id-like parameters and the ids in its body."""

    service: str
    path: str
    method: str
    operation_id: str
    keyed: bool
    in_path: frozenset[str]
    in_query: frozenset[str]
    in_body: frozenset[str]

    @property
    def foreign(self) -> frozenset[str]:
        return (self.in_path | self.in_query | self.in_body) & FOREIGN


def operations() -> Iterator[Operation]:
    for service in SERVICES:
        served = document(service)
        for path, methods in served["paths"].items():
            for method, operation in methods.items():
                parameters = operation.get("parameters", [])
                content = operation.get("requestBody", {}).get("content", {})
                yield Operation(
                    service,
                    path,
                    method.upper(),
                    operation["operationId"],
                    bool(operation.get("security")),
                    frozenset(one["name"] for one in parameters if one["in"] == "path"),
                    frozenset(one["name"] for one in parameters if one["in"] == "query" and _is_id(one["name"])),
                    frozenset(name for kind in content.values() for name in _ids_in(kind.get("schema", {}), served)),
                )


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids"))


def _ids_in(schema: Any, served: dict[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names of the fields of a body that look like ids, however deep."""
    if isinstance(schema, list):
        for one in schema:
            yield from _ids_in(one, served, seen)
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref", "")
    if reference and reference not in seen:
        yield from _ids_in(served["components"]["schemas"][reference.rpartition("/")[2]], served, seen | {reference})
    for name, below in schema.items():
        if name == "properties":
            yield from (one for one in below if _is_id(one))
            yield from _ids_in(list(below.values()), served, seen)
        elif name not in {"example", "examples"}:
            yield from _ids_in(below, served, seen)
