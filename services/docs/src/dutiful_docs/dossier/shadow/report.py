"""`ThreeWay`: who was nearer to the invoices, by lane or SKU, provider, component and currency."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from dutiful_docs.dossier.shadow.judge import Judged
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.shadow import Component, ErrorsAnswer, Nearer, ThreeWayRow, Unjudged

_Key = tuple[str, str, Component, str]


@dataclass(slots=True)
class _Errors:
    """Sums of one side's errors: its amount less the invoice's."""

    total: Decimal = Decimal(0)
    absolute: Decimal = Decimal(0)
    signs: Counter[int] = field(default_factory=Counter)

    def add(self, error: Decimal) -> None:
        self.total += error
        self.absolute += abs(error)
        self.signs[(error > 0) - (error < 0)] += 1

    def answer(self, count: int, currency: str) -> ErrorsAnswer:
        return ErrorsAnswer(
            mean_error=_mean(self.total, count, currency),
            mean_absolute_error=_mean(self.absolute, count, currency),
            over=self.signs[1],
            under=self.signs[-1],
            exact=self.signs[0],
        )


@dataclass(slots=True)
class _Row:
    theirs: _Errors = field(default_factory=_Errors)
    ours: _Errors = field(default_factory=_Errors)
    nearer: Counter[Nearer] = field(default_factory=Counter)
    unjudged: Counter[Unjudged] = field(default_factory=Counter)


class ThreeWay:
    """Counts verdicts."""

    def __init__(self) -> None:
        self._rows: dict[_Key, _Row] = defaultdict(_Row)

    def add(self, key: str, provider: str, judged: Judged) -> None:
        """Count one verdict, or why there is none. `key` is the lane or the SKU."""
        row = self._rows[key, provider, judged.component, judged.currency]
        if judged.unjudged is not None:
            row.unjudged[judged.unjudged] += 1
        elif judged.errors is not None and judged.nearer is not None:
            their_error, our_error = judged.errors
            row.theirs.add(their_error)
            row.ours.add(our_error)
            row.nearer[judged.nearer] += 1

    def rows(self) -> Iterator[ThreeWayRow]:
        """In the order of their keys."""
        for (key, provider, component, currency), row in sorted(self._rows.items(), key=lambda one: one[0]):
            judged = sum(row.nearer.values())
            yield ThreeWayRow(
                key=key,
                provider=provider,
                component=component,
                currency=currency,
                recorded=judged + sum(row.unjudged.values()),
                judged=judged,
                unjudged={why: row.unjudged[why] for why in Unjudged if row.unjudged[why]},
                theirs=row.theirs.answer(judged, currency),
                ours=row.ours.answer(judged, currency),
                nearer={who: row.nearer[who] for who in Nearer},
            )


def _mean(total: Decimal, count: int, currency: str) -> str | None:
    return Money(total / count, currency).rounded().plain()["amount"] if count else None
