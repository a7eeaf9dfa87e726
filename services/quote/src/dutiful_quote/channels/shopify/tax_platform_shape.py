"""Everything about the tax platform's answer that its public pages do not settle. When Shopify says it, change it here.

Settled by the documentation: `idempotent_key`, `currency`, `delivery_group_taxes[].id`, `.tax_lines[].line_id` and
`.tax_id`, `taxes[]` and `errors[] {code, message}`. Not settled, and therefore our reading: the fields of `taxes[]`,
the amount of a tax line, how charges on the delivery itself are named, the codes of errors beside `BAD_DATA`, the
status of an answer with errors, and how long Shopify waits.
"""

from collections.abc import Mapping
from typing import Any, Final

#: Seen in public data of a partner.
BAD_DATA: Final = "BAD_DATA"
#: Our reading: what we cannot compute is an error, so that nobody takes it for 0.
NOT_CALCULABLE: Final = "NOT_CALCULABLE"
#: Our reading: an answer with errors is an answer.
ERROR_STATUS: Final = 200
#: Seconds; a guess well below any checkout's patience.
BUDGET_SECONDS: Final = 1.5


def tax_of(tax_id: str, charge: Mapping[str, Any]) -> dict[str, Any]:
    """One of `taxes[]`: what is levied. All fields but `id` are our reading."""
    return {"id": tax_id, "title": charge["name"], "type": charge["kind"], "rate": charge["rate_text"]}


def tax_line_of(line_id: str, tax_id: str, amount: str, currency: str) -> dict[str, Any]:
    """One of `tax_lines[]`. `amount` is our reading; `line_id` is the delivery group's id for charges on all of it."""
    return {"line_id": line_id, "tax_id": tax_id, "amount": {"amount": amount, "currency_code": currency}}
