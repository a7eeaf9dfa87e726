"""What was quoted by lane: duty and tax, in the currencies of the carts."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter

from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_shared.contract.charge import ChargeKind

#: Lanes shown by themselves; all further ones are counted together, for each lane is kept in memory for ever.
MOST_LANES: Final = 500
_SHOWN: Final = {ChargeKind.DUTY: "duty", ChargeKind.ADDITIONAL_DUTY: "duty", ChargeKind.TAX: "tax"}
_OTHERS: Final = "other"


class LaneMetrics:
    """`dutiful_quoted_charges_total`: sums as floating point numbers: enough for a graph, and for nothing else."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._charges = Counter(
            "dutiful_quoted_charges_total",
            "Duty and tax of complete quotes, in units of the cart's currency.",
            ("origin", "jurisdiction", "currency", "kind"),
            registry=registry,
        )
        self._lanes: dict[tuple[str, str, str], dict[str, Counter]] = {}

    def count(self, parts: Iterable[AssessedConsignment]) -> None:
        """Add the charges of the consignments of one complete quote."""
        for part in parts:
            goods = part.consignment
            lane = (goods.ship_from, goods.jurisdiction, goods.currency)
            counters = self._lanes.get(lane) or self._lane(lane)
            sums: dict[str, float] = {}
            for charge in part.charges:
                shown = _SHOWN.get(charge.terms.kind)
                if shown is not None:
                    sums[shown] = sums.get(shown, 0.0) + float(charge.amount.amount)
            for shown, amount in sums.items():
                if amount > 0:  # a credit would be a counter that falls
                    counters[shown].inc(amount)

    def _lane(self, lane: tuple[str, str, str]) -> dict[str, Counter]:
        if len(self._lanes) >= MOST_LANES:
            lane = (_OTHERS, _OTHERS, lane[2])
        found = self._lanes.get(lane)
        if found is None:
            found = self._lanes[lane] = {kind: self._charges.labels(*lane, kind) for kind in ("duty", "tax")}
        return found
