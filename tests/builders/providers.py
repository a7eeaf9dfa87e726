"""Requests and answers in the shapes of other providers, made up after their documents."""

import copy
from typing import Any

from dutiful_shared.contract.providers import Provider

UPS: dict[str, Any] = {
    "currencyCode": "GBP",
    "transID": "1",
    "allowPartialLandedCostResult": False,
    "alversion": 1,
    "shipment": {
        "id": "S1",
        "importCountryCode": "GB",
        "importProvince": "",
        "exportCountryCode": "US",
        "incoterms": "DDP",
        "transModes": "INT_AIR",
        "transportCost": "12.50",
        "shipmentType": "Sale",
        "shipmentItems": [
            {
                "commodityId": "1",
                "grossWeight": "0.4",
                "grossWeightUnit": "KG",
                "priceEach": "150.00",
                "hsCode": "6109.10",
                "quantity": 2,
                "UOM": "Each",
                "originCountryCode": "BD",
                "commodityCurrencyCode": "GBP",
                "description": "T-shirts of cotton",
            }
        ],
    },
}
DHL: dict[str, Any] = {
    "customerDetails": {
        "shipperDetails": {
            "postalCode": "10001",
            "cityName": "New York",
            "countryCode": "US",
            "addressLine1": "1 Road",
        },
        "receiverDetails": {"postalCode": "SW1A 1AA", "cityName": "London", "countryCode": "GB"},
    },
    "accounts": [{"typeCode": "shipper", "number": "123"}],
    "unitOfMeasurement": "metric",
    "currencyCode": "GBP",
    "isDTPRequested": True,
    "getCostBreakdown": True,
    "charges": [
        {"typeCode": "freight", "amount": 12.5, "currencyCode": "GBP"},
        {"typeCode": "insurance", "amount": 2, "currencyCode": "GBP"},
        {"typeCode": "additional", "amount": 0, "currencyCode": "GBP"},
    ],
    "shipmentPurpose": "personal",
    "merchantSelectedCarrierName": "DHL",
    "items": [
        {
            "number": 1,
            "name": "T-shirts of cotton",
            "manufacturerCountry": "BD",
            "partNumber": "TEE-1",
            "quantity": 2,
            "quantityType": "prt",
            "unitPrice": 150.00,
            "unitPriceCurrencyCode": "GBP",
            "commodityCode": "6109100010",
            "weight": 0.4,
        }
    ],
}
AVATAX: dict[str, Any] = {
    "type": "SalesInvoice",
    "companyCode": "DEFAULT",
    "isSellerImporterOfRecord": "true",
    "date": "2026-11-20T00:00:00-07:00",
    "customerCode": "ABC",
    "addresses": {
        "ShipTo": {"country": "GB", "postalCode": "SW1A 1AA"},
        "ShipFrom": {"city": "New York", "region": "NY", "country": "US", "postalCode": "10001"},
    },
    "lines": [
        {
            "number": "1",
            "quantity": 2,
            "amount": 300,
            "itemCode": "TEE-1",
            "description": "T-shirts of cotton",
            "taxCode": "P0000000",
            "hsCode": "6109100010",
        },
        {"number": "2", "quantity": 1, "amount": 12.5, "description": "Shipping", "taxCode": "FR010000"},
        {"number": "3", "quantity": 1, "amount": 2, "description": "Insurance", "taxCode": "FR070100"},
    ],
    "currencyCode": "GBP",
}
_PARTIES = [
    {"type": "ORIGIN", "location": {"countryCode": "US", "administrativeAreaCode": "NY", "locality": "New York"}},
    {
        "type": "DESTINATION",
        "location": {"countryCode": "GB", "postalCode": "SW1A 1AA", "line1": "1 Street"},
        "person": {"email": "anna@example.org"},
    },
]
_ITEMS = [
    {
        "amount": 150.00,
        "currencyCode": "GBP",
        "quantity": 2,
        "countryOfOrigin": "BD",
        "productId": "TEE-1",
        "hsCode": "6109.10",
        "description": "T-shirts of cotton",
        "measurements": [{"type": "WEIGHT", "value": 0.2, "unitOfMeasure": "KILOGRAM"}],
    }
]
ZONOS: dict[str, Any] = {
    "partyCreateWorkflow": _PARTIES,
    "itemCreateWorkflow": _ITEMS,
    "shipmentRatingCreateWorkflow": {"amount": 12.5, "currencyCode": "GBP", "serviceLevelCode": "express"},
    "landedCostCalculateWorkflow": {
        "calculationMethod": "DDP_PREFERRED",
        "endUse": "NOT_FOR_RESALE",
        "tariffRate": "ZONOS_PREFERRED",
    },
}
#: The same as it goes over the wire, half in variables and half written out.
ZONOS_GRAPHQL: dict[str, Any] = {
    "query": """
        mutation quote($parties: [PartyCreateWorkflowInput!]!, $items: [ItemCreateWorkflowInput!]!) {
          partyCreateWorkflow(input: $parties) { id }
          itemCreateWorkflow(input: $items) { id }
          shipmentRatingCreateWorkflow(input: {amount: 12.5, currencyCode: GBP, serviceLevelCode: "express"}) { id }
          landedCostCalculateWorkflow(
            input: {calculationMethod: DDP_PREFERRED, endUse: NOT_FOR_RESALE, tariffRate: ZONOS_PREFERRED}
          ) { amountSubtotals { duties taxes fees } }
        }
    """,
    "variables": {"parties": _PARTIES, "items": _ITEMS},
}
REQUESTS = {Provider.UPS: UPS, Provider.DHL: DHL, Provider.AVATAX: AVATAX, Provider.ZONOS: ZONOS}


def changed(request: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """The request with another value at a pointer; None takes it out."""
    made = copy.deepcopy(request)
    *path, name = pointer.strip("/").split("/")
    place: Any = made
    for part in path:
        place = place[int(part)] if isinstance(place, list) else place[part]
    if value is None:
        del place[name]
    else:
        place[name] = value
    return made
