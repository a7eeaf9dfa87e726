"""The forms of our answers to BigCommerce as its documentation states them, in JSON Schema, written for these tests."""

from typing import Any

from jsonschema import Draft202012Validator

_MONEY = {"type": "number"}
_PRICE = {
    "type": "object",
    "required": ["amount_inclusive", "amount_exclusive", "total_tax", "tax_rate", "sales_tax_summary"],
    "properties": {
        "amount_inclusive": _MONEY,
        "amount_exclusive": _MONEY,
        "total_tax": _MONEY,
        "tax_rate": {"type": "number"},
        "sales_tax_summary": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "name", "rate", "amount"],
                "properties": {
                    "id": {"type": "integer", "minimum": 1},
                    "name": {"type": "string", "minLength": 1},
                    "rate": {"type": "number"},
                    "amount": _MONEY,
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def _line(*kinds: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["id", "type", "price"],
        "properties": {"id": {"type": "string"}, "type": {"enum": list(kinds)}, "price": _PRICE, **more},
        "additionalProperties": False,
    }


TAX_ANSWER = {
    "type": "object",
    "required": ["id", "documents"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "documents": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["id", "items", "shipping", "handling"],
                "properties": {
                    "id": {"type": "string"},
                    "items": {
                        "type": "array",
                        "items": _line("item", "refund", "fee", wrapping=_line("wrapping")),
                    },
                    "shipping": _line("shipping"),
                    "handling": _line("handling"),
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
_MESSAGES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["text", "type"],
        "properties": {"text": {"type": "string", "minLength": 1}, "type": {"enum": ["INFO", "WARNING", "ERROR"]}},
        "additionalProperties": False,
    },
}
CHECK_ANSWER = {
    "type": "object",
    "required": ["valid", "messages"],
    "properties": {"valid": {"type": "boolean"}, "messages": _MESSAGES},
    "additionalProperties": False,
}
RATE_ANSWER = {
    "type": "object",
    "required": ["quote_id", "messages", "carrier_quotes"],
    "properties": {
        "quote_id": {"type": "string", "minLength": 1, "maxLength": 50},
        "ttl": {"type": "integer", "minimum": 1},
        "messages": _MESSAGES,
        "carrier_quotes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["carrier_info", "quotes"],
                "properties": {
                    "carrier_info": {
                        "type": "object",
                        "required": ["code", "display_name"],
                        "properties": {
                            "code": {"type": "string", "minLength": 1, "maxLength": 50},
                            "display_name": {"type": "string", "minLength": 1},
                        },
                    },
                    "quotes": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["code", "display_name", "cost"],
                            "properties": {
                                "code": {"type": "string", "minLength": 1, "maxLength": 50},
                                "display_name": {"type": "string", "minLength": 1, "maxLength": 100},
                                "description": {"type": "string", "maxLength": 500},
                                "rate_id": {"type": "string", "maxLength": 50},
                                "cost": {
                                    "type": "object",
                                    "required": ["currency", "amount"],
                                    "properties": {
                                        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                                        "amount": {"type": "number", "minimum": 0},
                                    },
                                },
                                "transit_time": {
                                    "type": "object",
                                    "required": ["units", "duration"],
                                    "properties": {
                                        "units": {"enum": ["BUSINESS_DAYS", "DAYS", "HOURS"]},
                                        "duration": {"type": "integer", "minimum": 1, "maximum": 90},
                                    },
                                },
                            },
                            "additionalProperties": False,
                        },
                    },
                },
            },
        },
    },
    "additionalProperties": False,
}


def valid(answer: Any, schema: dict[str, Any]) -> None:
    """Fails with every fault of the answer."""
    faults = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(answer)]
    assert not faults, faults
