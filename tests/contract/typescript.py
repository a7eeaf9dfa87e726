"""TypeScript declarations of an OpenAPI document: a type for each schema, and one entry for each operation.

Only the keywords that our documents use are known (ADR 0067); another one is refused, so that no type is silently
wider than its schema.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

#: Keywords that narrow a value further than a type can, or describe it.
_SAID_ELSEWHERE: Final = frozenset(
    (
        "title", "description", "default", "examples", "example", "format", "pattern", "minLength", "maxLength",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems",
        "uniqueItems", "minProperties", "maxProperties", "propertyNames", "deprecated", "readOnly", "writeOnly",
        "discriminator", "contentMediaType", "contentEncoding",
    )
)  # fmt: skip
_TYPED: Final = frozenset(
    (
        "type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf", "items", "prefixItems", "properties",
        "required", "additionalProperties", "patternProperties",
    )
)  # fmt: skip
_PRIMITIVES: Final = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}
_JSON: Final = "application/json"
_PLACES: Final = ("path", "query", "header")


class UnknownKeywordError(ValueError):
    """The schema says something that the writer cannot express."""


def declarations(document: Mapping[str, Any], source: str) -> str:
    """All of the document as one `.d.ts` file; `source` names where it comes from.

    Raises:
        UnknownKeywordError: a schema has a keyword that the writer does not know.
    """
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    parts = [f"// Written from {source} by `make contract`; do not edit."]
    parts += [_declared(name, schema) for name, schema in sorted(schemas.items())]
    parts.append(_operations(document["paths"]))
    return "\n\n".join(parts) + "\n"


def type_name(name: str) -> str:
    """A schema's name as an identifier: `Article-Input` is `ArticleInput`."""
    return re.sub(r"\W+(\w)", lambda match: match[1].upper(), name)


def _declared(name: str, schema: Mapping[str, Any]) -> str:
    said = _comment(schema.get("description"), schema.get("deprecated", False), "")
    if _is_plain_object(schema):
        return f"{said}export interface {type_name(name)} {_members(schema, '')}"
    return f"{said}export type {type_name(name)} = {typed(schema, '')};"


def _is_plain_object(schema: Mapping[str, Any]) -> bool:
    return "properties" in schema and not schema.get("additionalProperties") and "anyOf" not in schema


def typed(schema: Any, indent: str) -> str:
    """The type of a schema.

    Raises:
        UnknownKeywordError: it has a keyword that the writer does not know.
    """
    if schema is True or schema == {}:
        return "unknown"
    if schema is False:
        return "never"
    if unknown := schema.keys() - _SAID_ELSEWHERE - _TYPED:
        raise UnknownKeywordError(f"the keywords {sorted(unknown)} cannot be written: {json.dumps(schema)[:200]}")
    found = _alternatives(schema, indent)
    return " & ".join(_grouped(one) for one in found) if len(found) > 1 else found[0] if found else "unknown"


def _alternatives(schema: Mapping[str, Any], indent: str) -> list[str]:
    """The types that a value has all at once."""
    if "$ref" in schema:
        return [type_name(schema["$ref"].rpartition("/")[2])]
    if "const" in schema:
        return [json.dumps(schema["const"], ensure_ascii=False)]
    if "enum" in schema:
        return [_union(json.dumps(value, ensure_ascii=False) for value in schema["enum"])]
    found = [_union(typed(one, indent) for one in schema[word]) for word in ("anyOf", "oneOf") if word in schema]
    found += [typed(one, indent) for one in schema.get("allOf", ())]
    kinds = schema.get("type", "object" if "properties" in schema else None)
    if kinds is not None and not found:
        kinds = [kinds] if isinstance(kinds, str) else kinds
        found.append(_union(_of_kind(kind, schema, indent) for kind in kinds))
    return found


def _of_kind(kind: str, schema: Mapping[str, Any], indent: str) -> str:
    if kind == "array":
        if "prefixItems" in schema:
            return f"[{', '.join(typed(one, indent) for one in schema['prefixItems'])}]"
        return f"{_grouped(typed(schema.get('items', True), indent))}[]"
    if kind == "object":
        return _object(schema, indent)
    return _PRIMITIVES[kind]


