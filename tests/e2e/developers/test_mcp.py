"""`dutiful mcp`, started and asked as a desktop client does it, over standard input and output."""

import asyncio
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent

from dutiful_local.prepare import dutiful_program
from dutiful_shared.contract.quote_answer import QuoteStatus
from tests.builders.running_house import House
from tests.conftest import PROJECT

pytestmark = pytest.mark.e2e
CART: dict[str, Any] = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "US"},
    "currency": "USD",
    "import_date": "2026-07-20",
    "incoterm": "DDP",
    "transport_mode": "express",
    "lines": [
        {"id": "1", "hs_code": "6109100012", "code_system": "US", "origin": "CN", "quantity": 2, "unit_price": "19.99"}
    ],
}


@asynccontextmanager
async def connected(house: House, **environ: str) -> AsyncIterator[Client]:
    """A client of the server that `dutiful mcp` is; it knows the house by DUTIFUL_HOME alone."""
    given = {"DUTIFUL_HOME": house.environ["DUTIFUL_HOME"], **environ}
    started = StdioServerParameters(command=str(dutiful_program()), args=["mcp"], env=given, cwd="/")
    async with Client(stdio_client(started)) as client:
        yield client


@pytest.fixture(scope="module")
async def tools(house: House) -> AsyncIterator[Client]:
    """One client for all tests of this file. It is opened and closed in the same task, as its library wants."""
    opened: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def hold() -> None:
        async with connected(house) as client:
            opened.set_result(client)
            await over.wait()

    holding = asyncio.create_task(hold())
    await asyncio.wait({holding, opened}, return_when=asyncio.FIRST_COMPLETED)
    if not opened.done():
        await holding
    yield opened.result()
    over.set()
    await holding


async def asked(tools: Client, name: str, **arguments: Any) -> CallToolResult:
    answer = await tools.call_tool(name, arguments)
    assert isinstance(answer, CallToolResult)
    return answer


async def answered(tools: Client, name: str, **arguments: Any) -> dict[str, Any]:
    answer = await asked(tools, name, **arguments)
    assert not answer.is_error, answer.content
    return dict(answer.structured_content or {})


async def refused(tools: Client, name: str, **arguments: Any) -> str:
    answer = await asked(tools, name, **arguments)
    (said,) = answer.content
    assert answer.is_error
    assert isinstance(said, TextContent)
    return said.text


async def test_the_tools_have_typed_arguments_and_answers(tools: Client) -> None:
    listed = {tool.name: tool for tool in (await tools.list_tools()).tools}

    assert set(listed) == {"quote_landed_cost", "explain_quote", "classify_product", "search_tariff_codes"}
    assert all(tool.output_schema and tool.description for tool in listed.values())
    assert "ship_to" in str(listed["quote_landed_cost"].input_schema)


async def test_a_cart_is_quoted_with_the_law_of_every_amount(tools: Client) -> None:
    quoted = await answered(tools, "quote_landed_cost", cart=CART)

    # What the carrier bears itself is shown, and owed by nobody else.
    owed = [one for one in quoted["amounts"] if one["collected"] != "carrier_cost"]
    charged = [Decimal(one["amount"]["amount"]) for one in owed]
    assert quoted["status"] == QuoteStatus.COMPLETE
    assert Decimal("39.98") + sum(charged) == Decimal(quoted["landed_cost"]["amount"])
    assert charged[0] == Decimal("6.60")
    assert all(one["law"] for one in quoted["amounts"])


async def test_what_is_not_known_is_asked_and_never_a_price(tools: Client) -> None:
    line = {"id": "1", "description": "Something", "quantity": 1, "unit_price": "19.99"}
    quoted = await answered(tools, "quote_landed_cost", cart={**CART, "lines": [line]})

    assert (quoted["status"], quoted["landed_cost"]) == ("partial", None)
    assert quoted["missing"][0]["pointer"] == "/lines/0/hs_code"


