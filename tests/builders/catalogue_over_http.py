"""An article, and the way to put it over HTTP."""

from typing import Any

import httpx2

from dutiful_shared.contract.catalogue import sku_in_path

SHIRT: dict[str, Any] = {
    "codes": {"HS": "610910", "US": "6109.10.0012"},
    "origin": "PT",
    "net_weight_kg": "0.21",
    "dimensions": {"length_cm": "30", "width_cm": "20", "height_cm": "2.5"},
    "quantities": {"NAR": "1"},
    "materials": {"cotton": "0.95", "elastane": "0.05"},
    "descriptions": {"en": "T-shirt of cotton, knitted"},
    "not_shipped_to": ["BR"],
}


def path(sku: str, rest: str = "") -> str:
    return f"/v1/catalog/{sku_in_path(sku)}{rest}"


async def put(api: httpx2.AsyncClient, sku: str, article: dict[str, Any] | None = None) -> dict[str, Any]:
    response = await api.put(path(sku), json=SHIRT if article is None else article)
    assert response.status_code in {200, 201}, response.text
    return dict(response.json())
