"""The invoice data of DHL Express: the body of MyDHL API `upload-invoice-data`, in DHL's own names.

Names are those of MyDHL API 3.1.1. What DHL has no name for is refused, not guessed.
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

import pycountry

from dutiful_docs.documents.machine.without_nothing import without_nothing
from dutiful_docs.documents.paper import Paper, PaperLine, Party, Registered
from dutiful_docs.documents.refusal import Fault, contradiction

_REASONS: Final = {
    "sale": "permanent",
    "gift": "gift",
    "sample": "sample",
    "return": "return",
    "repair": "temporary",
    "personal": "personal_belongings_or_personal_use",
}
#: DHL's names of registrations (MyDHL API, registrationNumbers.typeCode); what it has no name for is not told.
_NUMBERS: Final = {
    "VAT": "VAT", "EORI": "EOR", "EIN": "EIN", "CPF": "CNP", "CNPJ": "CNP", "REX": "RGP", "PASSPORT": "PAS",
}  # fmt: skip
#: The name of an IOSS number, whatever type it was given as: a scheme in which the seller has collected the tax.
_IOSS: Final = "SDT"
#: Names of the product identifiers that the European Union asks for, as clients of DHL send them since September 2026.
#: For a standard one (GTIN) no name is known.
_MERCHANT_PRODUCT: Final = "ABW"
_MANUFACTURER_PRODUCT: Final = "MF"
#: Numbers that may begin with the code of the country that gave them.
_PREFIXED: Final = frozenset({"VAT", "EORI", "REX"})
#: DHL's names of units (UN/ECE Recommendation 20). It has others, which are added when somebody ships in them.
_UNITS: Final = {
    "H87": "PCS", "C62": "PCS", "EA": "EA", "PR": "PRS", "NPR": "PRS", "SET": "SET", "DZN": "DOZ", "KGM": "KG",
    "GRM": "GM", "MTR": "M", "MTK": "M2", "LTR": "LTR",
}  # fmt: skip
#: DHL takes prices to the thousandth of a currency's unit.
_PRICE_STEP: Final = Decimal("0.001")
_WEIGHT_STEP: Final = Decimal("0.000001")


def dhl_invoice_data(paper: Paper) -> dict[str, Any]:
    """The body of MyDHL API `upload-invoice-data`. A price is sent as a number because DHL takes no text there.

    Args:
        paper: one without `dhl_faults`.
    """
    charges = (("freight", paper.totals.shipping), ("insurance", paper.totals.insurance))
    reason = _REASONS[paper.reason_for_export]
    parts = [(line, *part) for line in paper.lines for part in _parts(line)]
    declaration: dict[str, Any] = {
        "lineItems": [_line(i + 1, *part, paper, reason) for i, part in enumerate(parts)],
        "invoice": {"number": paper.invoice.number, "date": str(paper.invoice.date), "function": "import"},
        "remarks": [{"value": paper.remarks}] if paper.remarks else [],
        "additionalCharges": [{"value": _number(value), "typeCode": kind} for kind, value in charges if value],
        "exportReasonType": reason,
        "shipmentType": "personal" if paper.reason_for_export in {"gift", "personal"} else "commercial",
        "incoterm": paper.incoterm,
        "placeOfIncoterm": paper.incoterm_place,
    }
    shipped = paper.carriage.posting_date or paper.invoice.date
    return {
        "shipmentTrackingNumber": paper.carriage.tracking_number,
        "plannedShipDate": None if shipped is None else shipped.isoformat(),
        "content": {
            "exportDeclaration": [without_nothing(declaration)],
            "currency": paper.currency,
            "unitOfMeasurement": "metric",
        },
        "customerDetails": {
            name: _party(party, paper)
            for name, party in (
                ("sellerDetails", paper.exporter),
                ("buyerDetails", paper.buyer or paper.consignee),
                ("importerDetails", paper.importer or paper.consignee),
                ("exporterDetails", paper.exporter),
            )
            if party is not None
        },
    }


def dhl_faults(paper: Paper) -> Iterator[Fault]:
    """What DHL has no word for, or counts in whole units alone."""
    if paper.reason_for_export not in _REASONS:
        yield contradiction("/reason_for_export", f"DHL knows no reason {paper.reason_for_export!r}")
    for line in paper.lines:
        if line.unit not in _UNITS:
            yield contradiction("/goods", f"DHL has no name for the unit {line.unit!r} of line {line.id!r}")
        if line.quantity % 1:
            yield contradiction(
                "/goods", f"DHL takes whole quantities; line {line.id!r} has {line.quantity} {line.unit}"
            )
        elif 0 < line.value / line.quantity < _PRICE_STEP:
            yield contradiction(
                "/goods", f"DHL takes no price below {_PRICE_STEP}; a piece of line {line.id!r} costs less"
            )


def _parts(line: PaperLine) -> Iterator[tuple[int, Decimal, Decimal | None]]:
    """(pieces, price, net weight) that add up to the line exactly: some pieces cost a thousandth more than the others.

    DHL multiplies: 7 pieces for 100.00 at 14.286 would be declared as 100.002.
    """
    pieces = int(line.quantity)
    price = (line.value / pieces).quantize(_PRICE_STEP, ROUND_DOWN)
    dearer = int((line.value - price * pieces) / _PRICE_STEP)
    if not dearer:
        yield pieces, price, line.net_weight_kg
        return
    weight = None
    if line.net_weight_kg is not None:
        weight = (line.net_weight_kg * dearer / pieces).quantize(_WEIGHT_STEP, ROUND_DOWN)
    yield dearer, price + _PRICE_STEP, weight
    yield pieces - dearer, price, None if line.net_weight_kg is None or weight is None else line.net_weight_kg - weight


def _line(
    number: int, line: PaperLine, pieces: int, price: Decimal, net_weight_kg: Decimal | None, paper: Paper, reason: str
) -> dict[str, Any]:
    """A line; its weight is net, since what the packing weighs is known of the shipment and not of its lines."""
    values = {
        "number": number,
        "description": line.marked_description,
        "price": _number(price),
        "quantity": {"value": pieces, "unitOfMeasurement": _UNITS[line.unit]},
        "commodityCodes": [{"typeCode": "inbound", "value": line.tariff_code}] if line.tariff_code else [],
        "exportReasonType": reason,
        "manufacturerCountry": line.origin,
        "weight": {} if net_weight_kg is None else {"netValue": _number(net_weight_kg)},
        "isTaxesPaid": bool(paper.totals.memo),
        "customerReferences": [
            {"typeCode": code, "value": value}
            for code, value in (
                (_MERCHANT_PRODUCT, line.merchant_product_id),
                (_MANUFACTURER_PRODUCT, line.manufacturer_product_id),
            )
            if value
        ],
    }
    return without_nothing(values)


def _party(party: Party, paper: Paper) -> dict[str, Any]:
    supposed = paper.sold_to if party is paper.consignee else "business"
    lines = {f"addressLine{i + 1}": line for i, line in enumerate(_in_three(party.street))}
    return {
        # DHL wants the postal code even where there is none: empty then.
        "postalAddress": without_nothing(
            {"postalCode": party.postal_code or "", "cityName": party.city, "countryCode": party.country, **lines}
        ),
        "contactInformation": without_nothing(
            {
                "email": party.email,
                "phone": party.phone,
                "companyName": party.name,
                "fullName": party.contact or party.name,
            }
        ),
        "registrationNumbers": [
            without_nothing({"typeCode": name, "number": one.number, "issuerCountryCode": _issuer(one, party)})
            for one in party.registrations
            if (name := _IOSS if one.secret else _NUMBERS.get(one.type)) is not None
        ],
        "typeCode": "private" if (party.type or supposed) == "consumer" else "business",
    }


def _in_three(street: tuple[str, ...]) -> tuple[str, ...]:
    """DHL has three lines for a street; a fourth follows on the third."""
    return street if len(street) < 4 else (*street[:2], ", ".join(street[2:]))


def _issuer(number: Registered, party: Party) -> str | None:
    """The country that gave a number: some begin with its code (ISO 3166-1, but EL for Greece), others are of the
    party's own country. An IOSS number tells the member state by the digits of ISO 3166-1 behind `IM`."""
    if number.secret:
        digits = "".join(one for one in number.number if one.isdigit())[:3]
        state = pycountry.countries.get(numeric=digits)
        return None if state is None else str(state.alpha_2)
    prefix = number.number[:2].upper()
    if number.type in _PREFIXED and prefix.isascii() and prefix.isalpha() and len(prefix) == 2:
        return "GR" if prefix == "EL" else prefix
    return party.country


def _number(value: Decimal) -> float:
    """A decimal on its way into a carrier's JSON number; amounts of this size survive it to the last digit."""
    return float(value)
