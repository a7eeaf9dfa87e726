"""What agreements want to be written of the origin of goods, filled in for a paper."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from dutiful_docs.documents.country_names import country_name
from dutiful_docs.documents.paper import OriginClaim, Paper, PaperLine
from dutiful_docs.documents.refusal import Fault, contradiction
from dutiful_docs.european_union import EU_CUSTOMS_TERRITORY
from dutiful_shared.contract.document_details import OriginDetails
from dutiful_shared.contract.documents import DocumentKind, DocumentRequest, OriginWording

_BLANK: Final = "..."
#: Kinds that print the wording of a statement.
_STATING: Final = frozenset(
    {
        DocumentKind.ORIGIN_STATEMENT,
        DocumentKind.COMMERCIAL_INVOICE,
        DocumentKind.PROFORMA_INVOICE,
        DocumentKind.UPS_PAPERLESS,
        DocumentKind.FEDEX_TRADE_DOCUMENTS,
    }
)
#: Kinds that are made out by the exporter as such; an invoice may be another's, and carry its statement.
_BY_EXPORTER: Final = frozenset({DocumentKind.ORIGIN_STATEMENT, DocumentKind.ORIGIN_CERTIFICATE})
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
    """An agreement's text with its gaps, by language; `reference_above` in `reference_currency`, whether that amount
    itself is meant, and the law of that `limit`; `certification` where the text is part of a certification with data
    elements of its own, `criteria` where it names those that the goods fulfil.

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
    reference_includes: bool
    reference_currency: str | None
    certification: bool
    criteria: bool


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
        reference_includes=row.get("reference_includes", False),
        reference_currency=row.get("reference_currency"),
        certification=row.get("certification", False),
        criteria=row.get("criteria", False),
    )


def claim_of(said: OriginDetails, lines: tuple[PaperLine, ...], *languages: str | None) -> OriginClaim:
    """The claim that the request makes for the lines; its text where an agreement is named whose wording is known.

    Args:
        languages: of the paper, as BCP 47 tags.
    """
    wording = wordings().get(said.agreement or "")
    chosen = _COMMON if wording is None else _language(wording, (said.language,) if said.language else languages)
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


def origin_faults(wanted: DocumentRequest, paper: Paper) -> Iterator[Fault]:
    """Where the agreement is not known, nor its wording in the language that is asked for, or where the destination,
    the exporter's country or a line's origin is none of its parties."""
    said = wanted.origin
    if said.agreement is None:
        return
    wording = wordings().get(said.agreement)
    if wording is None:
        known = ", ".join(wordings())
        yield contradiction(
            "/origin/agreement",
            f"the wording of {said.agreement!r} is missing; no text of it is known here; known are {known}",
        )
        return
    if said.language is not None and _base(said.language) not in wording.texts:
        known = ", ".join(wording.texts)
        yield contradiction(
            "/origin/language",
            f"the wording of {wording.title} in {said.language!r} is missing; it is known in {known}",
        )
    yield from _of_form(wording, wanted.kind)
    destination, exporter = paper.carriage.to_country, paper.exporter if wanted.kind in _BY_EXPORTER else None
    if _party(wording, destination) not in wording.origins:
        yield contradiction("/origin/agreement", f"the goods go to {destination}, which is no party to {wording.title}")
    if exporter is not None and exporter.country and _party(wording, exporter.country) not in wording.origins:
        yield contradiction(
            "/parties/exporter/country",
            f"the exporter, who states the origin, is in {exporter.country}, which is no party to {wording.title} "
            f"({wording.source})",
        )
    for line in paper.lines:
        if line.origin is not None and _party(wording, line.origin) not in wording.origins:
            yield contradiction(
                "/origin/agreement",
                f"line {line.id!r} is of origin {line.origin}, which is no party to {wording.title}",
            )


def _of_form(wording: Wording, kind: DocumentKind) -> Iterator[Fault]:
    """A certification has data elements that no statement has, and what is stated is not certified."""
    if wording.certification and kind in _STATING:
        yield contradiction(
            "/kind",
            f"under {wording.title} origin is certified with data elements of its own ({wording.source}), which an "
            "origin_certificate has: make that, and name no agreement here",
        )
    if not wording.certification and kind is DocumentKind.ORIGIN_CERTIFICATE:
        yield contradiction(
            "/kind",
            f"under {wording.title} the exporter states the origin ({wording.source}): make an origin_statement; a "
            "certificate that names no agreement is one of non-preferential origin",
        )


def wording_shown(content: Mapping[str, Any]) -> OriginWording | None:
    """In which language a paper that says this has an agreement's wording, of those it is known in."""
    origin = content.get("paper", {}).get("origin", {})
    wording = wordings().get(origin.get("agreement") or "")
    if wording is None:
        return None
    return OriginWording(agreement=wording.key, language=origin["language"], languages=tuple(wording.texts))


def _base(language: str) -> str:
    return language.partition("-")[0]


def _language(wording: Wording, asked: Iterable[str | None]) -> str:
    """Any language of an agreement is valid: the first that its wording is known in, else English."""
    return next((_base(one) for one in asked if one and _base(one) in wording.texts), _COMMON)


def _filled(wording: Wording, said: OriginDetails, lines: tuple[PaperLine, ...], language: str) -> str:
    period = ""
    if said.blanket_from and said.blanket_to:
        period = _PERIODS[language].format(first=said.blanket_from, last=said.blanket_to)
    parties = dict.fromkeys(_party(wording, line.origin) for line in lines if line.origin is not None)
    names = dict.fromkeys(_origin(wording, party, language) for party in parties if party in wording.origins)
    criteria = sorted({line.origin_criterion for line in lines if line.origin_criterion})
    return wording.texts[language].format(
        reference=said.exporter_reference or _BLANK,
        origin=_AND[language].join(names) or _BLANK,
        period=period,
        criteria=", ".join(criteria) or _BLANK,
    )


def in_union(country: str) -> bool:
    """Whether goods to a country are imported into the European Union, whose customs law holds in Northern Ireland too
    (Windsor Framework)."""
    return country in EU_CUSTOMS_TERRITORY or country == "XI"


def _party(wording: Wording, country: str) -> str:
    """What an agreement calls a country: the Union, where its customs territory is one party."""
    return "EU" if country in EU_CUSTOMS_TERRITORY and "EU" in wording.origins else country


def _origin(wording: Wording, party: str, language: str) -> str:
    if language == _COMMON:
        return wording.origins[party]
    return wording.names.get(language) or country_name(party, language)
