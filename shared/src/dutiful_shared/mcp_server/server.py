"""The tools, each a call of the typed client. They read and quote; nothing is ordered, paid or changed by them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import Annotated, Final

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from dutiful_shared.client import DutifulClient, DutifulError, DutifulProblem, DutifulUnreachableError
from dutiful_shared.contract.classification import Classification, ClassificationRequest
from dutiful_shared.contract.fields import CountryCode
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.reference_answer import TariffSearchAnswer
from dutiful_shared.mcp_server.answers import QuotedCost, QuoteExplanation, explanation, quoted_cost
from dutiful_shared.mcp_server.refusals import PlainRefusals, told

_INSTRUCTIONS: Final = """What a cross-border order costs to land: duty, tax and fees, each with its law.

Read `status` first. `partial` means that an amount is unknown: never state its estimate as a price; ask the person the
questions in `missing` and quote again. What is in `not_included` may still be owed. Codes of `classify_product` are
suggestions with a probability. Nothing here is legal advice."""
#: A quote is recorded, so it is no mere reading; nothing is ever overwritten or ordered.
_QUOTES: Final = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)
_READS: Final = ToolAnnotations(read_only_hint=True, open_world_hint=False)

QuoteId = Annotated[str, Field(pattern=r"^q_[0-9a-f]{32}$", description="As `quote_landed_cost` gave it.")]


def dutiful_server(dutiful: DutifulClient) -> MCPServer[None]:
    """A server whose tools ask with this client, which it closes at its end."""

    @asynccontextmanager
    async def closing(_: MCPServer[None]) -> AsyncIterator[None]:
        async with dutiful:
            yield

    server = PlainRefusals(
        "dutiful",
        title="Dutiful",
        instructions=_INSTRUCTIONS,
        version=version("dutiful-shared"),
        log_level="WARNING",
        lifespan=closing,
    )

    @server.tool(title="Quote a cart landed", annotations=_QUOTES)
    async def quote_landed_cost(cart: QuoteRequest) -> QuotedCost:
        """What a cart costs to land: every amount with its rate and law, what is missing, what is not included.

        Needed are `ship_from`, `ship_to`, `currency` and lines with a quantity and a value.
        """
        with _readable():
            return quoted_cost(await dutiful.quote(cart))

    @server.tool(title="Explain a quote", annotations=_READS)
    async def explain_quote(quote_id: QuoteId) -> QuoteExplanation:
        """How each amount of a recorded quote came about: what it was applied to, the arithmetic, the law, its age."""
        with _readable():
            return explanation(await dutiful.recorded_quote(quote_id))

    @server.tool(title="Classify a product", annotations=_QUOTES)
    async def classify_product(product: ClassificationRequest) -> Classification:
        """Candidates for a product's tariff code from the shop's own words, with probabilities and reasons.

        `decision` says what may be done with them; `ask` comes with the one question that decides most.
        """
        with _readable():
            return await dutiful.classify(product)

    @server.tool(title="Search a tariff", annotations=_READS)
    async def search_tariff_codes(
        country: CountryCode,
        query: Annotated[str, Field(min_length=1, max_length=200, description="Words, or the first digits of a code.")],
        limit: Annotated[int, Field(ge=1, le=50)] = 10,
    ) -> TariffSearchAnswer:
        """Goods codes of a country's tariff by words or first digits, the likeliest first."""
        with _readable():
            return await dutiful.search_tariff(country, query, limit=limit)

    return server


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what the services refuse into an error that names each field at fault."""
    try:
        yield
    except DutifulProblem as exc:
        again = f"\nRepeat after {exc.retry_after:g} seconds." if exc.retry_after is not None else ""
        raise ToolError(told(exc.problem.title, exc.problem.detail, exc.problem.errors) + again) from exc
    except DutifulUnreachableError as exc:
        raise ToolError(f"The service cannot be reached; is it up? `make run` starts it. {exc}") from exc
    except DutifulError as exc:
        raise ToolError(str(exc)) from exc
