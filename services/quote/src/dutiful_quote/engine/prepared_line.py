"""The duty of a line that states nothing, prepared: a walk through its law becomes straight arithmetic on its numbers.

The walk is made once with numbers that remember what is done with them (`traced`). What it found is then written as a
function of these numbers, as `dataclasses` writes methods: its steps, its guards, and the finding with holes for
amounts and for the line's own id. Where a guard does not hold the law would have gone another way: the function has no
answer, and the line is walked again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.measure import Measure
from dutiful_quote.engine.traced import CLOSE, GUARDS, OPEN, STEPS, NotTraceableError, Place, Trace, Traced

#: A law is prepared when so many lines have asked for it: to write a function takes as long as some ten walks.
_WORTH_PREPARING: Final = 3
#: So many ways through one law; lines that take yet another one are walked.
_MOST_WAYS: Final = 4
_LINE_ID: Final = f"{OPEN}id{CLOSE}"
_LINE_INDEX: Final = f"{OPEN}index{CLOSE}"
_MARKS: Final = re.compile(f"{OPEN}(.*?){CLOSE}")
_VARIABLE: Final = re.compile(r"\bv(\d+)\b")

Walk = Callable[[GoodsLine, RateBasis], Any]
#: (the line's id, its index, its value, its quantities) -> what the walk would find; None where a guard does not hold.
Prepared = Callable[..., Any]


class _Index(int):
    """The index of a line in texts."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return _LINE_INDEX

    def __str__(self) -> str:
        return _LINE_INDEX


class PreparedLaw:
    """The ways through the law of lines that share all but their ids and their numbers."""

    __slots__ = ("_asked", "_walked", "_ways")

    def __init__(self) -> None:
        self._ways: list[Prepared] = []
        #: How many lines have asked since a way was prepared.
        self._asked = 0
        #: Whether no trace can hold the law, or its ways are too many.
        self._walked = False

    def find(self, line: GoodsLine, basis: RateBasis, walk: Walk) -> Any:
        """What `walk` finds for the line, by one of the prepared ways where there is one."""
        numbers = (basis.value, line.quantity, line.value, *basis.quantities.values())
        for way in self._ways:
            try:
                found = way(line.id, line.index, *numbers)
            except ArithmeticError:  # a step that the walk would not have come to, such as a division by nothing
                continue
            if found is not None:
                return found
        if not self._walked:
            self._asked += 1
            if self._asked > _WORTH_PREPARING:
                self._prepare(line, basis, walk)
        return walk(line, basis)

    def _prepare(self, line: GoodsLine, basis: RateBasis, walk: Walk) -> None:
        way = prepare(line, basis, walk)
        if way is not None:
            self._ways.append(way)
        self._asked = 0
        self._walked = way is None or len(self._ways) >= _MOST_WAYS


def can_be_prepared(line: GoodsLine) -> bool:
    """Whether nothing but its numbers tells the line from others of its goods: it states and claims nothing."""
    return not line.facts and not line.claims_preference and not line.preference_proof


def prepare(line: GoodsLine, basis: RateBasis, walk: Walk) -> Prepared | None:
    """The way of `walk` as a function of such lines' ids and numbers; None where no trace can hold it."""
    trace = Trace([basis.value, line.quantity, line.value, *basis.quantities.values()])
    value, quantity, price, *quantities = trace.numbers
    traced_line = replace(line, id=_LINE_ID, index=_Index(line.index), quantity=quantity, value=price, description=None)
    traced_basis = RateBasis(
        value=value,
        currency=basis.currency,
        quantities=dict(zip(basis.quantities, quantities, strict=True)),
        on=basis.on,
        convert=_no_conversion,
    )
    try:
        return _Writer(trace).function(walk(traced_line, traced_basis))
    except (NotTraceableError, ArithmeticError):
        return None


def _no_conversion(_amount: Decimal, currency: str) -> Decimal | None:
    """Rates of exchange are of another day and table for each quote."""
    raise NotTraceableError(f"a conversion from {currency}")


class _Writer:
    """Writes a trace and what was found on it as a function. Constants stand in it by name."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._names: dict[str, Any] = {"half_up": ROUND_HALF_UP}
        self._of_constant: dict[int, str] = {}

    def function(self, found: Any) -> Prepared:
        made = self._made(found) or self._constant(found)
        guards = [
            f"{'' if held else 'not '}{self._operand(left)} {GUARDS[name]} {self._operand(right)}"
            for (name, (left, right)), held in self._trace.guards.items()
        ]
        used = _VARIABLE.findall(" ".join([made, *guards]))
        needed = {int(place) for place in used}
        steps: list[str] = []
        for back, (name, operands) in enumerate(reversed(self._trace.steps), 1):
            place = self._trace.given + len(self._trace.steps) - back
            if place in needed:
                needed.update(one.number for one in operands if isinstance(one, Place))
                steps.append(f"    v{place} = " + STEPS[name].format(*map(self._operand, operands)))
        given = ", ".join(["line_id", "line_index", *(f"v{place}" for place in range(self._trace.given))])
        check = [f"    if not ({' and '.join(guards)}):", "        return None"] if guards else []
        source = "\n".join([f"def way({given}):", *reversed(steps), *check, f"    return {made}"])
        exec(source, self._names)  # noqa: S102 - nothing of a request stands in it: names, and operators of `STEPS`
        way: Prepared = self._names["way"]
        return way

    def _made(self, one: Any) -> str | None:
        """The expression that makes `one`; None for a constant, in which nothing depends on the line."""
        if isinstance(one, Traced):
            return f"v{one.place}"
        if isinstance(one, str):
            return self._text(one) if OPEN in one else None
        if isinstance(one, tuple | list):
            return self._sequence(one)
        if isinstance(one, Mapping):
            parts = [self._made(value) for value in one.values()]
            if not any(parts):
                return None
            rows = zip(one.items(), parts, strict=True)
            return "{" + ", ".join(f"{key!r}: {made or self._constant(value)}" for (key, value), made in rows) + "}"
        if is_dataclass(one) and not isinstance(one, type | Measure):
            arguments = self._sequence([getattr(one, row.name) for row in fields(one) if row.init])
            return None if arguments is None else f"{self._constant(type(one))}(*{arguments})"
        return None

    def _sequence(self, some: Sequence[Any]) -> str | None:
        parts = [self._made(one) for one in some]
        if not any(parts):
            return None
        listed = "".join(f"{made or self._constant(one)}, " for one, made in zip(some, parts, strict=True))
        return f"[{listed}]" if isinstance(some, list) else f"({listed})"

    def _text(self, text: str) -> str:
        pieces = _MARKS.split(text)  # every second one is what stood between marks
        marked = {"id": "line_id", "index": "str(line_index)"}
        shown = [
            (marked.get(piece) or f"format(v{piece}, 'f')") if number % 2 else self._constant(piece)
            for number, piece in enumerate(pieces)
            if piece
        ]
        return f"({' + '.join(shown)})"

    def _operand(self, one: Any) -> str:
        return f"v{one.number}" if isinstance(one, Place) else self._constant(one)

    def _constant(self, one: Any) -> str:
        name = self._of_constant.get(id(one))
        if name is None:
            name = self._of_constant[id(one)] = f"c{len(self._of_constant)}"
            self._names[name] = one  # which also keeps its id its own
        return name
