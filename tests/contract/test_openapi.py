"""The committed OpenAPI documents are what the services serve, and say what a client needs to know."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.contract.openapi_documents import SERVICES, document
from tests.contract.write_openapi import FOLDER

OPERATIONS = [
    pytest.param(service, path, method, operation, id=f"{service}: {method.upper()} {path}")
    for service in SERVICES
    for path, methods in document(service)["paths"].items()
    for method, operation in methods.items()
]


@pytest.mark.parametrize("service", SERVICES)
def test_the_committed_document_is_the_served_one(service: str) -> None:
    committed = json.loads((FOLDER / f"{service}.json").read_text(encoding="utf-8"))

    assert committed == json.loads(json.dumps(document(service))), "make contract writes them anew"


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_is_openapi_3_1(service: str) -> None:
    assert document(service)["openapi"].startswith("3.1")


@pytest.mark.parametrize(("service", "path", "method", "operation"), OPERATIONS)
def test_an_operation_has_a_name_and_its_problems(
    service: str, path: str, method: str, operation: dict[str, Any]
) -> None:
    assert "_" in operation["operationId"]
    problems = {status: body for status, body in operation["responses"].items() if status.startswith(("4", "5"))}
    expected = {"401", "422", "500"}
    if path.startswith("/channels/bigcommerce/"):
        # BigCommerce takes statuses of its own list only, and what is wrong with a call stands in its answer.
        expected = {"500"}
    elif path.startswith("/v1/ledger/") and not operation.get("security"):
        # Anybody may check the log.
        expected = {"422", "500"}
    assert expected <= problems.keys()
    assert all("application/problem+json" in body["content"] for body in problems.values())


@pytest.mark.parametrize("service", SERVICES)
def test_every_schema_example_fits_its_schema(service: str) -> None:
    served = document(service)
    checked = 0
    for name, schema in served["components"]["schemas"].items():
        for example in schema.get("examples", []):
            whole = {"$ref": f"#/components/schemas/{name}", "components": served["components"]}
            assert not list(Draft202012Validator(whole).iter_errors(example)), name
            checked += 1
    assert checked
