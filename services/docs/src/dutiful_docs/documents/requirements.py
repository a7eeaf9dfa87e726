"""What a kind of paper must say, as rules that are data (`requirements.toml`), and what of it a paper leaves out."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from dutiful_docs.code_demand import code_demand
from dutiful_docs.documents.batteries import is_battery
from dutiful_docs.documents.country_names import official_languages
from dutiful_docs.documents.labels import LANGUAGES, base_language, is_written_in
from dutiful_docs.documents.origin_wording import wordings
from dutiful_docs.documents.paper import Paper, PaperLine, PaperPackage, Party
from dutiful_docs.documents.refusal import MISSING, Fault
from dutiful_docs.european_union import EU_MEMBERS
from dutiful_shared.contract.charge_answer import ExchangeRateAnswer
from dutiful_shared.contract.documents import DocumentKind, DocumentRequest


@dataclass(frozen=True, slots=True)
class Rule:
    """`field` of a paper of one of `kinds` must be filled where the condition `when` holds; `source` demands it.

    With `one_of` it must have one of these values; with `languages`, one of these must be a language of the paper.
    """

    kinds: frozenset[DocumentKind]
    field: str
    pointer: str
    text: str
    source: str
    when: str | None
    since: date | None
    one_of: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that is missing: where the request would say it, and the rule that asks for it."""

    pointer: str
    text: str
    source: str

    @property
    def fault(self) -> Fault:
        """What a refused request is told of the blank: its place, the rule, and the source of the rule."""
        return Fault(MISSING, self.pointer, f"{self.text} ({self.source})")


#: Kinds that carry a paper inside, whose rules hold for them.
_CARRIED: Final = {
    DocumentKind.UPS_PAPERLESS: DocumentKind.COMMERCIAL_INVOICE,
    DocumentKind.FEDEX_TRADE_DOCUMENTS: DocumentKind.COMMERCIAL_INVOICE,
}
#: Of a line, what the cart says and `goods` cannot.
_OF_THE_CART: Final = frozenset({"hs_code", "declared_value"})
_OF_DESTINATION: Final = "of the destination"
#: Of which nothing is said yet, so that all that packages must say is asked for with them.
_NO_PACKAGE: Final = PaperPackage(
    number="",
    kind="",
    marks=None,
    length_cm=None,
    width_cm=None,
    height_cm=None,
    gross_weight_kg=None,
    net_weight_kg=None,
    volumetric_weight_kg=None,
    wood=False,
    ispm15_mark=None,
    contents=(),
)

Element = PaperLine | PaperPackage | None


def _to_eu(paper: Paper) -> bool:
    return paper.carriage.to_country in EU_MEMBERS


def _distance_sale(paper: Paper) -> bool:
    """Sold from outside to a consumer in the Union (Delegated Regulation (EU) 2026/1022)."""
    return (
        _to_eu(paper)
        and paper.carriage.from_country not in EU_MEMBERS
        and paper.reason_for_export == "sale"
        and paper.sold_to == "consumer"
    )


def _reference_needed(paper: Paper) -> bool:
    """Worth more than the agreement lets everybody state; in another currency than the limit's it can't be told."""
    wording = wordings().get(paper.origin.agreement or "")
    if wording is None or wording.reference_above is None:
        return False
    if paper.currency != wording.reference_currency:
        return True
    reached = wording.reference_includes and paper.totals.goods == wording.reference_above
    return reached or paper.totals.goods > wording.reference_above


def _certification(paper: Paper) -> bool:
    wording = wordings().get(paper.origin.agreement or "")
    return wording is not None and wording.certification


def _criteria_stated(paper: Paper) -> bool:
    wording = wordings().get(paper.origin.agreement or "")
    return wording is not None and wording.criteria


