"""Whoever reads `/docs` or the TypeScript declarations learns what each field of the main bodies means."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.contract.openapi_documents import document

ROOTS = [
    ("quote", "QuoteRequest"),
    ("quote", "QuoteAnswer"),
    ("classify", "ClassificationRequest"),
    ("classify", "Classification"),
]


def _named(part: Any) -> Iterator[str]:
    """The schemas that a part of a document refers to."""
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        for value in part.values():
            yield from _named(value)
    elif isinstance(part, list):
        for value in part:
            yield from _named(value)


def _reachable(schemas: Mapping[str, Any], root: str) -> dict[str, Any]:
    """The schema `root` and all that it refers to, directly or by others, by name."""
    found: dict[str, Any] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = schemas[name]
            waiting.extend(_named(schemas[name]))
    return found


def _undescribed(schemas: Mapping[str, Any], root: str) -> list[str]:
    """What has no description of its own: schemas, and properties as `Schema.property`.

    A property that says the same as the schema it refers to counts as undescribed: pydantic leaves its words out.
    """
    found = []
    for name, schema in _reachable(schemas, root).items():
        if not schema.get("description", "").strip():
            found.append(name)
        for member, described in schema.get("properties", {}).items():
            if not described.get("description", "").strip():
                found.append(f"{name}.{member}")
    return found


@pytest.mark.parametrize(("service", "root"), ROOTS)
def test_every_field_says_what_it_is(service: str, root: str) -> None:
    assert _undescribed(document(service)["components"]["schemas"], root) == []


def test_what_is_found_lies_behind_lists_and_alternatives_too() -> None:
    schemas = {
        "Cart": {"description": "A cart.", "properties": {"lines": {"items": {"$ref": "#/components/schemas/Line"}}}},
        "Line": {
            "properties": {
                "price": {"description": "Of a piece.", "anyOf": [{"$ref": "#/components/schemas/Money"}]},
                "weight": {"description": " "},
            }
        },
        "Money": {"description": "An amount.", "properties": {"amount": {"type": "string"}}},
        "Paper": {"properties": {"title": {}}},
    }

    assert sorted(_undescribed(schemas, "Cart")) == ["Cart.lines", "Line", "Line.weight", "Money.amount"]
