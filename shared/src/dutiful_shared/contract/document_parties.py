"""Who stands on a customs paper: names, addresses and the numbers they are registered under."""

import re
import unicodedata
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from dutiful_shared.contract.fields import CountryCode, WireModel

#: Characters that reorder or hide what stands beside them: on a paper they could make one text look like another.
_REORDERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Format characters that scripts need, or that show nothing and hide nothing: soft hyphen, Arabic number signs,
#: joiners, places to break or not to break. The others (tags, annotations) carry text that nobody sees.
_HARMLESS: Final = frozenset("\u00ad\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u200b\u200c\u200d\u2060\ufeff")
_REFUSED: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Marks on one letter: Vietnamese has two, pointed Arabic and Hebrew three. A tower of them prints over other lines.
_MOST_MARKS: Final = 4
_S10: Final = re.compile("[A-Z]{2}[0-9]{9}[A-Z]{2}")


def unprintable(text: str) -> str | None:
    """The first character that no paper may carry: a control, a line break, a lone surrogate, an unassigned one, one
    that changes the order in which others are read, one that hides text, or a mark above too many others; None where
    all may be printed."""
    if text.isascii() and text.isprintable():
        return None
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        hidden = category == "Cf" and character not in _HARMLESS
        if category in _REFUSED or hidden or character in _REORDERING or marks > _MOST_MARKS:
            return character
    return None


def named(character: str) -> str:
    """How a problem speaks of a character that cannot be shown: `U+202E`."""
    return f"U+{ord(character):04X}"


def _printable(text: str) -> str:
    found = unprintable(text)
    if found is not None:
        raise PydanticCustomError(
            "unprintable", "holds {character}, which no paper may carry", {"character": named(found)}
        )
    return text


Printed = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_printable)]
PrintedLong = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_printable)]
Reference = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)]
Remark = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_printable)]

RegistrationType = Annotated[
    str,
    Field(
        pattern=r"^[A-Z][A-Z0-9_]{1,19}$",
        description="EORI, VAT, REX, EIN, CPF, CNPJ, RFC, RUT, PCCC, IOSS, GB_VAT, VOEC, AU_GST, NZ_GST, SG_GST ...",
        examples=["EORI"],
    ),
]


class PartyRegistration(WireModel):
    """A number a party is registered under. An IOSS number goes into data, never onto a printed paper."""

    type: RegistrationType
    number: Annotated[
        str,
        Field(min_length=1, max_length=40, description="Held against the form of its type, where it is known."),
        AfterValidator(_printable),
    ]


class DocumentParty(WireModel):
    """A party with its postal address."""

    name: Annotated[
        Printed | None, Field(description="Its legal name. Whoever is named has one, unless the paper is a draft.")
    ] = None
    contact: Printed | None = None
    street: Annotated[tuple[Printed, ...], Field(max_length=4, description="Street lines, without town.")] = ()
    postal_code: Annotated[str, Field(min_length=1, max_length=20), AfterValidator(_printable)] | None = None
    city: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_printable)] | None = None
    region: Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)] | None = None
    country: CountryCode | None = None
    phone: Annotated[str, Field(min_length=3, max_length=40), AfterValidator(_printable)] | None = None
    email: Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_printable)] | None = None
    type: Annotated[
        Literal["business", "consumer"] | None, Field(description="Null for a consignee: as the quote or order has it.")
    ] = None
    registrations: Annotated[tuple[PartyRegistration, ...], Field(max_length=10)] = ()


class DocumentParties(WireModel):
    """The parties of a shipment. `exporter` is who sells or sends; the others are named only where they differ."""

    exporter: DocumentParty | None = None
    consignee: Annotated[
        DocumentParty | None, Field(description="Who receives the goods: at the `ship_to` of the quote or order.")
    ] = None
    buyer: Annotated[DocumentParty | None, Field(description="Who buys, where that is somebody else.")] = None
    importer: Annotated[DocumentParty | None, Field(description="Importer of record.")] = None
    producer: DocumentParty | None = None
    forwarder: DocumentParty | None = None


def s10_check_digit(digits: str) -> int:
    """The check digit of the eight digits of a postal item identifier (UPU standard S10).

    Raises:
        ValueError: there are not eight digits.
    """
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{digits!r} are not eight digits")
    left = 11 - sum(int(digit) * weight for digit, weight in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: 0, 11: 5}.get(left, left)


def _s10(identifier: str) -> str:
    if not _S10.fullmatch(identifier):
        raise PydanticCustomError("s10", "must be two letters, nine digits and two letters, as RA123456785DE")
    expected = s10_check_digit(identifier[2:10])
    if int(identifier[10]) != expected:
        raise PydanticCustomError(
            "s10_check_digit", "has a wrong check digit: after these eight digits stands {digit}", {"digit": expected}
        )
    return identifier


ItemIdentifier = Annotated[
    str, AfterValidator(_s10), Field(description="UPU S10, 13 characters.", examples=["RA123456785DE"])
]
