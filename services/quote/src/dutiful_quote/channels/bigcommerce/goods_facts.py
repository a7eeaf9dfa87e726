"""What customs need to know of a cart's goods: from the call, else from the mirror; the catalogue comes after."""

from collections.abc import Mapping
from typing import Any, Final

from dutiful_quote.shops.shop import CustomsProperties
from dutiful_quote.shops.variant import MirroredVariant, digits_of
from dutiful_shared.contract.countries import COUNTRY_CODES

#: Digits of the codes that a quote takes.
_LENGTHS: Final = frozenset({4, 6, 8, 9, 10})
_HS_DIGITS: Final = 6
_LONGEST_FACT: Final = 100
_LONGEST_DESCRIPTION: Final = 255


def line_facts(
    stated: Mapping[str, str], variant: MirroredVariant | None, country: str, names: CustomsProperties
) -> dict[str, Any]:
    """The fields of a quote's line that are known, by name.

    Args:
        stated: properties that came with the call, by code in lower case.
        country: of destination.
        names: the codes under which the merchant keeps them.
    """
    found: dict[str, Any] = {}
    code, system = _code(stated.get(names.hs_code.lower()), "HS"), "HS"
    if code is None and variant is not None:
        # A code that the shop keeps for this destination is one of its own tariff; any other is of the HS.
        own = variant.hs_codes.get(country)
        code, system = _code(own or variant.hs_code(country), country if own else "HS"), country if own else "HS"
    if code is not None:
        found |= {"hs_code": code, "code_system": system}
    origin = stated.get(names.country_of_origin.lower(), "").strip().upper()
    if origin not in COUNTRY_CODES and variant is not None:
        origin = variant.origin or ""
    if origin in COUNTRY_CODES:
        found["origin"] = origin
    description = stated.get(names.description.lower(), "").strip()
    if description:
        found["description"] = description[:_LONGEST_DESCRIPTION]
        found["facts"] = {"customs_description": description[:_LONGEST_FACT]}
    return found


def _code(text: str | None, system: str) -> str | None:
    """The digits of a code as a quote takes them. Of one that belongs to no tariff by name only the HS holds."""
    digits = digits_of(text)
    if digits is None:
        return None
    if system == "HS":
        digits = digits[:_HS_DIGITS]
    while len(digits) not in _LENGTHS:
        digits = digits[:-1]
    return digits
