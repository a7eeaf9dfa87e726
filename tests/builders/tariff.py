"""A tariff in a few lines: measures with every field defaulted, and the law made of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dutiful_quote.engine.duty_rate import AdValorem, DutyRate
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment, GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import AreaMember, Measure, MeasureKind, Mode
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_shared.contract.charge import ExchangeRate, LegalReference
from dutiful_shared.contract.incoterm import Incoterm

ON = date(2026, 11, 20)


def percent(text: str) -> AdValorem:
    return AdValorem(Decimal(text) / 100)


def measure(kind: MeasureKind, programme: str, rate: DutyRate | None = None, **changes: Any) -> Measure:
    values: dict[str, Any] = {
        "id": f"XX:{programme}:{changes.get('goods_code', '')}:{'+'.join(changes.get('areas', ('*',)))}",
        "jurisdiction": "XX",
        "kind": kind,
        "programme": programme,
        "name": programme.replace("_", " "),
        "goods_code": "",
        "areas": ("*",),
        "excluded": (),
        "destination": "",
        "rate": rate,
        "rate_text": str(rate),
        "mode": Mode.ADD,
        "heading": "",
        "conditions": {},
        "legal_reference": LegalReference("law of the test"),
        "valid_from": None,
        "valid_to": None,
        "verified_until": date(2026, 10, 5),
        "release": "XX:test",
    }
    return Measure(**{**values, **changes})


def duty(code: str, rate: DutyRate | None, **changes: Any) -> Measure:
    return measure(MeasureKind.THIRD_COUNTRY_DUTY, "column_1", rate, goods_code=code, **changes)


def law(
    measures: Iterable[Measure],
    codes: Iterable[str] = ("610910",),
    *,
    jurisdiction: str = "XX",
    profile: Mapping[str, str] | None = None,
    areas: Iterable[AreaMember] = (),
    lines: Iterable[str] = (),
    on: date = ON,
    destination: str = "XX",
) -> Law:
    every = list(measures)
    declarable = list(lines)
    slices = {
        code: TariffSlice(
            jurisdiction,
            code,
            tuple(
                m for m in every if m.goods_code and (code.startswith(m.goods_code) or m.goods_code.startswith(code))
            ),
            tuple(NomenclatureLine(line) for line in declarable if line.startswith(code) or code.startswith(line)),
            has_nomenclature=bool(declarable),
        )
        for code in codes
    }
    territory = TariffSlice(
        jurisdiction,
        "",
        tuple(m for m in every if not m.goods_code),
        areas=tuple(areas),
        profile={"currency": "USD", "valuation_basis": "FOB", "rounding": "half up", **(profile or {})},
    )
    return Law(territory, slices, on, destination)


def line(code: str = "610910", value: str = "100.00", **changes: Any) -> GoodsLine:
    values: dict[str, Any] = {
        "id": "1",
        "index": 0,
        "code": code,
        "origin": "CN",
        "quantity": Decimal(1),
        "value": Decimal(value),
        "quantities": {"NAR": Decimal(1)},
    }
    return GoodsLine(**{**values, **changes})


def consignment(*lines: GoodsLine, **changes: Any) -> Consignment:
    values: dict[str, Any] = {
        "id": "c1",
        "ship_from": "CN",
        "ship_to": "XX",
        "jurisdiction": "XX",
        "tax_territory": "XX",
        "currency": "USD",
        "transport_mode": "express",
        "incoterm": Incoterm.DDP,
        "purpose": "sale",
        "import_date": ON,
        "lines": lines or (line(),),
    }
    return Consignment(**{**values, **changes})


def exchange(currency: str = "USD", **rates: str) -> Exchange:
    """Rates into `currency`: `exchange("USD", EUR="1.10")`."""
    return Exchange(
        currency,
        {
            code: ExchangeRate(code, currency, Decimal(rate), "rates of the test", date(2026, 11, 1))
            for code, rate in rates.items()
        },
    )


def amounts(assessment: Assessment) -> list[tuple[str, str]]:
    """Every charge by its programme and amount, in their order."""
    return [(charge.programme, str(charge.assessed.amount)) for charge in assessment.all_charges()]


def relief_up_to(programme: str, at_most: str, currency: str, **conditions: str) -> Measure:
    """A relief of goods worth no more than that."""
    limits = {"value_at_most": at_most, "value_currency": currency, "value_of": "goods", **conditions}
    return measure(MeasureKind.RELIEF, programme, conditions=limits)
