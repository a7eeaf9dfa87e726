"""The answer of a quote as plain values in the contract's shape (`QuoteAnswer`), ready for orjson."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import orjson

from dutiful_quote.engine.assessment import ENGINE_VERSION
from dutiful_quote.engine.findings import Assumption, LineAssessment, Restriction, Spread
from dutiful_quote.quotes import totals
from dutiful_quote.quotes.advice import Advice
from dutiful_quote.quotes.buyer_data import buyer_data
from dutiful_quote.quotes.candidate_duties import NO_CANDIDATES, Candidates
from dutiful_quote.quotes.charge_text import charge_fragment
from dutiful_quote.quotes.disbursement import fee_known, highest_fee
from dutiful_quote.quotes.freshness import rates_used
from dutiful_quote.quotes.options import OPTION_SUMS, USUAL_OFFERS, OfferPolicy, both_options
from dutiful_quote.quotes.plain_findings import (
    advice_answer,
    alternative_answer,
    assumption_answer,
    document_answer,
    missing_answer,
    relief_answer,
    restriction_answer,
)
from dutiful_quote.quotes.plain_values import day_answer, fx_answer, money_answer, spread_answer
from dutiful_quote.quotes.totals import AssessedConsignment, blocking
from dutiful_quote.quotes.translate import Order
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.shipping import ServiceOption
from dutiful_shared.contract.value_class import value_class

_TOTALS = (
    ("duty", ChargeKind.DUTY),
    ("additional_duty", ChargeKind.ADDITIONAL_DUTY),
    ("excise", ChargeKind.EXCISE),
    ("tax", ChargeKind.TAX),
    ("fees", ChargeKind.FEE),
)
_DUTY_OF_LINE = (ChargeKind.DUTY, ChargeKind.ADDITIONAL_DUTY)
_NEVER_PREPAID = "This service cannot be sent with duties paid."


@value_class
class Landed:
    """Everything that the answer is written from."""

    order: Order
    parts: tuple[AssessedConsignment, ...]
    services: tuple[tuple[ServiceOption, tuple[AssessedConsignment, ...]], ...]
    editions: tuple[Edition, ...]
    tier: str
    #: Why facts are older than allowed, in words; empty when they are not.
    stale: tuple[str, ...]
    verified_until: date | None
    created_at: datetime
    valid_for: timedelta
    advice: tuple[Advice, ...] = ()
    #: What the merchant offers where amounts are not sure.
    offers: OfferPolicy = USUAL_OFFERS
    #: What lines without a code would owe under the codes that the classifier holds for possible.
    candidates: Candidates = NO_CANDIDATES
    #: Whether every amount is known.
    complete: bool = field(init=False, repr=False, compare=False)
    #: The controls that keep goods of the order out.
    blocked: tuple[Restriction, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "complete", all(part.complete for part in self.parts))
        object.__setattr__(self, "blocked", blocking(self.parts))

    @property
    def estimate(self) -> Spread:
        """The range of the landed cost; likely is what it comes to with the likeliest code of each line without one.

        Its upper end stays open where a code is: the right one may be none of the candidates.
        """
        spread, likely = totals.estimate(self.parts), self.candidates.likely
        return spread if likely is None else replace(spread, likely=max(likely, spread.low))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was taken beforehand of the whole order, and the merchant's policy where it matters."""
        said = self.order.assumptions
        if not self.complete and self.offers.on_unknown is not USUAL_OFFERS.on_unknown:
            policy = self.offers.on_unknown.value
            text = f"Where an amount is not known, the policy is {policy} (settings of the merchant)."
            return (*said, Assumption("on_unknown", policy, text, ""))
        if self.complete and self.stale and self.offers.on_degraded is not USUAL_OFFERS.on_degraded:
            policy = self.offers.on_degraded.value
            text = f"Where facts are older than allowed, the policy is {policy} (settings of the merchant)."
            return (*said, Assumption("on_degraded", policy, text, ""))
        return said

    @property
    def payable(self) -> bool:
        """Whether there is a price: every amount is known, and what is paid brings the goods in."""
        return self.complete and not self.blocked

    @property
    def status(self) -> str:
        """A value of `QuoteStatus`, which says what each one means."""
        if not self.payable:
            return "partial"
        if not any(part.assessment.import_needed for part in self.parts):
            return "no_import"
        return "degraded" if self.stale else "complete"


_NOT_RECORDED: Final = Assumption(
    "not_recorded", "", "The quote could not be recorded now: it cannot be fetched or committed. Ask again later.", ""
)


def write(landed: Landed, quote_id: str | None) -> dict[str, Any]:
    """The answer for orjson: plain values, with the charges as text. Without an id it is degraded: nobody can fetch or
    commit it."""
    order, parts = landed.order, landed.parts
    currency = order.request.currency
    complete = landed.complete
    status, payable = landed.status, landed.payable
    if quote_id is None and status == "complete":
        status = "degraded"
    answer: dict[str, Any] = {
        "id": quote_id,
        "status": status,
        "created_at": landed.created_at.isoformat(),
        "expires_at": (landed.created_at + landed.valid_for).isoformat(),
        "engine_version": ENGINE_VERSION,
        "currency": currency,
        "incoterm": order.incoterm.value,
        "import_date": order.import_date.isoformat(),
        "goods_total": money_answer(totals.goods_net(parts), currency),
        "shipping": money_answer(totals.carriage(parts), currency),
        "insurance": money_answer(totals.insurance(parts), currency),
        "customs_value": money_answer(totals.customs_value(parts, currency), currency),
    }
    sums = totals.by_kind(parts) if complete else {}
    for name, kind in _TOTALS:
        answer[name] = money_answer(sums[kind], currency) if complete else None
    options = both_options(parts, currency, landed.offers, stale=bool(landed.stale))
    chosen = options["ddp" if order.incoterm == "DDP" else "dap"]
    for name in OPTION_SUMS:  # of an order with a price, both ways have theirs
        answer[name] = chosen[name] if payable else None
    answer["estimate"] = None if payable else spread_answer(landed.estimate, currency)
    answer["options"] = {
        **options,
        "services": [_service(landed, service, assessed) for service, assessed in landed.services],
    }
    answer |= _findings(landed)
    if quote_id is None:
        answer["assumptions"].append(assumption_answer(_NOT_RECORDED))
    answer["advice"] = [advice_answer(one, currency) for one in landed.advice]
    answer["freshness"] = _freshness(landed)
    answer["token"] = None
    return answer


