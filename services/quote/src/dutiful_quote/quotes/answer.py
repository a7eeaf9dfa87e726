"""The answer of a quote as plain values in the contract's shape (`QuoteAnswer`), ready for orjson."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dutiful_quote.engine.assessment import ENGINE_VERSION
from dutiful_quote.engine.findings import LineAssessment, Restriction
from dutiful_quote.quotes import totals
from dutiful_quote.quotes.advice import Advice
from dutiful_quote.quotes.plain_findings import (
    advice_answer,
    alternative_answer,
    assumption_answer,
    document_answer,
    missing_answer,
    relief_answer,
    restriction_answer,
)
from dutiful_quote.quotes.plain_values import day_answer, money_answer, reference_answer, spread_answer
from dutiful_quote.quotes.totals import AssessedConsignment, blocking
from dutiful_quote.quotes.translate import Order
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo
from dutiful_shared.contract.charge import Charge, ChargeKind, ExchangeRate
from dutiful_shared.contract.quote_request import ServiceOption

_TOTALS = (
    ("duty", ChargeKind.DUTY),
    ("additional_duty", ChargeKind.ADDITIONAL_DUTY),
    ("excise", ChargeKind.EXCISE),
    ("tax", ChargeKind.TAX),
    ("fees", ChargeKind.FEE),
)


@dataclass(frozen=True, slots=True)
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

    @property
    def complete(self) -> bool:
        return all(part.complete for part in self.parts)

    @property
    def blocked(self) -> tuple[Restriction, ...]:
        """The controls that keep goods of the order out."""
        return blocking(self.parts)

    @property
    def payable(self) -> bool:
        """Whether there is a price: every amount is known, and what is paid brings the goods in."""
        return self.complete and not self.blocked

    @property
    def status(self) -> str:
        if not self.payable:
            return "partial"
        if not any(part.assessment.import_needed for part in self.parts):
            return "no_import"
        return "degraded" if self.stale else "complete"


def write(landed: Landed, quote_id: str | None) -> dict[str, Any]:
    """The answer as plain values. Without an id it is degraded: nobody can fetch or commit it."""
    order, parts = landed.order, landed.parts
    request = order.request
    currency = request.currency
    complete = landed.complete
    chosen = _option(landed.parts, order.incoterm == "DDP")
    status = landed.status
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
        "customs_value": money_answer(
            sum((part.exchange.back(part.assessment.customs_value, currency) for part in parts), Decimal(0)), currency
        ),
    }
    for name, kind in _TOTALS:
        answer[name] = money_answer(totals.by_kind(parts, kind), currency) if complete else None
    for name in ("landed_cost", "due_at_checkout", "due_on_delivery", "self_accounted"):
        answer[name] = money_answer(getattr(chosen, name), currency) if landed.payable else None
    answer["estimate"] = None if landed.payable else spread_answer(totals.estimate(parts), currency)
    answer["options"] = {
        **_both_options(parts, currency),
        "services": [
            {"code": service.code, "mode": service.mode.value, **_both_options(assessed, currency)}
            for service, assessed in landed.services
        ],
    }
    answer |= _findings(landed)
    answer["advice"] = [advice_answer(one, currency) for one in landed.advice]
    answer["freshness"] = _freshness(landed)
    answer["token"] = None
    return answer


def _findings(landed: Landed) -> dict[str, Any]:
    parts, currency = landed.parts, landed.order.request.currency
    every = [part.assessment for part in parts]
    missing = [(part, found) for part in parts for found in part.assessment.missing]
    return {
        "lines": [_line(part, line, currency) for part in parts for line in part.assessment.lines],
        "charges": [_charge(charge) for part in parts for charge in part.assessment.charges],
        "reliefs": [relief_answer(found) for assessment in every for found in assessment.reliefs],
        "restrictions": [restriction_answer(found) for assessment in every for found in assessment.restrictions],
        "documents_required": [
            document_answer(found)
            for found in dict.fromkeys(paper for assessment in every for paper in assessment.documents_required)
        ],
        "buyer_data_required": [],
        "not_included": list(dict.fromkeys(text for found in every for text in found.not_included)),
        "assumptions": [
            assumption_answer(found)
            for found in dict.fromkeys(
                [*landed.order.assumptions, *(note for found in every for note in found.assumptions)]
            )
        ],
        "missing": [missing_answer(f"m{i}", part, found) for i, (part, found) in enumerate(missing, 1)],
    }


def _option(parts: Sequence[AssessedConsignment], ddp: bool) -> totals.OptionTotals:
    return totals.option(parts, ddp=ddp)


def _both_options(parts: Sequence[AssessedConsignment], currency: str) -> dict[str, Any]:
    return {name: _option_answer(parts, currency, ddp=name == "ddp") for name in ("ddp", "dap")}


def _option_answer(parts: Sequence[AssessedConsignment], currency: str, ddp: bool) -> dict[str, Any]:
    complete = all(part.complete for part in parts)
    banned = blocking(parts)
    sums = _option(parts, ddp)
    unknown = "An amount is not known (see missing), and a checkout never charges an unknown as zero."
    reason = None if complete else unknown
    return {
        "available": not banned and (complete or not ddp),
        "reason": _why_blocked(banned) if banned else reason,
        "shipping": money_answer(totals.carriage(parts), currency),
        **{
            name: money_answer(getattr(sums, name), currency) if complete and not banned else None
            for name in ("landed_cost", "due_at_checkout", "due_on_delivery", "self_accounted")
        },
    }


def _why_blocked(banned: Sequence[Restriction]) -> str:
    return " ".join(f"Line {one.line}: {one.text} ({one.legal_reference.text})." for one in banned)


def _line(part: AssessedConsignment, line: LineAssessment, currency: str) -> dict[str, Any]:
    def total(*kinds: ChargeKind) -> dict[str, str] | None:
        if not line.calculable:
            return None
        return money_answer(sum((c.amount.amount for c in line.charges if c.kind in kinds), Decimal(0)), currency)

    return {
        "id": line.id,
        "consignment": part.consignment.id,
        "tariff_code": line.tariff_code or None,
        "origin": line.origin,
        "goods_value": money_answer(line.goods_value, part.exchange.currency),
        "customs_value": money_answer(line.customs_value, part.exchange.currency),
        "calculable": line.calculable,
        "reason": line.reason or None,
        "duty": total(ChargeKind.DUTY, ChargeKind.ADDITIONAL_DUTY),
        "tax": total(ChargeKind.TAX),
        "charges": [_charge(charge) for charge in line.charges],
        "alternatives": [alternative_answer(part, way, currency) for way in line.alternatives],
    }


def _charge(charge: Charge) -> dict[str, Any]:
    return {
        "id": charge.id,
        "kind": charge.kind.value,
        "name": charge.name,
        "base": charge.base.plain() if charge.base else None,
        "rate_text": charge.rate_text,
        "formula": charge.formula,
        "amount": charge.amount.plain(),
        "assessed": {**charge.assessed.plain(), "fx": fx_answer(charge.fx) if charge.fx else None},
        "applies_to": charge.applies_to,
        "payer": charge.payer.value,
        "collected": charge.collected.value,
        "measure_id": charge.measure_id,
        "programme": charge.programme,
        "legal_reference": reference_answer(charge.legal_reference),
        "valid_from": day_answer(charge.valid_from),
        "valid_to": day_answer(charge.valid_to),
        "release": charge.release,
        "verified_until": day_answer(charge.verified_until),
    }


def _freshness(landed: Landed) -> dict[str, Any]:
    used = {charge.fx for part in landed.parts for charge in part.charges if charge.fx}
    return {
        "releases": [release_answer(release) for edition in landed.editions for release in edition.releases],
        "fx": [fx_answer(rate) for rate in sorted(used, key=lambda rate: (rate.from_currency, rate.to_currency))],
        "tier": landed.tier,
        "verified_until": day_answer(landed.verified_until),
        "stale": list(landed.stale),
    }


def fx_answer(rate: ExchangeRate) -> dict[str, Any]:
    return {
        "from_currency": rate.from_currency,
        "to_currency": rate.to_currency,
        "rate": f"{rate.rate:f}",
        "source": rate.source,
        "as_of": rate.as_of.isoformat(),
        "valid_to": day_answer(rate.valid_to),
        "prescribed": rate.prescribed,
    }


def release_answer(release: ReleaseInfo) -> dict[str, Any]:
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
