"""`PublishedTariff`: one publication of one jurisdiction, read and checked, ready to become a release."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dutiful_quote.engine.measure import AreaMember, Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine


@dataclass(frozen=True, slots=True)
class PublicationInfo:
    """Where the facts come from. `edition` is the publisher's own label ("2026 Rev 10")."""

    jurisdiction: str
    publication: str
    edition: str
    title: str
    publisher: str
    source_url: str
    licence: str
    published_on: date
    verified_until: date | None


@dataclass(frozen=True, slots=True)
class PublishedTariff:
    """The content of a release before it is loaded.

    Attributes:
        digest: SHA-256 over the facts it was made of (hex); the same facts give the same release.
        measures: with `release` left empty; the store fills it.
        lines: the codes that may be declared; empty where this publication does not define the nomenclature.
        areas: group memberships that the measures refer to.
        profile: facts of the territory as a whole: `currency`, `valuation_basis` (FOB or CIF), `tax_name`, `tax_base`
            (space separated parts: customs_value duty freight insurance excise uplift:0.10), `confidence`, `as_of`,
            `known_from` (the first day whose law the facts hold) and further ones named where they are read.
    """

    info: PublicationInfo
    digest: str
    measures: Iterable[Measure]
    lines: Iterable[NomenclatureLine] = ()
    areas: Iterable[AreaMember] = ()
    profile: Mapping[str, str] = field(default_factory=dict)
