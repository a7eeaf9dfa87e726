"""The committed TypeScript declarations are those of the committed documents, and say what the documents say."""

import json
import re
from typing import Any

import pytest

from tests.contract.openapi_documents import SERVICES
from tests.contract.typescript import UnknownKeywordError, declarations, type_name, typed
from tests.contract.write_openapi import FOLDER
from tests.contract.write_typescript import TYPESCRIPT, written

#: Names that no schema declares.
_BUILT_IN = {"Record", "ArrayBuffer", "Operations"}
_MEMBER = re.compile(r'^  ("?)([\w$-]+)\1(\??): ', re.MULTILINE)


def _schemas(service: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{service}.json").read_text(encoding="utf-8"))["components"][
        "schemas"
    ]
    return found


def _without_comments(text: str) -> str:
    return re.sub(r"/\*\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("service", SERVICES)
def test_the_committed_declarations_are_current(service: str) -> None:
    committed = (TYPESCRIPT / f"{service}.d.ts").read_text(encoding="utf-8")

    assert committed == written(service), "make contract writes them anew"


@pytest.mark.parametrize("service", SERVICES)
def test_every_schema_is_declared_once_and_every_name_is_declared(service: str) -> None:
    text = _without_comments(written(service))
    declared = re.findall(r"^export (?:interface|type) (\w+)", text, re.MULTILINE)
    used = set(re.findall(r"\b[A-Z]\w+\b", re.sub(r'"[^"\n]*"', "", text)))

    assert sorted(declared) == sorted([*map(type_name, _schemas(service)), "Operations"])
    assert used <= {*declared, *_BUILT_IN}


@pytest.mark.parametrize("service", SERVICES)
def test_an_interface_has_the_fields_of_its_schema_and_asks_for_the_required_ones(service: str) -> None:
    text = _without_comments(written(service))
    checked = 0
    for name, schema in _schemas(service).items():
        body = re.search(rf"^export interface {type_name(name)} {{\n(.*?)^}}", text, re.MULTILINE | re.DOTALL)
        if body is None:
            continue
        fields = {field: not optional for _, field, optional in _MEMBER.findall(body[1])}
        assert fields == {field: field in schema.get("required", ()) for field in schema["properties"]}, name
        checked += 1
    assert checked > 30


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({"$ref": "#/components/schemas/Article-Input"}, "ArticleInput", id="reference"),
        pytest.param({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null", id="nullable"),
        pytest.param(
            {"type": "array", "items": {"type": ["string", "null"]}}, "(string | null)[]", id="list of unions"
        ),
        pytest.param(
            {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}, "[string, number]", id="tuple"
        ),
        pytest.param(
            {"type": "object", "additionalProperties": {"type": "string"}}, "Record<string, string>", id="by name"
        ),
        pytest.param(
            {"type": "object", "patternProperties": {"^a": {"type": "boolean"}}, "additionalProperties": False},
            "Record<string, boolean>",
            id="by pattern",
        ),
        pytest.param(
            {"type": "object", "properties": {"a-b": {"type": "string"}}, "required": ["a-b"]},
            '{\n  "a-b": string;\n}',
            id="quoted field",
        ),
        pytest.param({"enum": ["a", 1, None]}, '"a" | 1 | null', id="values"),
        pytest.param({"const": "x"}, '"x"', id="one value"),
        pytest.param({"allOf": [{"type": "string"}, {"$ref": "#/x/Y"}]}, "string & Y", id="all of"),
        pytest.param({}, "unknown", id="anything"),
    ],
)
def test_a_schema_becomes_the_type(schema: dict[str, Any], expected: str) -> None:
    assert typed(schema, "") == expected


def test_a_keyword_that_no_type_can_say_is_refused() -> None:
    with pytest.raises(UnknownKeywordError, match="if"):
        typed({"if": {"type": "string"}, "then": {}}, "")


def test_a_deprecated_field_and_operation_are_marked_as_such() -> None:
    document = {
        "components": {"schemas": {"Old": {"properties": {"a": {"type": "string", "deprecated": True}}}}},
        "paths": {"/old": {"get": {"operationId": "get_old", "deprecated": True, "responses": {"200": {}}}}},
    }

    assert declarations(document, "openapi/old.json").count("/** @deprecated */") == 2