#: Conditions by the names that rules use; the second argument is the line or package that is looked at.
CONDITIONS: Final[Mapping[str, Callable[[Paper, Any], bool]]] = {
    "to_us": lambda paper, _: paper.carriage.to_country == "US",
    "to_brazil": lambda paper, _: paper.carriage.to_country == "BR",
    "to_korean_consumer": lambda paper, _: paper.carriage.to_country == "KR" and paper.sold_to == "consumer",
    "to_us_freight": lambda paper, _: (
        paper.carriage.to_country == "US" and paper.export.mode in {"ocean", "truck", "rail"}
    ),
    "code_demanded": lambda paper, _: code_demand(paper.carriage.from_country, paper.carriage.to_country) is not None,
    "goods_sent": lambda paper, _: paper.reason_for_export != "documents",
    "reason_other": lambda paper, _: paper.reason_for_export == "other",
    "commercial": lambda paper, _: paper.reason_for_export not in {"gift", "personal", "documents"},
    "eu_distance_sale": lambda paper, _: _distance_sale(paper),
    "certification": lambda paper, _: _certification(paper),
    "criteria_stated": lambda paper, _: _criteria_stated(paper),
    "reference_needed": lambda paper, _: _reference_needed(paper),
    "package_of_wood": lambda _, package: bool(package.wood),
    "line_of_batteries": lambda _, line: is_battery(line),
    "line_with_battery": lambda _, line: line.lithium_batteries not in {None, "none"},
    "exporter_stated": lambda paper, _: paper.exporter is not None,
    "consignee_stated": lambda paper, _: paper.consignee is not None,
    "buyer_stated": lambda paper, _: paper.buyer is not None,
    "importer_stated": lambda paper, _: paper.importer is not None,
    "producer_stated": lambda paper, _: paper.producer is not None,
    "forwarder_stated": lambda paper, _: paper.forwarder is not None,
}


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All rules.

    Raises:
        ValueError: a rule names a condition or a kind that there is not.
    """
    table = tomllib.loads(files("dutiful_docs.documents").joinpath("requirements.toml").read_text("utf-8"))
    groups: dict[str, list[str]] = table["groups"]
    return tuple(_rule(row, groups) for row in table["rule"])


def _rule(row: dict[str, Any], groups: dict[str, list[str]]) -> Rule:
    kinds: list[str] = []
    for name in row["kinds"]:
        kinds.extend(groups[name[1:]] if name.startswith("@") else [name])
    when = row.get("when")
    if when is not None and when not in CONDITIONS:
        raise ValueError(f"the rule for {row['field']} names no known condition: {when!r}")
    return Rule(
        kinds=frozenset(DocumentKind(kind) for kind in kinds),
        field=row["field"],
        pointer=row["pointer"],
        text=row["text"],
        source=row["source"],
        when=when,
        since=row.get("from"),
        one_of=frozenset(row.get("one_of", ())),
        languages=frozenset(row.get("languages", ())),
    )


def gaps(paper: Paper, wanted: DocumentRequest, today: date, rates: Sequence[ExchangeRateAnswer] = ()) -> list[Gap]:
    """Every field that the paper must have and has not, in the order of the rules, each once.

    Args:
        today: the day of making, for rules that hold from a day on, where the invoice has no date.
        rates: those of exchange that are known, to tell what the goods are worth in the currency of a limit.
    """
    day = paper.invoice.date or today
    kind = _CARRIED.get(DocumentKind(paper.kind), DocumentKind(paper.kind))
    found: dict[str, Gap] = {}
    for rule in rules():
        if kind not in rule.kinds or (rule.since is not None and day < rule.since):
            continue
        for pointer in _missing(rule, paper, wanted):
            found.setdefault(pointer, Gap(pointer, _text(rule, paper, rates), _source(rule, paper)))
    return list(found.values())


def _text(rule: Rule, paper: Paper, rates: Sequence[ExchangeRateAnswer]) -> str:
    """What is demanded; of a language, with those of them that papers come in, of a limit, with what it is."""
    if rule.when == "reference_needed":
        return f"{rule.text} {_limit(paper, rates)}"
    if not rule.languages:
        return rule.text
    readable = _readable(rule.languages, paper)
    return f"{rule.text} Papers come in {', '.join(one for one in LANGUAGES if one in readable)} of these."


def _limit(paper: Paper, rates: Sequence[ExchangeRateAnswer]) -> str:
    """An agreement's limit, and what the goods are worth: in the limit's currency too, where a rate says it."""
    limit, goods = paper.origin.reference_above_currency, paper.totals.goods
    worth = f"{goods} {paper.currency}"
    for one in rates:
        rate = Decimal(one.rate)
        pair = {(one.from_currency, one.to_currency): goods * rate, (one.to_currency, one.from_currency): goods / rate}
        there = pair.get((paper.currency, limit or ""))
        if there is not None:
            worth += f", which is {there:.2f} {limit} at the rate of {one.source} of {one.as_of}"
            break
    return f"The value is {paper.origin.reference_above} {limit}, and these are worth {worth}."


def _source(rule: Rule, paper: Paper) -> str:
    """What demands it: of an agreement's limit the agreement, of a code the law of the destination."""
    if rule.when == "code_demanded":
        demand = code_demand(paper.carriage.from_country, paper.carriage.to_country)
        assert demand is not None, "the condition holds"
        return demand.law
    return (rule.when == "reference_needed" and paper.origin.limit) or rule.source


