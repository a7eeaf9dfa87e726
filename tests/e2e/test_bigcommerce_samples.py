"""The platform's own samples go through the real doors. They are not of this project: `make official` names them."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi import FastAPI

from dutiful_quote.channels.bigcommerce.products import product_of
from dutiful_quote.channels.bigcommerce.signed_payload import store_of
from dutiful_quote.channels.bigcommerce.stores import BigCommerceApp
from dutiful_quote.shops.shop import SecretName, ShopSettings
from dutiful_shared.service.signatures import sign_message
from tests.builders import bigcommerce as bc
from tests.builders.bigcommerce import adds_up
from tests.builders.bigcommerce_schemas import RATE_ANSWER, TAX_ANSWER, valid
from tests.e2e.bigcommerce_shop import SHIPPING, Store, a_store
from tests.e2e.test_bigcommerce_shipping import RATED

pytestmark = pytest.mark.official


@pytest.fixture(scope="session")
def samples(official_files: Path) -> Path:
    return official_files.parent / "contracts" / "samples" / "bigcommerce"


@pytest.fixture
async def store(quote_app: FastAPI) -> AsyncIterator[Store]:
    async with a_store(quote_app, RATED) as found:
        yield found


def read(samples: Path, name: str) -> Any:
    return orjson.loads((samples / f"{name}.json").read_bytes())


def abroad(message: dict[str, Any]) -> dict[str, Any]:
    """The sample stays in its country, so the shop's own tax applies; here it goes to London."""
    for document in message["documents"]:
        document["destination_address"] |= bc.BRITAIN
    return message


@pytest.mark.parametrize(("name", "verb"), [("tax_estimate_request", "estimate"), ("tax_commit_request", "commit")])
async def test_a_tax_sample_is_left_to_the_shop_at_home_and_answered_abroad(
    samples: Path, store: Store, name: str, verb: str
) -> None:
    home = await store.tax(verb, read(samples, name))
    assert (home.status_code, home.json()["code"]) == (400, "shop_tax_applies")

    response = await store.tax(verb, abroad(read(samples, name)))

    assert response.status_code == 200, response.text
    answer = orjson.loads(response.content)
    valid(answer, TAX_ANSWER)
    adds_up(answer)


@pytest.mark.parametrize("name", ["tax_estimate_response", "tax_commit_response", "tax_adjust_response"])
async def test_our_answer_has_every_field_of_the_platforms(samples: Path, store: Store, name: str) -> None:
    request = "tax_estimate_request" if name != "tax_commit_response" else "tax_commit_request"
    response = await store.tax("estimate", abroad(read(samples, request)))

    missing = fields_of(read(samples, name)) - fields_of(orjson.loads(response.content))
    optional = {"external_id", "tax_class", "class_id", "code", "name", "rate", "amount"}
    assert missing - optional == set()


def fields_of(plain: Any) -> set[str]:
    if isinstance(plain, list):
        return set().union(*(fields_of(one) for one in plain))
    if not isinstance(plain, dict):
        return set()
    return set(plain).union(*(fields_of(one) for one in plain.values()))


async def test_the_rate_sample_is_answered(samples: Path, store: Store) -> None:
    asked = read(samples, "shipping_rate_request")
    asked["base_options"]["store_id"] = store.name
    asked["connection_options"]["key"] = store.password

    answer = (await store.door.post(f"{SHIPPING}/rate", json=asked)).json()

    valid(answer, RATE_ANSWER)
    assert fields_of(read(samples, "shipping_rate_response_none")) <= fields_of(answer)


async def test_every_webhook_sample_is_taken_in(samples: Path, store: Store) -> None:
    resources = store.app.state.resources.shops
    await resources.register.set_secrets(store.merchant_id, store.shop_id, {SecretName.CLIENT_SECRET: b"secret"})
    await resources.directory.refresh()
    for name, event in events(samples).items():
        body = orjson.dumps(event | {"producer": f"stores/{store.name}"})
        headers = sign_message(b"secret", name, datetime.now(UTC), body)
        response = await store.door.post("/channels/bigcommerce/webhooks", content=body, headers=headers)
        assert (response.status_code, response.content) == (200, b""), name


def events(samples: Path) -> dict[str, dict[str, Any]]:
    """Sample events by name; there are some."""
    found = {path.stem: orjson.loads(path.read_bytes()) for path in samples.glob("webhook_*.json")}
    assert found
    return found


def test_the_sample_of_customs_information_is_read(samples: Path) -> None:
    (customs,) = read(samples, "customs_information_upsert")
    plain = {"id": customs["product_id"], "name": "Cap", "variants": [{"id": 1, "sku": "CAP"}]}

    (variant,) = product_of(plain, customs, ShopSettings(), "2026-11-29T08:00:00Z").variants

    assert (variant.hs_codes, variant.origin) == ({"CA": "508313", "AU": "817355", "*": "501000"}, "US")


def test_the_sample_of_claims_names_its_store(samples: Path) -> None:
    claims = read(samples, "signed_payload_jwt_claims")
    parts = [orjson.dumps({"alg": "HS256", "typ": "JWT"}), orjson.dumps(claims)]
    content = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = base64.urlsafe_b64encode(hmac.new(b"secret", content, hashlib.sha256).digest()).rstrip(b"=")
    app = BigCommerceApp(claims["aud"], b"secret", "", "", "", "", "")

    found = store_of((content + b"." + signature).decode(), app, datetime.fromtimestamp(claims["iat"], UTC))

    assert found == claims["sub"].removeprefix("stores/")
