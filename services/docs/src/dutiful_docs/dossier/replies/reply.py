"""`reply`: a draft of an answer to customs about a shipment. What is not known stays a blank, and is listed."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shipment_checks import ReplyAnswer, ReplyLanguage, ReplyRequest, RequestedInformation
from dutiful_shared.contract.shipments import ShipmentLine

_FILES: Final = files(__package__)
TEXTS: Final[dict[str, dict[str, str]]] = tomllib.loads((_FILES / "texts.toml").read_text())
_OF_COUNTRY: Final = {
    country: ReplyLanguage(language)
    for language, countries in tomllib.loads((_FILES / "authorities.toml").read_text())["languages"].items()
    for country in countries
}
_BLANK: Final = "____________"


def reply(shipment: Shipment, asked: ReplyRequest) -> ReplyAnswer:
    """The draft, in the language that was asked for, that of the destination's authority, or English."""
    content = shipment.content
    own = _OF_COUNTRY.get(content.ship_to)
    language = asked.language or own or ReplyLanguage.EN
    texts = TEXTS[language.value]
    filled = {
        "parcels": ", ".join(one.tracking_number for one in content.parcels),
        "order": content.order_reference,
        "reference": asked.authority_reference or "",
        "enclosed": ", ".join(asked.enclosed),
        "total": _BLANK if content.revenue is None else _money(content.revenue, content.currency),
        "lines": "\n".join(_line(one, content.currency, texts["line"]) for one in content.lines) or _BLANK,
    }
    parts = [texts["reference"]] if asked.authority_reference else []
    parts += [texts["opening"], *(texts[one.value] for one in asked.asked_for)]
    parts += [texts["enclosed"]] if asked.enclosed else []
    parts.append(texts["closing"])
    return ReplyAnswer(
        language=language,
        language_of_authority=own is language,
        subject=texts["subject"].format(**filled),
        text="\n\n".join(part.format(**filled) for part in parts),
        missing=tuple(_missing(shipment, asked)),
    )


def _line(line: ShipmentLine, currency: str, text: str) -> str:
    return text.format(
        quantity=f"{line.quantity:f}",
        description=line.description or _BLANK,
        code=line.hs_code or _BLANK,
        origin=line.origin or _BLANK,
        price=_money(line.unit_price, currency),
        value=_money(line.quantity * line.unit_price, currency),
    )


def _missing(shipment: Shipment, asked: ReplyRequest) -> Iterator[str]:
    """JSON Pointers into the shipment of what the draft leaves blank."""
    if not shipment.content.lines:
        yield "/lines"
    for i, line in enumerate(shipment.content.lines):
        facts: dict[str, Any] = {"description": line.description, "hs_code": line.hs_code, "origin": line.origin}
        yield from (f"/lines/{i}/{name}" for name, fact in facts.items() if fact is None)
    if RequestedInformation.IDENTIFIER in asked.asked_for:
        # Numbers of persons are not kept with shipments.
        yield "the number that customs ask for"


def _money(amount: Decimal, currency: str) -> str:
    return f"{Money(amount, currency).plain()['amount']} {currency}"
