"""Shipments and events as tests tell them."""

from typing import Any

import httpx2

from dutiful_shared.contract.shipments import SHIPMENT_EXAMPLE

NUMBER = "1234567890"


def shipment(**changes: Any) -> dict[str, Any]:
    return {**SHIPMENT_EXAMPLE, **changes}


def event(name: str, hour: int, **said: Any) -> dict[str, Any]:
    """An event of the carrier on 3 November, at this hour."""
    return {"id": name, "source": "carrier", "at": f"2026-11-03T{hour:02}:00:00Z", **said}


CLEARED = (
    event("1", 8, milestone="arrived"),
    event("2", 9, milestone="presented"),
    event("3", 10, milestone="held", hold_reason="documents"),
    event("4", 14, milestone="released"),
    event("5", 20, code="OK"),
)


async def told(http: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    """A shipment that was told of."""
    response = await http.post("/v1/shipments", json=shipment(**changes))
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


async def happened(http: httpx2.AsyncClient, shipment_id: str, *events: dict[str, Any]) -> list[dict[str, Any]]:
    """What became of events of a shipment."""
    response = await http.post(f"/v1/shipments/{shipment_id}/events", json={"events": events})
    assert response.status_code == 200, response.text
    results: list[dict[str, Any]] = response.json()["results"]
    return results


async def dossier(http: httpx2.AsyncClient, shipment_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await http.get(f"/v1/shipments/{shipment_id}")).json()
    return found