async def test_what_customs_asks_the_buyer_for_is_told_until_it_is_given(tools: Client) -> None:
    cart = {**CART, "ship_to": {"country": "BR"}, "lines": [{**CART["lines"][0], "hs_code": "610910"}]}
    cart["lines"][0].pop("code_system")
    asked_for = (await answered(tools, "quote_landed_cost", cart=cart))["buyer_data_required"]
    buyer = {"tax_ids": [{"type": "BR_CPF", "number": "123.456.789-09"}]}
    given = await answered(tools, "quote_landed_cost", cart={**cart, "buyer": buyer})

    assert ["BR_CPF" in one for one in asked_for] == [True]
    assert given["buyer_data_required"] == []


async def test_a_quote_is_explained_with_its_arithmetic(tools: Client) -> None:
    quoted = await answered(tools, "quote_landed_cost", cart=CART)
    explained = await answered(tools, "explain_quote", quote_id=quoted["quote_id"])

    general = explained["amounts"][0]
    assert (general["base"]["amount"], general["formula"]["rate"], general["amount"]["amount"]) == (
        "39.98",
        "0.165",
        "6.60",
    )


async def test_a_product_is_classified(tools: Client) -> None:
    found = await answered(tools, "classify_product", product={"title": "Leather handbag"})

    assert found["candidates"][0]["hs6"].startswith("4202")


async def test_a_tariff_is_searched(tools: Client) -> None:
    found = await answered(tools, "search_tariff_codes", country="US", query="610910", limit=1)

    assert found["results"][0]["code"].startswith("610910")


async def test_what_the_service_refuses_names_the_field(tools: Client) -> None:
    line = {**CART["lines"][0], "hs_code": "9999999999"}

    assert "/lines/0/hs_code: " in await refused(tools, "quote_landed_cost", cart={**CART, "lines": [line]})


async def test_what_has_not_the_form_of_a_cart_names_the_field(tools: Client) -> None:
    line = {**CART["lines"][0], "quantity": 0, "colour": "red"}

    said = await refused(tools, "quote_landed_cost", cart={**CART, "lines": [line]})

    assert said.splitlines() == [
        "The request is well formed but not valid. 2 fields are not valid.",
        "/lines/0/quantity: must be greater than 0; got 0",
        "/lines/0/colour: is not a known field",
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "fault"),
    [
        pytest.param("quote_landed_cost", {}, "cart: is required", id="no cart"),
        pytest.param(
            "quote_landed_cost", {"cart": CART, "crat": {}}, "crat: is not known; known are cart", id="one too many"
        ),
        pytest.param("quote_landed_cost", {"cart": 3}, "cart: must be an object; got 3", id="no object"),
        pytest.param("explain_quote", {"quote_id": "q_1"}, "quote_id: must be q_ and 32 hex", id="no id"),
        pytest.param("search_tariff_codes", {"country": "Mars", "query": "tea"}, "country: 'Mars'", id="country"),
    ],
)
async def test_an_argument_that_is_not_valid_is_named_in_the_words_of_the_api(
    tools: Client, name: str, arguments: dict[str, Any], fault: str
) -> None:
    said = await refused(tools, name, **arguments)

    assert said.splitlines()[1].startswith(fault), said
    assert "pydantic" not in said


async def test_a_quote_that_there_is_not_is_said(tools: Client) -> None:
    assert "There is no quote" in await refused(tools, "explain_quote", quote_id=f"q_{'0' * 32}")


async def test_a_service_out_of_reach_is_said(house: House) -> None:
    async with connected(house, DUTIFUL_QUOTE_URL="http://127.0.0.1:9") as tools:
        assert "cannot be reached" in await refused(tools, "quote_landed_cost", cart=CART)


def test_the_command_is_an_extra_that_a_workplace_has() -> None:
    shared = tomllib.loads((PROJECT / "shared" / "pyproject.toml").read_text())["project"]
    workplace = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]

    assert not any(one.startswith("mcp") for one in shared["dependencies"])
    assert any(one.startswith("dutiful-shared[") and "mcp" in one for one in workplace["dependencies"])
