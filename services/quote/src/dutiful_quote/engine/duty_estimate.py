"""What the ordinary duty may come to where the schedule of the destination is not loaded. It is shown, never charged.

Two sorts of evidence are used, the better one first: a rule about the country's own tariff (`duty_estimate` measures),
and the spread of the ordinary rates that other national schedules have for the same subheading. Neither is the law of
the destination, so the line stays without an amount and the range is said with what it rests on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dutiful_quote.engine.drafts import UNBOUNDED, rounded
from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.findings import Spread
from dutiful_quote.engine.measure import Measure

#: Digits of the Harmonized System, which all national tariffs share.
HS_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DutyEstimate:
    """Shares of the value between which the duty is expected; None is not known (likely) or open (high)."""

    low: Decimal
    likely: Decimal | None
    high: Decimal | None
    basis: str

    def on(self, value: Decimal, currency: str) -> Spread:
        """The range in money for goods worth `value`."""

        def part(share: Decimal | None) -> Decimal | None:
            return None if share is None else rounded(value * share, currency)

        return Spread(rounded(value * self.low, currency), part(self.likely), part(self.high))

    def __str__(self) -> str:
        if self.low == self.high:
            return f"It is estimated at {_percent(self.low)}: {self.basis}"
        likely = "" if self.likely is None else f", likely {_percent(self.likely)}"
        most = "an open end" if self.high is None else _percent(self.high)
        return f"It is estimated to lie between {_percent(self.low)} and {most}{likely}: {self.basis}"


@dataclass(frozen=True, slots=True)
class KnownRates:
    """Ordinary ad valorem rates of one subheading in the national schedules that are loaded.

    `likely` is the median over the schedules of each one's average; `low` and `high` are the extremes over all lines.
    """

    low: Decimal
    likely: Decimal
    #: None where a schedule has specific rates alone: no share of the value bounds them.
    high: Decimal | None
    schedules: tuple[str, ...]
    #: How many schedules have rates per kilogram, litre or piece there, which are not counted.
    not_ad_valorem: int

    def estimate(self, subheading: str, jurisdiction: str) -> DutyEstimate:
        """What they say of a country whose own schedule is not loaded."""
        others = f" specific rates, which {self.not_ad_valorem} of the tariffs have there, are not counted;"
        others = others if self.not_ad_valorem else ""
        text = (
            f"these are ordinary rates of {len(self.schedules)} other tariffs for {subheading} "
            f"({', '.join(self.schedules)});{others} they are not the law of {jurisdiction}."
        )
        return DutyEstimate(self.low, self.likely, self.high, text)


def estimate(jurisdiction: str, code: str, rules: Sequence[Measure], known: KnownRates | None) -> DutyEstimate | None:
    """The best estimate for `code`, or None.

    Args:
        rules: the country's own `duty_estimate` measures for the code, the most specific first.
        known: the spread of other schedules for its subheading.
    """
    if rules:
        return _by_rule(rules[0])
    return known.estimate(code[:HS_DIGITS], jurisdiction) if known else None


def spread_on(found: DutyEstimate | None, value: Decimal, currency: str) -> Spread:
    """The range of the duty on `value`; open where there is no estimate."""
    return UNBOUNDED if found is None else found.on(value, currency)


def _by_rule(rule: Measure) -> DutyEstimate:
    low, high = rule.conditions.get("estimate_from"), rule.conditions.get("estimate_to")
    return DutyEstimate(
        Decimal(low or 0),
        rule.rate.rate if isinstance(rule.rate, AdValorem) else None,
        None if high is None else Decimal(high),
        f"{rule.name} ({rule.legal_reference.text}).",
    )


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"
