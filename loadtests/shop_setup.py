"""What a merchant has before platforms ask: origins, rate tables, articles, a shop and a store with their secrets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import httpx2

from dutiful_shared.local_environment import use_local_stores
from loadtests.stack import quote_url, sandbox_key

SHOP: Final = "loadtest.myshopify.com"
STORE: Final = "l0adtest"
SETTINGS: Final = {
    "origins": [{"code": "shenzhen", "place": {"country": "CN", "postal_code": "518000"}}],
    "incoterms": {"*": "DDP"},
    "rate_tables": [
        {
            "code": "standard",
            "currency": "USD",
            "zones": [{"code": "world", "destinations": [{"country": "*"}]}],
            "services": [
                {"code": "express", "name": "Express", "prices": [{"zone": "world", "bands": [{"price": "24.00"}]}]},
                {"code": "post", "name": "Post", "mode": "post",
                 "prices": [{"zone": "world", "bands": [{"price": "9.00"}]}]},
            ],
        }
    ],
}  # fmt: skip
#: Every process knows of a new shop within two seconds.
_SHOP_KNOWN_SECONDS: Final = 3
_IMPORT_PATIENCE_SECONDS: Final = 120


def prepare_shops(environ: Mapping[str, str], articles: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Settle all that for the sandbox merchant of a running stack.

    Args:
        articles: as rows of a catalogue import, each with its `sku`.

    Returns:
        What the users of locust read from their environment.
    """
    headers = {"Authorization": f"Bearer {sandbox_key(environ)}"}
    with httpx2.Client(base_url=quote_url(environ), headers=headers) as client:
        version = client.get("/v1/merchant/settings").headers["etag"]
        client.put("/v1/merchant/settings", json=SETTINGS, headers={"If-Match": version}).raise_for_status()
        _import(client, articles)
        shop = client.post("/v1/shops", json={"platform": "shopify", "external_id": SHOP})
        store = client.post("/v1/shops", json={"platform": "bigcommerce", "external_id": STORE})
        shop.raise_for_status()
        store.raise_for_status()
    secret = _secret(environ, shop.json()["id"], "client_secret")
    password = _secret(environ, store.json()["id"], "password_hash")
    time.sleep(_SHOP_KNOWN_SECONDS)
    return {
        "DUTIFUL_LOAD_SHOPIFY": SHOP,
        "DUTIFUL_LOAD_SHOPIFY_SECRET": secret,
        "DUTIFUL_LOAD_STORE": STORE,
        "DUTIFUL_LOAD_PASSWORD": password,
    }


def with_stores(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with the addresses of the stack's own stores, and with our commands on the path."""
    found = {**environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"}
    use_local_stores(found, Path(environ["DUTIFUL_HOME"]))
    return found


def _import(client: httpx2.Client, articles: Iterable[Mapping[str, Any]]) -> None:
    body = "\n".join(json.dumps(one) for one in articles)
    answer = client.post("/v1/catalog/import", content=body, headers={"Content-Type": "application/jsonl"})
    answer.raise_for_status()
    until = time.monotonic() + _IMPORT_PATIENCE_SECONDS
    while (state := client.get(f"/v1/catalog/imports/{answer.json()['id']}").json())["state"] != "done":
        if time.monotonic() > until or state["state"] == "failed":
            raise SystemExit(f"the catalogue could not be imported: {state}")
        time.sleep(0.2)
    if state["rows_refused"]:
        raise SystemExit(f"{state['refused']} articles were refused: {state}")


def _secret(environ: Mapping[str, str], shop_id: str, name: str) -> str:
    """Another secret of the shop, which is printed this once."""
    command = ["dutiful", "shop", "secret", shop_id, name, "--make"]
    done = subprocess.run(command, env=with_stores(environ), check=True, capture_output=True, text=True)
    return done.stdout.strip()