def _object(schema: Mapping[str, Any], indent: str) -> str:
    values = [typed(one, indent) for one in schema.get("patternProperties", {}).values()]
    others = schema.get("additionalProperties", not schema.get("properties") and not values)
    if others:
        values.append(typed(others, indent))
    entries = f"Record<string, {_union(values)}>" if values else ""
    if "properties" not in schema:
        return entries or "Record<string, never>"
    members = _members(schema, indent)
    return f"{members} & {entries}" if entries else members


def _members(schema: Mapping[str, Any], indent: str) -> str:
    inner = indent + "  "
    required = set(schema.get("required", ()))
    lines = []
    for name, member in schema["properties"].items():
        mark = "" if name in required else "?"
        plain = isinstance(member, Mapping)
        said = _comment(member.get("description"), member.get("deprecated", False), inner) if plain else ""
        lines.append(f"{said}{inner}{_key(name)}{mark}: {typed(member, inner)};")
    return "{\n" + "\n".join(lines) + f"\n{indent}}}" if lines else "Record<string, never>"


def _operations(paths: Mapping[str, Mapping[str, Any]]) -> str:
    """`Operations["create_quote"]["body"]`, `["answers"][200]`, `["parameters"]["query"]` ..., by operation id."""
    entries = {
        operation["operationId"]: _operation(method, path, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    said = "/** What each operation takes and answers, by its `operationId`. Problems are `Problem`s. */\n"
    lines = [entries[name] for name in sorted(entries)]
    return said + "export interface Operations {\n" + "\n".join(lines) + "\n}"


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    lines = [f'    method: "{method.upper()}";', f"    path: {json.dumps(path)};"]
    places = [_parameters(place, operation.get("parameters", ())) for place in _PLACES]
    if any(places):
        lines.append("    parameters: {\n" + "\n".join(one for one in places if one) + "\n    };")
    body = operation.get("requestBody")
    if body is not None:
        mark = "" if body.get("required", True) else "?"
        lines.append(f"    body{mark}: {_content(body['content'])};")
    answers = [
        f"      {status}: {_content(answer['content']) if 'content' in answer else 'void'};"
        for status, answer in operation["responses"].items()
        if status.startswith("2")
    ]
    lines.append("    answers: {\n" + "\n".join(answers) + "\n    };")
    said = _comment(operation.get("summary"), operation.get("deprecated", False), "  ")
    return f"{said}  {_key(operation['operationId'])}: {{\n" + "\n".join(lines) + "\n  };"


def _parameters(place: str, parameters: Iterable[Mapping[str, Any]]) -> str:
    here = [one for one in parameters if one["in"] == place]
    if not here:
        return ""
    schema = {
        "properties": {
            one["name"]: {**one["schema"], "description": one["description"]} if "description" in one else one["schema"]
            for one in here
        },
        "required": [one["name"] for one in here if one.get("required")],
    }
    mark = "" if schema["required"] else "?"
    return f"      {place}{mark}: {_members(schema, '      ')};"


def _content(content: Mapping[str, Any]) -> str:
    """JSON as its type, lines and tables as text, papers and archives as bytes."""
    kinds = []
    for media_type, body in content.items():
        if media_type == _JSON:
            kinds.append(typed(body.get("schema", True), "    "))
        else:
            text = media_type.startswith("text/") or media_type.endswith(("jsonl", "xml"))
            kinds.append("string" if text else "ArrayBuffer")
    return _union(kinds)


def _union(types: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(types))


def _grouped(one: str) -> str:
    return f"({one})" if " | " in one or " & " in one else one


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_$][\w$]*", name, re.ASCII) else json.dumps(name)


def _comment(text: str | None, deprecated: bool, indent: str) -> str:
    lines = [line.strip() for line in (text or "").replace("*/", "* /").strip().splitlines()]
    if deprecated:
        lines.append("@deprecated")
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"