def _missing(rule: Rule, paper: Paper, wanted: DocumentRequest) -> Iterator[str]:
    if rule.field.startswith("packages") and wanted.packing and not paper.packages:
        return  # what prevents the packing is told by itself
    listed, _, field = rule.field.rpartition("[].")
    condition = CONDITIONS[rule.when] if rule.when else None
    if not listed:
        if (condition is None or condition(paper, None)) and _is_lacking(rule, field, paper):
            yield _subject_pointer(rule.pointer, wanted)
        return
    for i, element in enumerate(getattr(paper, listed) or (_NO_PACKAGE,)):
        if condition is not None and not condition(paper, element):
            continue
        if rule.languages:
            if isinstance(element, PaperLine) and not _is_named(rule.languages, element, paper):
                yield _line_pointer(_naming(rule, paper), i, element, paper, wanted)
        elif _empty(getattr(element, field)):
            yield _line_pointer(rule.pointer, i, element, paper, wanted)


def _is_lacking(rule: Rule, field: str, paper: Paper) -> bool:
    if rule.languages:
        return not _is_read(rule.languages, paper)
    value = _value(paper, field)
    return value not in rule.one_of if rule.one_of else _empty(value)


def _is_read(languages: frozenset[str], paper: Paper) -> bool:
    """Whether the paper is in one of these languages."""
    own = {base_language(one) for one in (paper.language, paper.second_language) if one}
    return bool(_readable(languages, paper) & own)


def _is_named(languages: frozenset[str], line: PaperLine, paper: Paper) -> bool:
    """Whether the goods of a line are named in one of these languages, as far as can be told. What has no name at all,
    and a paper that is in none of them, other rules tell of."""
    if line.description is None or not _is_read(languages, paper):
        return True
    readable = _readable(languages, paper)
    first, second = base_language(paper.language), _second(paper)
    told = line.description_language or first
    if told in readable and is_written_in(line.description, told):
        return True
    return second in readable and line.second_description is not None and is_written_in(line.second_description, second)


def _naming(rule: Rule, paper: Paper) -> str:
    """Where goods are named in a language that is read: as the second, unless the first is the one."""
    first = base_language(paper.language) in _readable(rule.languages, paper)
    return "/goods/{}/description" if first else rule.pointer


def _second(paper: Paper) -> str:
    return base_language(paper.second_language) if paper.second_language else ""


def _readable(languages: frozenset[str], paper: Paper) -> frozenset[str]:
    official = official_languages(paper.carriage.to_country) if _OF_DESTINATION in languages else frozenset()
    return languages | official


def _value(paper: Paper, path: str) -> Any:
    value: Any = paper
    for step in path.split("."):
        if value is None:
            return None
        if step.startswith("number:"):
            assert isinstance(value, Party), "only a party has numbers"
            value = value.number(*step.removeprefix("number:").split("|"))
        else:
            value = getattr(value, step)
    return value


def _empty(value: Any) -> bool:
    return value is None or value in ("", ()) or (isinstance(value, Decimal) and not value)


def _subject_pointer(pointer: str, wanted: DocumentRequest) -> str:
    """What an order says stands in the order; a quote is quoted anew to say it."""
    return "/quote_id" if pointer.startswith("/order/") and wanted.quote_id else pointer


def _line_pointer(pointer: str, position: int, element: Element, paper: Paper, wanted: DocumentRequest) -> str:
    """Into `goods` at the entry of the line; a line without one gets the place that its entry would be added at."""
    if not isinstance(element, PaperLine):
        return "/packing" if wanted.packing else pointer.format(position)
    field = pointer.rpartition("/")[2]
    if field in _OF_THE_CART:
        return f"/order/lines/{position}/{field}" if wanted.order else "/quote_id"
    if field == "origin" and wanted.order:
        return f"/order/lines/{position}/origin"
    entries = [entry.line for entry in wanted.goods]
    entries += [line.id for line in paper.lines if line.id not in entries]
    return pointer.format(entries.index(element.id))
