"""A classification as the documents show it: what is asked, and what is answered."""

from typing import Any

REQUEST_EXAMPLE: dict[str, Any] = {
    "title": "Men's crew neck T-shirt",
    "description": "Short sleeves, printed front, 100 % cotton jersey, 160 g/m2",
    "attributes": {"material": "cotton", "knitted": True},
    "category": "Clothing > Tops",
    "language": "en",
    "destinations": ["US", "DE"],
    "merchant_code": "610910",
    "sku": "TEE-CREW-M",
}
ANSWER_EXAMPLE: dict[str, Any] = {
    "id": "cls_01939c2e7a4d7c3fb0a9d4b1f2e6c781",
    "created_at": "2026-11-29T08:00:00Z",
    "decision": "auto",
    "source": "model",
    "candidates": [
        {
            "hs6": "610910",
            "probability": 0.83,
            "hs4_probability": 0.9,
            "hs2_probability": 0.97,
            "reasons": [{"text": "T-shirts, knitted, of cotton", "source": "title"}],
        }
    ],
    "national": [
        {
            "destination": "US",
            "code_system": "US",
            "code": "6109100012",
            "digits": 10,
            "probability": 0.61,
            "reasons": [{"text": "For men", "source": "title"}],
            "source": "model",
        }
    ],
    "question": None,
    "merchant_code": {"code": "610910", "known": True, "agrees": True, "digits_agreed": 6, "probability": 0.83},
    "review_id": None,
    "versions": {"model": "2026-11", "nomenclature": "HS 2022"},
}
