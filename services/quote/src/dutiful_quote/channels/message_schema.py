"""The form of a generic shop's events, for the OpenAPI document.

The route reads the raw body, because that is what is signed; so FastAPI cannot see its form.
"""

from typing import Any

from pydantic import TypeAdapter

from dutiful_quote.shops.events import Message


def message_body() -> dict[str, Any]:
    """`requestBody` of the route, complete in itself."""
    schema = TypeAdapter(Message).json_schema()
    definitions = schema.pop("$defs", {})
    return {"required": True, "content": {"application/json": {"schema": _inlined(schema, definitions)}}}


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    """The schema without references; none of our events holds itself."""
    if isinstance(node, list):
        return [_inlined(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        rest = {key: value for key, value in node.items() if key != "$ref"}
        return _inlined({**definitions[node["$ref"].rpartition("/")[2]], **rest}, definitions)
    return {key: _inlined(value, definitions) for key, value in node.items()}
