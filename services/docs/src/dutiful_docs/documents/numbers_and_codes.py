"""Numbers of registrations and goods codes that cannot be of their scheme, as a quote refuses them too.

Papers call a number by a name that does not say whose it is: its scheme is looked up by the country of the party.
"""

from collections.abc import Iterator
from typing import Final

from dutiful_docs.documents.refusal import Fault, contradiction
from dutiful_docs.european_union import EU_MEMBERS
from dutiful_shared.contract.document_parties import DocumentParties, DocumentParty
from dutiful_shared.contract.documents import DocumentRequest
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.schemes.harmonized_codes import harmonized_codes
from dutiful_shared.schemes.registration_numbers import fits, wrong_number, wrong_numbers

#: The name that papers use, and the scheme of that name whoever has the number.
_EVERYWHERE: Final = {"CNPJ": "BR_CNPJ", "CPF": "BR_CPF", "EIN": "US_EIN", "PCCC": "KR_PCCC", "UKIMS": "UKIMS"}
#: Names that several countries use: the scheme of a party that is there.
_THERE: Final = {
    ("AU", "ABN"): "AU_ABN",
    ("AU", "GST"): "AU_GST",
    ("CL", "RUT"): "CL_RUT",
    ("IN", "GST"): "IN_GSTIN",
    ("MX", "RFC"): "MX_RFC",
    ("NZ", "GST"): "NZ_GST",
    ("SG", "GST"): "SG_GST",
    ("US", "SSN"): "US_SSN",
}
#: What begins a VAT number: the country's code but for Greece (Directive 2006/112/EC, Article 215), and in Northern
#: Ireland.
_VAT_PREFIXES: Final = {one: "EL" if one == "GR" else one for one in EU_MEMBERS}
_VAT_SCHEMES: Final = dict.fromkeys(_VAT_PREFIXES.values(), "EU_VAT") | {"GB": "GB_VAT", "XI": "GB_VAT"}


def wrong_numbers_and_codes(wanted: DocumentRequest) -> Iterator[Fault]:
    """Each number and each code that cannot be what it is called, of the parties and of an order that came with them.
    A quote was held against the same when it was made."""
    parties = wanted.parties
    for role in DocumentParties.model_fields:
        party: DocumentParty | None = getattr(parties, role)
        if party is not None and party.registrations:
            yield from _of_party(f"/parties/{role}", party)
    if wanted.order is not None:
        yield from _of_order(wanted.order)


def _of_party(pointer: str, party: DocumentParty) -> Iterator[Fault]:
    for i, one in enumerate(party.registrations):
        scheme, number = _scheme(one.type, one.number, party.country)
        if not fits(scheme, number):
            # Told of the number as it was written.
            yield contradiction(f"{pointer}/registrations/{i}/number", wrong_number(scheme, one.number))


def _scheme(called: str, number: str, country: str | None) -> tuple[str, str]:
    """The scheme of a number, and the number as that scheme has it."""
    if called == "VAT":
        return _vat(number.strip().upper(), country)
    return _EVERYWHERE.get(called) or _THERE.get((country or "", called), called), number


def _vat(number: str, country: str | None) -> tuple[str, str]:
    """In Europe a party may be registered in another state, whose prefix says so; elsewhere VAT may be anything."""
    if country is None or country not in {*_VAT_PREFIXES, "GB"}:
        return "VAT", number
    if number[:2].isalpha():
        return _VAT_SCHEMES.get(number[:2], "VAT"), number
    return ("GB_VAT", number) if country == "GB" else ("EU_VAT", f"{_VAT_PREFIXES[country]}{number}")


def _of_order(order: QuoteRequest) -> Iterator[Fault]:
    for pointer, sentence in wrong_numbers(order):
        yield contradiction(f"/order{pointer}", sentence)
    for i, line in enumerate(order.lines):
        if line.hs_code is not None and (sentence := harmonized_codes().wrong(line.hs_code, line.code_system)):
            yield contradiction(f"/order/lines/{i}/hs_code", sentence)
