"""A merchant with a small rate table, and shipments for it."""

from datetime import date
from decimal import Decimal
from typing import Any

from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.exchange.customs_rates import CustomsRates
from dutiful_quote.shipping.shipment import Shipment
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.merchant import MerchantProfile

RATES = CustomsRates()

TABLE: dict[str, Any] = {
    "code": "standard",
    "currency": "EUR",
    "zones": [
        {"code": "islands", "destinations": [{"country": "ES", "postal_prefixes": ["35", "38"]}]},
        {"code": "bavaria", "destinations": [{"country": "DE", "regions": ["DE-BY"]}]},
        {"code": "europe", "destinations": [{"country": "DE"}, {"country": "ES"}]},
        {"code": "world", "origins": ["CN", "rotterdam"], "destinations": [{"country": "*"}]},
    ],
    "services": [
        {
            "code": "dhl-express",
            "name": "DHL Express",
            "carrier": "dhl",
            "transit_days": {"min": 2, "max": 4},
            "prices": [
                {
                    "zone": "europe",
                    "bands": [{"up_to": "1", "price": "10.00"}, {"up_to": "5", "price": "20.00"}],
                    "free_above": "200",
                },
                {"zone": "world", "bands": [{"price": "40.00"}]},
            ],
        },
        {
            "code": "post",
            "name": "Post",
            "mode": "post",
            "ddp": False,
            "basis": "item_count",
            "prices": [
                {"zone": "europe", "bands": [{"up_to": "2", "price": "5.00"}]},
                {"zone": "world", "bands": [{"up_to": "2", "price": "9.00"}]},
            ],
        },
    ],
}


def merchant(table: dict[str, Any] = TABLE, **settings: Any) -> MerchantProfile:
    origins = [{"code": "rotterdam", "place": {"country": "NL", "postal_code": "3011"}}]
    return MerchantProfile.model_validate({"origins": origins, "rate_tables": [table], **settings})


def exchange(currency: str = "EUR") -> Exchange:
    return RATES.table("EU", currency, date(2026, 11, 20))


def shipment(to: str = "DE", **changes: Any) -> Shipment:
    facts: dict[str, Any] = {
        "ship_from": Place(country="CN"),
        "ship_to": Place(country=to),
        "exchange": exchange(),
        "goods_value": Decimal("50.00"),
        "pieces": Decimal(1),
        "weight_kg": Decimal("0.5"),
    }
    return Shipment(**{**facts, **changes})
