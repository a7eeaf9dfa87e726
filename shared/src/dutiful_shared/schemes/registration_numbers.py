"""Numbers of registrations and tax ids: those that cannot be of the scheme that they are said to be of.

A number that could be right says nothing of whether its holder is registered: no register is asked. Where
`python-stdnum` knows the scheme, its check decides, check digits included; elsewhere a pattern with its source. The
algorithm of the last digit of an IOSS number is not published.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from stdnum.au import abn
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.eu import oss
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat
from stdnum.nz import ird
from stdnum.sg import uen

from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.schemes.buyer_numbers import BUYER_NUMBERS, EORI_FORM, EORI_PATTERN


@dataclass(frozen=True, slots=True)
class NumberScheme:
    """`form` says in words how its numbers look; `fits` takes one without blanks, dots and hyphens, in capitals."""

    form: str
    fits: Callable[[str], bool]


def _like(pattern: str) -> Callable[[str], bool]:
    whole = re.compile(pattern)
    return lambda number: whole.fullmatch(number) is not None


def _either(*checks: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda number: any(check(number) for check in checks)


_ANY: Final = NumberScheme("letters and digits", lambda _: True)  # no published form
#: https://docs.stripe.com/billing/customer/tax-ids names the forms of ARN, VOEC, SG GST and JP registrations.
_ARN: Final = _like("[0-9]{12}")
#: Schemes of sellers; buyers may have those too, beside `BUYER_NUMBERS`.
SCHEMES: Final[Mapping[str, NumberScheme]] = {
    "AU_ABN": NumberScheme("an ABN of 11 digits", abn.is_valid),
    "AU_GST": NumberScheme("an ABN of 11 digits or an ARN of 12", _either(abn.is_valid, _ARN)),
    "BR_CNPJ": NumberScheme("14 digits with their check digits", cnpj.is_valid),
    "BR_CPF": NumberScheme("11 digits with their check digits", cpf.is_valid),
    "CL_VAT": NumberScheme("a RUT with its check character", rut.is_valid),
    "CN_CBEC": _ANY,
    "EORI": NumberScheme(EORI_FORM, _like(EORI_PATTERN)),
    "EU_VAT": NumberScheme("the member state and its VAT number, such as DE136695976", eu_vat.is_valid),
    "GB_VAT": NumberScheme("GB or XI, or neither, and 9 or 12 digits with their check digits", gb_vat.is_valid),
    "IOSS": NumberScheme(
        "IM, the three digits of a member state and seven more digits",
        lambda number: number.startswith("IM") and oss.is_valid(number),
    ),
    "JP_JCT": NumberScheme("T and 13 digits", _like("T[0-9]{13}")),
    "MY_LVG": _ANY,
    "NZ_GST": NumberScheme("an IRD number of 8 or 9 digits with its check digit", ird.is_valid),
    "REMESSA_CONFORME": _ANY,
    "SG_GST": NumberScheme(
        "a UEN, or M and nine letters or digits", _either(uen.is_valid, _like("M[0-9A-Z][0-9]{7}[0-9A-Z]"))
    ),
    # https://github.com/hmrc/trader-goods-profiles-router: the field ukimsNumber.
    "UKIMS": NumberScheme("GBUKIM or XIUKIM and 26 digits", _like("(GB|XI)UKIM[0-9]{26}")),
    "VAT": _ANY,
    "VOEC": NumberScheme("seven digits", _like("(VOEC)?[0-9]{7}")),
}
_SEPARATORS: Final = re.compile("[ .-]")
_WRITTEN: Final = re.compile("[A-Z0-9/]*[1-9][A-Z0-9/]*")  # nothing but zeros passes many a check


def fits(name: str, number: str) -> bool:
    """Whether a number can be one of the scheme; of a scheme that is not known here any can."""
    scheme, buyers = SCHEMES.get(name), BUYER_NUMBERS.get(name)
    written = _SEPARATORS.sub("", number).upper()
    if scheme is None:
        return buyers is None or buyers.fits(written)
    return number.isascii() and bool(_WRITTEN.fullmatch(written)) and scheme.fits(written)


def wrong_number(name: str, number: str) -> str:
    """What a number of the scheme would be, where this cannot be one; else nothing."""
    if fits(name, number):
        return ""
    form = SCHEMES[name].form if name in SCHEMES else BUYER_NUMBERS[name].form
    return f"{number!r} cannot be a number of {name}; give {form}, or none"


def wrong_numbers(cart: QuoteRequest) -> Iterator[tuple[str, str]]:
    """Pointer and sentence of each number of the seller or buyer that cannot be of its scheme. One that is absent, or
    of a scheme not known here, passes."""
    stated = [
        *((f"/seller/registrations/{i}", one.scheme, one.number) for i, one in enumerate(cart.seller.registrations)),
        *((f"/buyer/tax_ids/{i}", one.type, one.number) for i, one in enumerate(cart.buyer.tax_ids)),
    ]
    for place, name, number in stated:
        if number is not None and (wrong := wrong_number(name, number)):
            yield f"{place}/number", wrong
