"""Requests for papers of one well-known parcel, and the papers they give."""

from datetime import UTC, datetime
from typing import Any

from dutiful_docs.documents.builder import build
from dutiful_docs.documents.contradictions import contradictions
from dutiful_docs.documents.paper import Paper
from dutiful_docs.documents.presentation import Identity
from dutiful_docs.documents.subject import ordered
from dutiful_shared.contract.documents import DocumentRequest

MADE_AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
IDENTITY = Identity(
    "doc_0b5c2f7d9a3e4c61d2aa", 1, MADE_AT, "https://docs.example.com/v1/ledger/verify/0b5c2f7d9a3e4c61d2aa0b5c2f7d9a3e"
)

EXPORTER: dict[str, Any] = {
    "name": "Lone Star Outfitters LLC",
    "contact": "Dana Reyes",
    "street": ["1100 Congress Ave", "Suite 210"],
    "postal_code": "78701",
    "city": "Austin",
    "region": "TX",
    "country": "US",
    "phone": "+1 512 555 0142",
    "email": "export@lonestar.example",
    "type": "business",
    "registrations": [{"type": "EIN", "number": "12-3456789"}, {"type": "IOSS", "number": "IM2760000742"}],
}
#: Who may declare British origin.
BRITISH_EXPORTER: dict[str, Any] = {
    "name": "Severn Outfitters Ltd",
    "contact": "Rhys Pryce",
    "street": ["4 Wharf Road"],
    "postal_code": "BS1 4RN",
    "city": "Bristol",
    "country": "GB",
    "phone": "+44 117 496 0142",
    "email": "export@severn.example",
    "type": "business",
    "registrations": [{"type": "EORI", "number": "GB123456789000"}],
}
CONSIGNEE: dict[str, Any] = {
    "name": "Camille Durand",
    "street": ["12 rue Mercière"],
    "postal_code": "69002",
    "city": "Lyon",
    "country": "FR",
    "phone": "+33 4 72 00 00 00",
    "type": "consumer",
}


def order(**changes: Any) -> dict[str, Any]:
    """Shirts, a mug and a lamp from Austin to Lyon."""
    return {
        "ship_from": {"country": "US"},
        "ship_to": {"country": "FR"},
        "currency": "USD",
        "incoterm": "DAP",
        "language": "en",
        "shipping": "18.40",
        "insurance": "2.10",
        "lines": [
            {
                "id": "1",
                "sku": "TEE-01",
                "description": "Men's T-shirt of cotton, knitted",
                "hs_code": "6109100010",
                "origin": "US",
                "quantity": 3,
                "unit_price": "19.99",
                "discount": "5.00",
                "net_weight_kg": "0.60",
            },
            {
                "id": "2",
                "sku": "MUG-7",
                "description": "Drinking mug of porcelain, 350 ml",
                "hs_code": "6911100090",
                "origin": "CN",
                "quantity": 2,
                "unit_price": "14.50",
                "net_weight_kg": "0.84",
            },
            {
                "id": "3",
                "sku": "LMP-22",
                "description": "Table lamp, LED, with rechargeable battery",
                "hs_code": "9405210090",
                "origin": "MX",
                "quantity": 1,
                "unit_price": "64.00",
                "net_weight_kg": "1.15",
            },
        ],
        **changes,
    }


