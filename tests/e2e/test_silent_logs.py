"""What people and carts say stands in no log, whatever becomes of the request."""

from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.postgres import connect

pytestmark = pytest.mark.e2e
#: Stands in no text of ours.
MARK = "Quintanilla-7731"


def marked(**changes: Any) -> dict[str, Any]:
    """A cart that says the mark wherever people write what they like."""
    cart = example("t-shirts-to-us")
    ship_to = {**cart["ship_to"], "city": MARK}
    lines = [{**line, "description": MARK, "sku": MARK} for line in cart["lines"]]
    buyer = {"type": "business", "tax_ids": [{"type": "LIBRARY", "number": MARK}]}
    return {**cart, "ship_to": ship_to, "lines": lines, "buyer": buyer, **changes}


@pytest.mark.parametrize(
    ("cart", "status"),
    [
        pytest.param(marked(), 200, id="quoted"),
        pytest.param(marked(currency=MARK), 422, id="a field is wrong"),
        pytest.param(marked(**{MARK: MARK}), 422, id="a field is not known"),
        pytest.param(marked(buyer={"tax_ids": [{"type": "EU_VAT", "number": MARK}]}), 422, id="a number is wrong"),
    ],
)
async def test_nothing_of_a_cart_stands_in_the_log(
    cart: dict[str, Any], status: int, quote_api: httpx2.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = await quote_api.post("/v1/quotes", json=cart)
    searched = await quote_api.get("/v1/tariffs/US/search", params={"q": MARK})
    written = "".join(capfd.readouterr())

    assert (answer.status_code, searched.status_code) == (status, 200)
    assert '"path":"/v1/quotes"' in written.replace(": ", ":")
    assert MARK not in written


async def test_an_error_of_the_database_shows_no_parameter(seeded_database_url: str) -> None:
    engine = connect(QuoteSettings(database_url=seeded_database_url))  # type: ignore[arg-type]
    try:
        with pytest.raises(DBAPIError) as failed:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1 / (length(:said) - :length)"), {"said": MARK, "length": 16})
    finally:
        await engine.dispose()

    assert "division by zero" in str(failed.value)
    assert MARK not in str(failed.value)
