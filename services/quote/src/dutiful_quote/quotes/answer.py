"""The answer of a quote as plain values in the contract's shape (`QuoteAnswer`), ready for orjson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dutiful_quote.engine.assessment import ENGINE_VERSION
from dutiful_quote.engine.findings import Alternative, Assumption, LineAssessment, Missing, Relief, Restriction, Spread
from dutiful_quote.quotes import totals
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_quote.quotes.translate import Order
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo
from dutiful_shared.contract.charge import Charge, ChargeKind, ExchangeRate, LegalReference
from dutiful_shared.contract.money import Money, minor_unit
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

    @property
    def complete(self) -> bool:
        return all(part.complete for part in self.parts)

    @property
    def status(self) -> str:
        if not self.complete:
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
        "goods_total": _money(totals.goods_net(parts), currency),
        "shipping": _money(totals.carriage(parts), currency),
        "insurance": _money(totals.insurance(parts), currency),
        "customs_value": _money(
            sum((part.exchange.back(part.assessment.customs_value, currency) for part in parts), Decimal(0)), currency
        ),
    }
    for name, kind in _TOTALS:
        answer[name] = _money(totals.by_kind(parts, kind), currency) if complete else None
    for name in ("landed_cost", "due_at_checkout", "due_on_delivery", "self_accounted"):
        answer[name] = _money(getattr(chosen, name), currency) if complete else None
    answer["estimate"] = None if complete else _spread(totals.estimate(parts), currency)
    answer["options"] = {
        **_both_options(parts, currency),
        "services": [
            {"code": service.code, "mode": service.mode.value, **_both_options(assessed, currency)}
            for service, assessed in landed.services
        ],
    }
    answer |= _findings(landed)
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
        "reliefs": [_relief(found) for assessment in every for found in assessment.reliefs],
        "restrictions": [_restriction(found) for assessment in every for found in assessment.restrictions],
        "documents_required": list(dict.fromkeys(doc for found in every for doc in found.documents_required)),
        "buyer_data_required": [],
        "not_included": list(dict.fromkeys(text for found in every for text in found.not_included)),
        "assumptions": [
            _assumption(found)
            for found in dict.fromkeys(
                [*landed.order.assumptions, *(note for found in every for note in found.assumptions)]
            )
        ],
        "missing": [_missing(f"m{i}", part, found) for i, (part, found) in enumerate(missing, 1)],
    }


def _option(parts: Sequence[AssessedConsignment], ddp: bool) -> totals.OptionTotals:
    return totals.option(parts, ddp=ddp)


def _both_options(parts: Sequence[AssessedConsignment], currency: str) -> dict[str, Any]:
    return {name: _option_answer(parts, currency, ddp=name == "ddp") for name in ("ddp", "dap")}


def _option_answer(parts: Sequence[AssessedConsignment], currency: str, ddp: bool) -> dict[str, Any]:
    complete = all(part.complete for part in parts)
    sums = _option(parts, ddp)
    unknown = "An amount is not known (see missing), and a checkout never charges an unknown as zero."
    return {
        "available": complete or not ddp,
        "reason": None if complete else unknown,
        "shipping": _money(totals.carriage(parts), currency),
        **{
            name: _money(getattr(sums, name), currency) if complete else None
            for name in ("landed_cost", "due_at_checkout", "due_on_delivery", "self_accounted")
        },
    }


def _line(part: AssessedConsignment, line: LineAssessment, currency: str) -> dict[str, Any]:
    def total(*kinds: ChargeKind) -> dict[str, str] | None:
        if not line.calculable:
            return None
        return _money(sum((c.amount.amount for c in line.charges if c.kind in kinds), Decimal(0)), currency)

    return {
        "id": line.id,
        "consignment": part.consignment.id,
        "tariff_code": line.tariff_code or None,
        "origin": line.origin,
        "goods_value": _money(line.goods_value, part.exchange.currency),
        "customs_value": _money(line.customs_value, part.exchange.currency),
        "calculable": line.calculable,
        "reason": line.reason or None,
        "duty": total(ChargeKind.DUTY, ChargeKind.ADDITIONAL_DUTY),
        "tax": total(ChargeKind.TAX),
        "charges": [_charge(charge) for charge in line.charges],
        "alternatives": [_alternative(part, way, currency) for way in line.alternatives],
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
        "valid_from": _day(charge.valid_from),
        "valid_to": _day(charge.valid_to),
        "release": charge.release,
        "verified_until": _day(charge.verified_until),
    }


def _alternative(part: AssessedConsignment, way: Alternative, currency: str) -> dict[str, Any]:
    return {
        "line": way.line,
        "kind": way.kind,
        "programme": way.programme,
        "name": way.name,
        "requires": way.requires,
        "total": _money(part.exchange.back(way.total, currency), currency),
        "saves": _money(part.exchange.back(way.saves, currency), currency),
        "tax": None if way.tax is None else _money(part.exchange.back(way.tax, currency), currency),
        "chosen": way.chosen,
        "legal_reference": reference_answer(way.legal_reference),
        "valid_to": _day(way.valid_to),
    }


def _relief(found: Relief) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "text": found.text,
        "line": found.line,
        "measure_id": found.measure_id,
        "legal_reference": reference_answer(found.legal_reference),
    }


def _restriction(found: Restriction) -> dict[str, Any]:
    return {
        "line": found.line,
        "text": found.text,
        "measure_id": found.measure_id,
        "legal_reference": reference_answer(found.legal_reference),
    }


def _assumption(found: Assumption) -> dict[str, Any]:
    return {"fact": found.fact, "value": found.value, "text": found.text, "pointer": found.pointer}


def _missing(missing_id: str, part: AssessedConsignment, found: Missing) -> dict[str, Any]:
    currency = part.consignment.currency
    spread = totals.in_cart_currency(found.spread, part) if found.spread else None
    return {
        "id": missing_id,
        "line": found.line,
        "affects": found.affects.value,
        "fact": found.fact,
        "question": found.question,
        "pointer": found.pointer,
        "spread": _spread(spread, currency) if spread else None,
    }


def _spread(spread: Spread, currency: str) -> dict[str, str | None]:
    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else Money(amount, currency).plain()["amount"]

    return {"min": text(spread.low), "likely": text(spread.likely), "max": text(spread.high), "currency": currency}


def _freshness(landed: Landed) -> dict[str, Any]:
    used = {charge.fx for part in landed.parts for charge in part.charges if charge.fx}
    return {
        "releases": [release_answer(release) for edition in landed.editions for release in edition.releases],
        "fx": [fx_answer(rate) for rate in sorted(used, key=lambda rate: (rate.from_currency, rate.to_currency))],
        "tier": landed.tier,
        "verified_until": _day(landed.verified_until),
        "stale": list(landed.stale),
    }


def fx_answer(rate: ExchangeRate) -> dict[str, Any]:
    return {
        "from_currency": rate.from_currency,
        "to_currency": rate.to_currency,
        "rate": f"{rate.rate:f}",
        "source": rate.source,
        "as_of": rate.as_of.isoformat(),
        "valid_to": _day(rate.valid_to),
    }


def reference_answer(reference: LegalReference) -> Mapping[str, str]:
    return {"text": reference.text, "url": reference.url}


def release_answer(release: ReleaseInfo) -> dict[str, Any]:
    return {
        "id": release.id,
        "jurisdiction": release.jurisdiction,
        "publication": release.publication,
        "edition": release.edition,
        "title": release.title,
        "publisher": release.publisher,
        "published_on": release.published_on.isoformat(),
        "verified_until": _day(release.verified_until),
    }


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    return {
        "amount": f"{amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP):f}",
        "currency": currency,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
