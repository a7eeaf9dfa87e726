"""From a paper to the plain values that a template prints: every amount and day a text, nothing left to compute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import orjson

from dutiful_docs.documents.codes import qr_picture, s10_modules
from dutiful_docs.documents.country_names import country_name
from dutiful_docs.documents.labels import LANGUAGES, RIGHT_TO_LEFT, base_language, in_both, labels, words
from dutiful_docs.documents.long_words import breakable
from dutiful_docs.documents.paper import Paper, PaperLine, PaperPackage, Party, plain
from dutiful_docs.documents.typesetting import COUNTED_PAGES, ONE_PAGE, PAGES_FILE, WORDS_FILE

#: How a unit of quantity (UN/ECE Recommendation 20) is printed in every language. Others have words (`unit_H87` of the
#: labels), or stand as their code.
_UNITS: Final = {"C62": "", "KGM": "kg", "GRM": "g", "MTR": "m", "MTK": "m²", "LTR": "l"}
_FONTS: Final = {"ja": "Noto Sans CJK JP", "zh": "Noto Sans CJK SC", "ko": "Noto Sans CJK KR"}

#: A paper of so many lines is set as one of a single page, in less time, and anew where it is longer after all.
_LINES_OF_A_PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF. `relationship` is that of PDF/A-3: alternative, data, source or supplement."""

    name: str
    content: bytes
    media_type: str
    relationship: str
    description: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What a paper is known by: its id and version, the moment it was made, and where it can be checked."""

    id: str
    version: int
    made_at: datetime
    verify_url: str | None


def presented(paper: Paper, identity: Identity, attachments: Sequence[Attachment] = ()) -> dict[str, bytes]:
    """The template's input: files by their names. What differs least lies apart, so that it is read once.

    Raises:
        UnknownLanguageError: papers do not come in one of the languages.
    """
    language = base_language(paper.language)
    second = base_language(paper.second_language) if paper.second_language else None
    values: dict[str, Any] = {
        "id": identity.id,
        "version": identity.version,
        "verify": identity.verify_url or "",
        "coded": identity.verify_url is not None,
        "day": [identity.made_at.year, identity.made_at.month, identity.made_at.day],
        "author": (paper.exporter and paper.exporter.name) or "",
        "attachments": [
            {
                "name": one.name,
                "media_type": one.media_type,
                "relationship": one.relationship,
                "description": one.description,
            }
            for one in attachments
        ],
        "barcode": s10_modules(paper.carriage.item_id) if paper.carriage.item_id else [],
        "paper": printed(paper, language, second),
    }
    inputs = {"data.json": orjson.dumps(values), WORDS_FILE: _words(language, second)}
    inputs[PAGES_FILE] = ONE_PAGE if len(paper.lines) <= _LINES_OF_A_PAGE else COUNTED_PAGES
    if identity.verify_url is not None:
        inputs["code.png"] = qr_picture(identity.verify_url)
    return inputs | {one.name: one.content for one in attachments}


@lru_cache(maxsize=len(LANGUAGES) ** 2)
def _words(language: str, second: str | None) -> bytes:
    """What all papers of a language say."""
    return orjson.dumps(
        {
            "lang": language,
            "rtl": language in RIGHT_TO_LEFT,
            "second_lang": second,
            "second_rtl": second in RIGHT_TO_LEFT,
            "fonts": _fonts(language, second),
            "words": words(language, second),
        }
    )


def printed(paper: Paper, language: str, second: str | None = None) -> dict[str, Any]:
    """The paper's own values as they are printed: in one language, or in both."""
    tongues = (language, second)
    values: dict[str, Any] = plain(paper)
    for shown, line in zip(values["lines"], paper.lines, strict=True):
        shown.update(_line(line, paper, tongues))
    for shown, package in zip(values["packages"], paper.packages, strict=True):
        _add_package(shown, package, tongues)
    values["totals"] |= _totals(paper)
    for role in ("exporter", "consignee", "buyer", "importer", "producer", "forwarder"):
        party: Party | None = getattr(paper, role)
        if party is not None:
            values[role] |= _party(party, tongues)
    for key in ("from_country", "to_country"):
        values["carriage"][key] = country(values["carriage"][key], tongues)
    if paper.carriage.postage is not None:
        values["carriage"]["postage"] = f"{paper.currency} {amount(paper.carriage.postage, paper)}"
    return {**breakable(values), "kind": paper.kind}  # by which the words of the form are found