def request(kind: str = "commercial_invoice", **changes: Any) -> dict[str, Any]:
    """A request that says everything that any kind of paper must say."""
    ids = [("TEE-01", "MF-TEE"), ("MUG-7", "MF-MUG"), ("LMP-22", "MF-LMP")]
    goods: list[dict[str, Any]] = [
        {
            "line": str(i + 1),
            "merchant_product_id": merchant,
            "manufacturer_product_id": maker,
            "schedule_b": "6109100010",
            "eccn": "EAR99",
            "licence": "NLR",
            "domestic": i == 0,
            "origin_criterion": "B",
        }
        for i, (merchant, maker) in enumerate(ids)
    ]
    goods[2] |= {"lithium_batteries": "contained", "dangerous_goods_number": "UN3481"}
    return {
        "kind": kind,
        "order": order(),
        "invoice": {
            "number": "INV-2026-1042",
            "date": "2026-11-20",
            "order_reference": "1042",
            "payment_terms": "Paid",
            "place_of_sale": "Austin",
        },
        "parties": {
            "exporter": EXPORTER,
            "consignee": CONSIGNEE,
            "producer": EXPORTER,
            "forwarder": {"name": "Gulf Forwarding Inc", "city": "Houston", "country": "US"},
        },
        "goods": goods,
        "packages": [
            {
                "number": "1/1",
                "marks": "LSO 1042 LYON",
                "size": {"length_cm": "40", "width_cm": "30", "height_cm": "25"},
                "gross_weight_kg": "3.05",
                "contents": [
                    {"line": "1", "quantity": 3},
                    {"line": "2", "quantity": 2},
                    {"line": "3", "quantity": 1},
                ],
            }
        ],
        "transport": {
            "carrier": "UPS",
            "service": "Worldwide Saver",
            "tracking_number": "1Z999AA10123456784",
            "item_id": "RA123456785US",
            "incoterm_place": "Lyon",
            "postage": "18.40",
            "office_of_origin": "Austin TX 787",
            "posting_date": "2026-11-20",
        },
        "export": {
            "related_parties": False,
            "routed": False,
            "consignee_type": "direct_consumer",
            "state_of_origin": "TX",
            "hazardous": False,
            "mode": "air",
        },
        "returned": {
            "original_invoice": "INV-2026-0900",
            "original_export": "X20261001123456",
            "original_export_date": "2026-10-01",
            "reason": "Wrong size; unworn",
            "goods_unaltered": True,
        },
        "signatory": {"name": "Dana Reyes", "title": "Export manager", "place": "Austin", "date": "2026-11-20"},
        **changes,
    }


def wanted(kind: str = "commercial_invoice", **changes: Any) -> DocumentRequest:
    return DocumentRequest.model_validate(request(kind, **changes))


def paper(kind: str = "commercial_invoice", **changes: Any) -> Paper:
    """The paper of a request for an order."""
    asked = wanted(kind, **changes)
    assert asked.order is not None
    return build(asked, ordered(asked.order), asked.packages)


def faults(asked: DocumentRequest) -> list[tuple[str, str]]:
    """What a request for an order contradicts: pointers and details."""
    assert asked.order is not None
    subject = ordered(asked.order)
    found = contradictions(build(asked, subject, asked.packages), asked, subject)
    return [(one.pointer, one.detail) for one in found]


#: What a kind wants otherwise than the others.
OF_KIND: dict[str, dict[str, Any]] = {
    "cn22": {
        "order": order(lines=order()["lines"][:2]),
        "goods": request()["goods"][:2],
        "packages": [
            {
                "number": "1/1",
                "gross_weight_kg": "1.70",
                "contents": [{"line": "1", "quantity": 3}, {"line": "2", "quantity": 2}],
            }
        ],
    },
    "return_declaration": {"reason_for_export": "return"},
    "origin_statement": {
        "order": order(
            ship_from={"country": "GB"}, currency="GBP", lines=[{**line, "origin": "GB"} for line in order()["lines"]]
        ),
        "goods": [
            {name: said for name, said in one.items() if name != "origin_criterion"} for one in request()["goods"]
        ],
        "parties": {"exporter": BRITISH_EXPORTER, "consignee": CONSIGNEE},
        "signatory": {**request()["signatory"], "name": "Rhys Pryce", "place": "Bristol"},
        "origin": {"agreement": "EU_UK", "exporter_reference": "GB123456789000"},
    },
    "origin_certificate": {
        "order": order(ship_to={"country": "CA"}, lines=[{**line, "origin": "MX"} for line in order()["lines"]]),
        "parties": {
            "exporter": EXPORTER,
            "producer": EXPORTER,
            "consignee": {
                "name": "Noor Bergeron",
                "street": ["240 Queen St W"],
                "postal_code": "M5V 1Z7",
                "city": "Toronto",
                "region": "ON",
                "country": "CA",
            },
        },
        "origin": {
            "agreement": "USMCA",
            "certifier": "exporter",
            "blanket_from": "2026-01-01",
            "blanket_to": "2026-12-31",
        },
    },
}


def complete(kind: str, **changes: Any) -> DocumentRequest:
    """A request to which nothing is missing, whatever the kind."""
    return wanted(kind, **{**OF_KIND.get(kind, {}), **changes})
