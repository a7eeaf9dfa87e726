"""What a quote asks leads to a field of the request that can hold the answer, and an answer is heard."""

import copy
import re
from typing import Any

import httpx2
import pytest

from dutiful_quote.engine.goods_facts import GOODS_FACTS, FactKind
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.quote_request import QuoteRequest
from tests.corpus.case import typed
from tests.corpus.reading import all_cases

CASES = [pytest.param(case, id=name) for name, case in all_cases()]
SCHEMA = QuoteRequest.model_json_schema()
#: An answer for each kind of fact; `7000` is a code of the Meursing table.
BY_KIND = {
    FactKind.YES_NO: "true",
    FactKind.SHARE: "0.5",
    FactKind.AMOUNT: "10.00",
    FactKind.COUNT: "10",
    FactKind.WORD: "7000",
    FactKind.WORDS: "7000",
}
#: The scheme whose registration settles the tax of small consignments at the sale.
SCHEMES = {"AU": "AU_GST", "NZ": "NZ_GST", "SG": "SG_GST", "NO": "VOEC", "MY": "MY_LVG", "CL": "CL_VAT", "JP": "JP_JCT"}


def branches(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The schemas that a value may fit, references followed."""
    if "$ref" in schema:
        return branches(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return [found for one in schema["anyOf"] for found in branches(one)]
    return [schema]


def below(schema: dict[str, Any], step: str) -> dict[str, Any] | None:
    """The schema of a member of an object or of a list."""
    for one in branches(schema):
        if step.isdigit() and "items" in one:
            return dict(one["items"])
        if step in one.get("properties", {}):
            return dict(one["properties"][step])
        of_any_name = [*one.get("patternProperties", {}).values(), one.get("additionalProperties")]
        if isinstance(of_any_name[0], dict):
            return dict(of_any_name[0])
    return None


def holds_an_answer(pointer: str) -> bool:
    """Whether the request has a field there that is a single value, or the seller's list of registrations."""
    if pointer == "/seller/registrations":
        return True
    schema: dict[str, Any] | None = SCHEMA
    for step in pointer.split("/")[1:]:
        schema = below(schema, step) if schema else None
    return schema is not None and not any(one.get("type") in {"object", "array"} for one in branches(schema))


def answered(cart: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """The cart with an answer where the question points to."""
    cart = copy.deepcopy(cart)
    *path, last = asked["pointer"].split("/")[1:]
    here: Any = cart
    for step in path:
        here = here[int(step)] if step.isdigit() else here.setdefault(step, {})
    here[last] = an_answer(cart, asked, last)
    if last == "hs_code":
        here["code_system"] = Territories.packaged().of(cart["ship_to"]["country"]).customs_territory
    return cart


def an_answer(cart: dict[str, Any], asked: dict[str, Any], field: str) -> Any:
    if field in GOODS_FACTS:
        return BY_KIND[GOODS_FACTS[field].kind]
    if field == "hs_code":
        return [*re.findall(r"\b\d{8,10}(?=:)", asked["question"]), "610910"][0]
    if field == "region":
        return re.findall(r"\(([A-Z]{2}),", asked["question"])[0]
    if field == "registrations":
        return [{"scheme": SCHEMES[cart["ship_to"]["country"]]}]
    return "10"  # a quantity or an amount


async def quoted(api: httpx2.AsyncClient, cart: dict[str, Any]) -> dict[str, Any]:
    response = await api.post("/v1/quotes", json=cart)
    assert response.status_code == 200, response.text
    return dict(response.json())


@pytest.mark.parametrize("case", CASES)
async def test_a_question_leads_to_a_field_that_holds_its_answer(
    case: dict[str, Any], quote_api: httpx2.AsyncClient
) -> None:
    questions = (await quoted(quote_api, typed(case["request"])))["missing"]

    assert [one for one in questions if one["pointer"] and not holds_an_answer(one["pointer"])] == []


async def test_an_answer_about_an_amount_is_heard(quote_api: httpx2.AsyncClient) -> None:
    heard, asked_again = [], []
    for name, case in all_cases():
        cart = typed(case["request"])
        questions = (await quoted(quote_api, cart))["missing"]
        for asked in (one for one in questions if one["affects"] == "amount" and one["pointer"]):
            after = await quoted(quote_api, answered(cart, asked))
            (asked_again if asked in after["missing"] else heard).append((name, asked["pointer"]))

    assert asked_again == []
    # Else nothing was asked, and the cases above say nothing.
    assert {"lines", "ship_to"} <= {pointer.split("/")[1] for _, pointer in heard}


async def test_a_proof_is_not_asked_of_a_claim_that_no_law_at_hand_answers(quote_api: httpx2.AsyncClient) -> None:
    shirt = {"id": "1", "hs_code": "610910", "origin": "CN", "quantity": 1, "unit_price": "500.00"}
    cart = {
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "US"},
        "currency": "USD",
        "import_date": "2026-11-20",
    }
    answer = await quoted(quote_api, {**cart, "lines": [{**shirt, "preference": {"claim": True}}]})

    assert "preference_proof" not in [one["fact"] for one in answer["missing"]]
    assert "/lines/0/preference/claim" in [one["pointer"] for one in answer["assumptions"]]


async def test_a_proof_is_asked_of_a_claim_that_an_agreement_answers(quote_api: httpx2.AsyncClient) -> None:
    shirt = {"id": "1", "hs_code": "610910", "origin": "KR", "quantity": 1, "unit_price": "500.00"}
    cart = {
        "ship_from": {"country": "KR"},
        "ship_to": {"country": "US"},
        "currency": "USD",
        "import_date": "2026-11-20",
    }
    answer = await quoted(quote_api, {**cart, "lines": [{**shirt, "preference": {"claim": True}}]})

    assert "preference_proof" in [one["fact"] for one in answer["missing"]]