def _totals(paper: Paper) -> dict[str, Any]:
    totals = paper.totals
    return {
        **{
            key: f"{paper.currency} {amount(getattr(totals, key), paper)}"
            for key in ("goods", "discount", "shipping", "insurance", "total")
        },
        "has_discount": bool(totals.discount),
        "memo": [{"kind": one.kind, "amount": f"{paper.currency} {amount(one.amount, paper)}"} for one in totals.memo],
        "net_weight_kg": weight(totals.net_weight_kg),
        "gross_weight_kg": weight(totals.gross_weight_kg),
    }


def amount(value: Decimal, paper: Paper) -> str:
    """An amount at the currency's precision, or finer where it is finer: a unit price may be."""
    return _at_least(value, paper.decimals)


def weight(value: Decimal | None) -> str | None:
    """Kilograms with three decimals, or more where the weight has more."""
    return None if value is None else _at_least(value, 3)


def _at_least(value: Decimal, decimals: int) -> str:
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


#: The languages that a paper is in; the second may be none.
Tongues = tuple[str, str | None]


@lru_cache(maxsize=1024)
def country(code: str, tongues: Tongues) -> str:
    """The name of a country in both languages."""
    first, second = tongues
    return in_both(country_name(code, first), second and country_name(code, second), mixed=_mixed(tongues))


def quantity(value: Decimal, unit: str, tongues: Tongues) -> str:
    """A quantity with its unit as printed: `2 pc`, `2 pce / pc`."""
    return f"{_at_least(value, 0)} {_unit(unit, tongues)}".strip()


@lru_cache(maxsize=1024)
def _unit(unit: str, tongues: Tongues) -> str:
    named = labels().get(f"unit_{unit}")
    if named is None:
        return _UNITS.get(unit, unit)
    first, second = tongues
    return in_both(named[first], second and named[second], mixed=_mixed(tongues))


def _mixed(tongues: Tongues) -> bool:
    return any(one in RIGHT_TO_LEFT for one in tongues)


def _line(line: PaperLine, paper: Paper, tongues: Tongues) -> dict[str, Any]:
    return {
        "hs6": line.hs6,
        "quantity_text": quantity(line.quantity, line.unit, tongues),
        "unit_price": amount(line.unit_price, paper),
        "discount": amount(line.discount, paper),
        "value": amount(line.value, paper),
        "net_weight_kg": weight(line.net_weight_kg),
        "dangerous_goods_number": _marked(line),
    }


def _marked(line: PaperLine) -> str | None:
    """The mark of dangerous goods, with the packing instruction by air where it is known."""
    if line.dangerous_goods_number is None or line.packing_instruction is None:
        return line.dangerous_goods_number
    return f"{line.dangerous_goods_number} \u00b7 IATA PI {line.packing_instruction}"


def _add_package(values: dict[str, Any], package: PaperPackage, tongues: Tongues) -> None:
    for key in ("gross_weight_kg", "net_weight_kg"):
        values[key] = weight(getattr(package, key))
    measures = (package.length_cm, package.width_cm, package.height_cm)
    if all(one is not None for one in measures):
        values["measures"] = " \u00d7 ".join(_at_least(one, 0) for one in measures if one is not None)
    else:
        values["measures"] = None
    for content, shown in zip(package.contents, values["contents"], strict=True):
        shown["quantity_text"] = quantity(content.quantity, content.unit, tongues)
        shown["net_weight_kg"] = weight(content.net_weight_kg)


def _party(party: Party, tongues: Tongues) -> dict[str, Any]:
    return {
        "town": " ".join(one for one in (party.postal_code, party.city, party.region) if one),
        "country": country(party.country, tongues) if party.country else None,
        "registrations": [f"{one.type} {one.number}" for one in party.registrations if not one.secret],
    }


def _fonts(language: str, second: str | None) -> list[str]:
    """Families in the order they are looked in: the language's own form of the characters that East Asia shares."""
    asian = _FONTS.get(language) or _FONTS.get(second or "") or _FONTS["ja"]
    return ["Noto Sans", "Noto Sans Arabic", asian]