def _findings(landed: Landed) -> dict[str, Any]:
    parts, currency = landed.parts, landed.order.request.currency
    every = [part.assessment for part in parts]
    missing = [(part, found) for part in parts for found in part.assessment.missing]
    return {
        **write_goods(parts, currency),
        "reliefs": [relief_answer(found) for assessment in every for found in assessment.reliefs],
        "restrictions": [restriction_answer(found) for assessment in every for found in assessment.restrictions],
        "documents_required": [
            document_answer(found)
            for found in dict.fromkeys(paper for assessment in every for paper in assessment.documents_required)
        ],
        "buyer_data_required": buyer_data(landed.order, parts),
        "not_included": list(dict.fromkeys(text for found in every for text in found.not_included)),
        "assumptions": [
            assumption_answer(found)
            for found in dict.fromkeys([*landed.assumptions, *(note for found in every for note in found.assumptions)])
        ],
        "missing": [
            missing_answer(f"m{i}", part, found, landed.candidates.lines.get(found.line or ""))
            for i, (part, found) in enumerate(missing, 1)
        ],
    }


def write_goods(parts: Sequence[AssessedConsignment], currency: str) -> dict[str, Any]:
    """`lines` and `charges` of an order by one way of carriage."""
    return {
        "lines": [_line(part, line, currency) for part in parts for line in part.assessment.lines],
        "charges": [
            charge_fragment(charge) for part in parts for charge in (*part.assessment.charges, *part.carrier_charges)
        ],
    }


def _service(landed: Landed, service: ServiceOption, parts: Sequence[AssessedConsignment]) -> dict[str, Any]:
    ways = both_options(
        parts,
        landed.order.request.currency,
        landed.offers,
        stale=bool(landed.stale),
        fee_on_unknown=highest_fee(service, parts),
    )
    if ways["ddp"]["available"] and not (service.ddp and fee_known(service, parts)):
        why = "The carrier's fee is in a currency without a rate." if service.ddp else _NEVER_PREPAID
        ways["ddp"] |= {"available": False, "reason": why}
    days = service.transit_days
    return {
        "code": service.code,
        "name": service.name,
        "carrier": service.carrier,
        "mode": service.mode.value,
        "transit_days": None if days is None else {"min": days.min, "max": days.max},
        **ways,
        "charges": [charge_fragment(charge) for part in parts for charge in part.carrier_charges],
    }


def _line(part: AssessedConsignment, line: LineAssessment, currency: str) -> dict[str, Any]:
    duty = tax = Decimal(0)
    for charge in line.charges:
        kind = charge.terms.kind
        if kind is ChargeKind.TAX:
            tax += charge.amount.amount
        elif kind in _DUTY_OF_LINE:
            duty += charge.amount.amount
    return {
        "id": line.id,
        "consignment": part.consignment.id,
        "tariff_code": line.tariff_code or None,
        "origin": line.origin,
        "goods_value": money_answer(line.goods_value, part.exchange.currency),
        "customs_value": money_answer(line.customs_value, part.exchange.currency),
        "calculable": line.calculable,
        "reason": line.reason or None,
        "duty": money_answer(duty, currency) if line.calculable else None,
        "tax": money_answer(tax, currency) if line.calculable else None,
        "charges": [charge_fragment(charge) for charge in line.charges],
        "alternatives": [alternative_answer(part, way, currency) for way in line.alternatives],
    }


def _freshness(landed: Landed) -> dict[str, Any]:
    used = rates_used(landed.parts)
    return {
        "releases": [release for edition in landed.editions for release in _releases(edition)],
        "fx": [fx_answer(rate) for rate in sorted(used, key=lambda rate: (rate.from_currency, rate.to_currency))],
        "tier": landed.tier,
        "verified_until": day_answer(landed.verified_until),
        "stale": list(landed.stale),
    }


def _releases(edition: Edition) -> list[orjson.Fragment]:
    """The releases of an edition, as every quote of it shows them."""
    shown: list[orjson.Fragment] | None = edition.shown
    if shown is None:
        shown = [orjson.Fragment(orjson.dumps(release_answer(release))) for release in edition.releases]
        edition.keep_shown(shown)
    return shown


def release_answer(release: ReleaseInfo) -> Mapping[str, Any]:
    """A release as a quote shows it."""
    return {
        "id": release.id,
        "jurisdiction": release.jurisdiction,
        "publication": release.publication,
        "edition": release.edition,
        "title": release.title,
        "publisher": release.publisher,
        "published_on": release.published_on.isoformat(),
        "verified_until": day_answer(release.verified_until),
    }
