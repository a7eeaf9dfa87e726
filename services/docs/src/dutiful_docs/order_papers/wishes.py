"""Which papers an order gets, and what they say. Pure: the same order, rules and details give the same requests."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import orjson
from pydantic import TypeAdapter, ValidationError

from dutiful_shared.contract.document_parties import Reference
from dutiful_shared.contract.documents import DocumentRequest, PaperDetails
from dutiful_shared.contract.order_papers import OrderPaperRule, OrderPaperSettings

#: Parts that are put together field by field; of any other the order's own replaces that of the settings.
_JOINED: Final = ("parties", "invoice", "transport", "export")
_REFERENCE: Final = TypeAdapter(Reference)
_ID_DIGITS: Final = 20


def wishes(
    settings: OrderPaperSettings,
    details: PaperDetails,
    destination: str,
    quote_id: str,
    reference: str | None,
    day: date,
) -> list[DocumentRequest]:
    """A request for every paper that a rule wants of the order, each kind and language once.

    An invoice that nobody numbered has the order's reference as its number, and is of the day of the order's event; so
    is a signature without a date.

    Args:
        quote_id: the quote that holds.
        reference: what the shop calls the order.
    """
    said = _joined(_plain(settings.given), _plain(details))
    printable = _printable(reference)
    known = {"number": printable, "order_reference": printable, "date": day.isoformat()}
    said["invoice"] = {key: value for key, value in known.items() if value} | said.get("invoice", {})
    if "signatory" in said:
        said["signatory"] = {"date": day.isoformat(), **said["signatory"]}
    heads = dict.fromkeys(
        (kind, rule.language, rule.second_language) for rule in _fitting(settings, destination) for kind in rule.kinds
    )
    return [
        DocumentRequest.model_validate_json(
            orjson.dumps({**said, "kind": kind, "language": language, "second_language": second, "quote_id": quote_id})
        )
        for kind, language, second in heads
    ]


def document_of(merchant_id: str, order_id: str, wanted: DocumentRequest) -> str:
    """The id of a paper of an order: the same for every event of the order, whose versions it has."""
    told = [merchant_id, order_id, wanted.kind.value, wanted.language, wanted.second_language]
    return f"doc_{hashlib.sha256(orjson.dumps(told)).hexdigest()[:_ID_DIGITS]}"


def fingerprint(sequence: int, wanted: list[DocumentRequest]) -> str:
    """What the papers of an event of an order say, as a hash."""
    told = [sequence, [one.model_dump(mode="json", exclude_unset=True) for one in wanted]]
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _fitting(settings: OrderPaperSettings, destination: str) -> Iterator[OrderPaperRule]:
    return (rule for rule in settings.rules if not rule.destinations or destination in rule.destinations)


def _plain(details: PaperDetails) -> dict[str, Any]:
    return details.model_dump(mode="json", exclude_unset=True)


def _joined(given: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    said = {**given, **own}
    for part in _JOINED:
        if part in given and part in own:
            said[part] = {**given[part], **own[part]}
    # Packages that are stated for an order take the place of cartons to pack into, and the other way round.
    for one, other in (("packages", "packing"), ("packing", "packages")):
        if own.get(one) and not own.get(other):
            said.pop(other, None)
    return said


def _printable(reference: str | None) -> str | None:
    """The reference where a paper can carry it; without one the paper lacks its number, and says so."""
    try:
        return None if reference is None else _REFERENCE.validate_python(reference)
    except ValidationError:
        return None
