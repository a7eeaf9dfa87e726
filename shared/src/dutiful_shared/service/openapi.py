"""The OpenAPI 3.1 document, in which every error is a problem."""

from typing import Any, Final

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from dutiful_shared.contract.deprecations import NOTHING, Deprecations
from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE, Problem, ProblemError
from dutiful_shared.service.deprecation import mark_deprecated

_PROBLEM_REF: Final = {"$ref": "#/components/schemas/Problem"}
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})
#: Schemas that FastAPI adds for errors it would answer itself; here it never does.
_UNUSED: Final = ("HTTPValidationError", "ValidationError")


def install_openapi(app: FastAPI, deprecations: Deprecations = NOTHING) -> None:
    """Make `app.openapi()` describe errors as they are sent: `application/problem+json`, and mark what will go."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        # FastAPI gives the same object again until a route is added; a document that was finished stays as it is.
        if "default" not in _first_responses(document):
            _finish(document)
            mark_deprecated(document, deprecations)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _finish(document: dict[str, Any]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _UNUSED:
        schemas.pop(name, None)
    _, own = models_json_schema(
        [(Problem, "serialization"), (ProblemError, "serialization")], ref_template="#/components/schemas/{model}"
    )
    schemas.update(own["$defs"])
    _close_mappings(document)
    for item in document.get("paths", {}).values():
        for method, operation in item.items():
            if method in _METHODS:
                _describe_errors(operation["responses"])


def _close_mappings(part: Any) -> None:
    """A mapping whose keys follow a pattern takes no others; pydantic says what the right ones hold, and no more."""
    if isinstance(part, dict):
        if "patternProperties" in part:
            part.setdefault("additionalProperties", False)
        for inner in part.values():
            _close_mappings(inner)
    elif isinstance(part, list):
        for inner in part:
            _close_mappings(inner)


def _describe_errors(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status.isdigit() and int(status) >= 400:
            examples = response.get("content", {}).get(PROBLEM_MEDIA_TYPE, {}).get("examples")
            content: dict[str, Any] = {"schema": _PROBLEM_REF}
            if examples:
                content["examples"] = examples
            response["content"] = {PROBLEM_MEDIA_TYPE: content}
            if response.get("description") == "Validation Error":
                response["description"] = "The request is well formed but not valid"
    responses["default"] = {
        "description": "Any other problem",
        "content": {PROBLEM_MEDIA_TYPE: {"schema": _PROBLEM_REF}},
    }


def _first_responses(document: dict[str, Any]) -> dict[str, Any]:
    for item in document.get("paths", {}).values():
        for method, operation in item.items():
            if method in _METHODS:
                responses: dict[str, Any] = operation["responses"]
                return responses
    return {}
