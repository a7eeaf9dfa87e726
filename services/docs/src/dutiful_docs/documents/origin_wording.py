"""What agreements want to be written of the origin of goods, filled in for a paper."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from dutiful_docs.documents.country_names import country_name
from dutiful_docs.documents.paper import OriginClaim, PaperLine
from dutiful_docs.documents.subject import NotStatedError
from dutiful_shared.contract.document_details import OriginDetails

EU_MEMBERS: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
_BLANK: Final = "..."
#: The language that every agreement is known in.
_COMMON: Final = "en"
#: How a statement for several consignments names its period, as the agreements' texts do.
_PERIODS: Final = {
    "en": "(Period: from {first} to {last}) ",
    "de": "(Zeitraum: von {first} bis {last}) ",
    "fr": "(Période: du {first} au {last}) ",
}
_AND: Final = {"en": " and ", "de": " und ", "fr": " et "}


@dataclass(frozen=True, slots=True)
class Wording:
    """An agreement's text with its gaps, by language; `reference_above` in `reference_currency` and the law of that
    `limit`, `certification` where the text is part of a certification with data elements of its own.

    `names` is what stands for the origin in a language whatever it is, where the agreement has one word for it.
    """

    key: str
    title: str
    texts: dict[str, str]
    origins: dict[str, str]
    names: dict[str, str]
    source: str
    limit: str | None
    reference_above: Decimal | None
    reference_currency: str | None
    certification: bool


@lru_cache(maxsize=1)
def wordings() -> dict[str, Wording]:
    """Every agreement whose wording is known, by key."""
    source = files("dutiful_docs.documents").joinpath("origin_wording.toml").read_text("utf-8")
    return {key: _wording(key, row) for key, row in tomllib.loads(source).items()}


def _wording(key: str, row: dict[str, Any]) -> Wording:
    above = row.get("reference_above")
    return Wording(
        key=key,
        title=row["title"],
        texts=row["texts"],
        origins=row["origins"],
        names=row.get("names", {}),
        source=row["source"],
        limit=row.get("limit"),
        reference_above=None if above is None else Decimal(above),
        reference_currency=row.get("reference_currency"),
        certification=row.get("certification", False),
    )


def claim_of(said: OriginDetails, lines: tuple[PaperLine, ...], language: str, destination: str) -> OriginClaim:
    """The claim that the request makes for the lines; its text where an agreement is named.

    Args:
        language: of the paper, as a BCP 47 tag.
        destination: where the goods go, as an ISO 3166-1 code.

    Raises:
        NotStatedError: the agreement is not known, nor its wording in the language that is asked for, or the
            destination or a line's origin is none of its parties.
    """
    wording = None if said.agreement is None else _known(said.agreement)
    if wording is not None and _party(wording, destination) not in wording.origins:
        raise NotStatedError(
            "/origin/agreement", f"the goods go to {destination}, which is no party to {wording.title}"
        )
    chosen = _COMMON if wording is None else _language(wording, said.language, language)
    return OriginClaim(
        agreement=said.agreement,
        title=wording.title if wording else None,
        text=_filled(wording, said, lines, chosen) if wording else None,
        language=chosen,
        exporter_reference=said.exporter_reference,
        certifier=said.certifier,
        blanket_from=said.blanket_from,
        blanket_to=said.blanket_to,
        reference_above=wording.reference_above if wording else None,
        reference_above_currency=wording.reference_currency if wording else None,
        limit=wording.limit if wording else None,
        source=wording.source if wording else None,
    )


def _known(agreement: str) -> Wording:
    wording = wordings().get(agreement)
    if wording is None:
        known = ", ".join(wordings())
        raise NotStatedError(
            "/origin/agreement",
            f"the wording of {agreement!r} is missing; no text of it is known here; known are {known}",
        )
    return wording


def _language(wording: Wording, asked: str | None, of_paper: str) -> str:
    """Any language of an agreement is valid: what is asked for, else the paper's where it is known, else English."""
    base = (asked or of_paper).partition("-")[0]
    if base in wording.texts:
        return base
    if asked is not None:
        known = ", ".join(wording.texts)
        raise NotStatedError(
            "/origin/language", f"the wording of {wording.title} in {asked!r} is missing; it is known in {known}"
        )
    return _COMMON


def _filled(wording: Wording, said: OriginDetails, lines: tuple[PaperLine, ...], language: str) -> str:
    period = ""
    if said.blanket_from and said.blanket_to:
        period = _PERIODS[language].format(first=said.blanket_from, last=said.blanket_to)
    names = []
    for line in lines:
        if line.origin is None:
            continue
        party = _party(wording, line.origin)
        if party not in wording.origins:
            raise NotStatedError(
                "/origin/agreement", f"line {line.id!r} is of origin {party}, which is no party to {wording.title}"
            )
        name = _origin(wording, party, language)
        if name not in names:
            names.append(name)
    criteria = sorted({line.origin_criterion for line in lines if line.origin_criterion})
    return wording.texts[language].format(
        reference=said.exporter_reference or _BLANK,
        origin=_AND[language].join(names) or _BLANK,
        period=period,
        criteria=", ".join(criteria) or _BLANK,
    )


def _party(wording: Wording, country: str) -> str:
    """What an agreement calls a country: the Union, where its members are one party."""
    return "EU" if country in EU_MEMBERS and "EU" in wording.origins else country


def _origin(wording: Wording, party: str, language: str) -> str:
    if language == _COMMON:
        return wording.origins[party]
    return wording.names.get(language) or country_name(party, language)
