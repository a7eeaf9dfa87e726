"""The only SQL that erases what papers, orders and shipments hold of a buyer; screenings and shadow quotes beside it.

Of a paper stays what it says of goods and amounts. Its printed form, its XML and the opening of its leaf in the ledger
go, so that nobody can tell any more what the leaf commits to.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_docs.bridges.screening_erasure import SCREENINGS, erase_screenings
from dutiful_docs.bridges.shadow_erasure import erase_shadows, shadow_traces
from dutiful_docs.documents.composition import as_json
from dutiful_docs.settings import DocsSettings
from dutiful_docs.storage.objects import Objects
from dutiful_shared.account.erasure import PersonalTraces, without_texts

#: Names under which a buyer stands in what papers say, in what they are asked for with, and in data forms.
_BUYER_ROLES: Final = frozenset(
    {"consignee", "buyer", "importer", "recipient", "buyerDetails", "importerDetails", "notify"}
)
#: What is kept of a party: no person is told by it, and law depends on it.
_KEPT_OF_PARTY: Final = frozenset({"country", "countryCode", "type", "typeCode", "region"})
_KEPT_OF_PLACE: Final = frozenset({"country", "region"})
#: Where anybody may have written anything, and a printed paper as text within a form.
_FREE_TEXTS: Final = frozenset(
    {"remarks", "reason_text", "natureOfTransactionExplanation", "UserCreatedFormFile", "UserCreatedFormFileName"}
)

_PAPERS: Final = text(
    """
    SELECT id, quote_id, order_reference FROM docs.document
    WHERE merchant_id = :merchant_id
      AND (id = ANY(:papers) OR quote_id = ANY(:quotes) OR order_reference = ANY(:orders)
           OR EXISTS (SELECT FROM unnest(CAST(:keys AS text[])) AS key WHERE position(key IN content::text) > 0))
    """
)
_TOLD: Final = text(
    """
    SELECT quote_id, current_quote_id, reference FROM docs.order_paper
    WHERE merchant_id = :merchant_id
      AND (quote_id = ANY(:quotes) OR current_quote_id = ANY(:quotes) OR reference = ANY(:orders)
           OR EXISTS (SELECT FROM unnest(CAST(:keys AS text[])) AS key WHERE position(key IN details::text) > 0))
    """
)
_VERSIONS: Final = text(
    """
    SELECT id, version, content, pdf_sha256, xml_sha256 FROM docs.document
    WHERE merchant_id = :merchant_id AND id = ANY(:papers) FOR UPDATE
    """
)
_REWRITE: Final = text(
    """
    UPDATE docs.document SET content = CAST(:content AS jsonb), sha256 = :sha256, pdf_sha256 = NULL, xml_sha256 = NULL
    WHERE id = :id AND version = :version AND merchant_id = :merchant_id
    """
)
_OPENINGS: Final = text(
    """
    DELETE FROM docs.ledger_opening
    WHERE merchant_id = :merchant_id AND kind = 'document' AND split_part(subject, ':', 1) = ANY(:papers)
    """
)
_ITEMS: Final = text(
    """
    SELECT batch_id, number, request, cart FROM docs.document_batch_item
    WHERE merchant_id = :merchant_id AND (document_id = ANY(:papers) OR order_id = ANY(:quotes)) FOR UPDATE
    """
)
_REWRITE_ITEM: Final = text(
    """
    UPDATE docs.document_batch_item SET request = CAST(:request AS jsonb), cart = CAST(:cart AS jsonb)
    WHERE batch_id = :batch_id AND number = :number AND merchant_id = :merchant_id
    """
)
_BUNDLES: Final = text(
    "SELECT result_sha256 FROM docs.document_batch"
    " WHERE merchant_id = :merchant_id AND id = ANY(:batches) AND result_sha256 IS NOT NULL"
)
_ORDERS: Final = text(
    """
    SELECT quote_id, cart, details FROM docs.order_paper
    WHERE merchant_id = :merchant_id
      AND (quote_id = ANY(:quotes) OR current_quote_id = ANY(:quotes) OR reference = ANY(:orders)) FOR UPDATE
    """
)
_REWRITE_ORDER: Final = text(
    """
    UPDATE docs.order_paper SET cart = CAST(:cart AS jsonb), details = CAST(:details AS jsonb)
    WHERE merchant_id = :merchant_id AND quote_id = :quote_id
    """
)
_COMMENTS: Final = text(
    """
    UPDATE docs.shipment_feedback f SET comment = NULL FROM docs.shipment s
    WHERE s.id = f.shipment_id AND s.merchant_id = :merchant_id AND s.order_reference = ANY(:orders)
      AND f.comment IS NOT NULL
    """
)


class PaperEraser:
    """Erases buyers from papers, what they were asked for with, screenings and what shoppers said of shipments."""

    def __init__(self, objects: Objects | None = None) -> None:
        self._objects = objects or Objects(DocsSettings().document_store)

    async def traces(self, connection: AsyncConnection, merchant_id: str, known: PersonalTraces) -> PersonalTraces:
        """Papers, screenings and orders that name what is known, and the quotes and orders that those name."""
        values = _values(merchant_id, known)
        papers = (await connection.execute(_PAPERS, values)).all()
        told = (await connection.execute(_TOLD, values)).all()
        screenings = (await connection.execute(SCREENINGS, values)).scalars()
        shadows = await shadow_traces(connection, values)
        quotes = [row.quote_id for row in (*papers, *told, *shadows)] + [row.current_quote_id for row in told]
        orders = [row.order_reference for row in (*papers, *shadows)] + [row.reference for row in told]
        return PersonalTraces(
            orders=frozenset(one for one in orders if one),
            quotes=frozenset(one for one in quotes if one),
            papers=frozenset(row.id for row in papers),
            screenings=frozenset(screenings),
        )

    async def erase(self, connection: AsyncConnection, merchant_id: str, whom: PersonalTraces) -> Mapping[str, int]:
        """Files go first: where that fails nothing else is changed, and the command can be repeated.

        Raises:
            StorageUnavailableError: a file could not be removed.
        """
        values = _values(merchant_id, whom)
        return {
            "papers": await self._papers(connection, values),
            "ledger_openings": (await connection.execute(_OPENINGS, values)).rowcount,
            "batch_items": await self._items(connection, values),
            "orders_told": await _orders(connection, values),
            "screenings": await erase_screenings(connection, values),
            "shadow_quotes": await erase_shadows(connection, values),
            "comments": (await connection.execute(_COMMENTS, values)).rowcount,
        }

    async def _papers(self, connection: AsyncConnection, values: Mapping[str, Any]) -> int:
        rows = (await connection.execute(_VERSIONS, values)).all()
        for row in rows:
            for digest in (row.pdf_sha256, row.xml_sha256):
                if digest is not None:
                    await self._objects.forget(values["merchant_id"], digest)
            content = of_nobody(row.content)
            written = as_json(content)
            changed = {"id": row.id, "version": row.version, "merchant_id": values["merchant_id"]}
            changed |= {"content": written.decode(), "sha256": hashlib.sha256(written).hexdigest()}
            await connection.execute(_REWRITE, changed)
        return len(rows)

    async def _items(self, connection: AsyncConnection, values: Mapping[str, Any]) -> int:
        """The bundles of their batches go too: a paper of the buyer is in them."""
        rows = (await connection.execute(_ITEMS, values)).all()
        batches = {"merchant_id": values["merchant_id"], "batches": list({row.batch_id for row in rows})}
        for digest in (await connection.execute(_BUNDLES, batches)).scalars():
            await self._objects.forget(values["merchant_id"], digest)
        for row in rows:
            changed = {"batch_id": row.batch_id, "number": row.number, "merchant_id": values["merchant_id"]}
            await connection.execute(
                _REWRITE_ITEM, {**changed, "request": _rewritten(row.request), "cart": _rewritten(row.cart)}
            )
        return len(rows)


async def _orders(connection: AsyncConnection, values: Mapping[str, Any]) -> int:
    rows = (await connection.execute(_ORDERS, values)).all()
    for row in rows:
        changed = {"merchant_id": values["merchant_id"], "quote_id": row.quote_id}
        await connection.execute(
            _REWRITE_ORDER, {**changed, "cart": _rewritten(row.cart), "details": _rewritten(row.details)}
        )
    return len(rows)


def of_nobody(value: Any) -> Any:
    """What a paper says, or was asked for with, without who buys; texts that anybody may have written go too."""
    if isinstance(value, list):
        return [of_nobody(one) for one in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for name, one in value.items():
        if name in _BUYER_ROLES:
            found[name] = without_texts(one, _KEPT_OF_PARTY)
        elif name in _FREE_TEXTS:
            found[name] = without_texts(one, frozenset())
        elif name == "ship_to" and isinstance(one, dict):
            found[name] = {part: text for part, text in one.items() if part in _KEPT_OF_PLACE}
        else:
            found[name] = of_nobody(one)
    return found


def _rewritten(value: Any) -> str | None:
    return None if value is None else orjson.dumps(of_nobody(value)).decode()


def _values(merchant_id: str, whom: PersonalTraces) -> dict[str, Any]:
    return {
        "merchant_id": merchant_id,
        "keys": list(whom.keys),
        "orders": list(whom.orders),
        "quotes": list(whom.quotes),
        "papers": list(whom.papers),
        "screenings": list(whom.screenings),
    }
