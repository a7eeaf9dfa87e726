"""Numbers that remember what is done with them, so that a walk through the law can be made again as arithmetic.

A `Trace` hands out `Traced` decimals in place of a line's numbers. Sums, products, quotients and roundings of them are
steps; every comparison is a guard: the walk went the way it went because it came out so. A text that shows one holds a
mark in its place. What a trace cannot hold (a hash, a conversion to another type) ends the walk with an error, so that
nothing can depend on a number unseen.
"""

import operator
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple, NoReturn

#: Around the place of a number in a text; no text of the law holds these private characters.
OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"

#: As a step of straight arithmetic is written, by what it does.
STEPS: Final = {
    "add": "{} + {}",
    "sub": "{} - {}",
    "mul": "{} * {}",
    "truediv": "{} / {}",
    "half_up": "{}.quantize({}, half_up)",
    "normalize": "{}.normalize()",
}
GUARDS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


class NotTraceableError(Exception):
    """Something depends on a number in a way that a trace does not hold."""


class Trace:
    """What was done with some numbers. An operand is the place of an earlier number, or a constant as it is.

    Attributes:
        steps: (operation, operands), each of which makes the number at the next place after the given ones.
        guards: (comparison, operands, how it came out), in their order.
    """

    def __init__(self, numbers: list[Decimal]) -> None:
        self.given = len(numbers)
        self.steps: list[tuple[str, tuple[Any, ...]]] = []
        self.guards: dict[tuple[str, tuple[Any, ...]], bool] = {}
        self.numbers = [Traced(number, self, place) for place, number in enumerate(numbers)]

    def step(self, operation: str, result: Decimal, *operands: Any) -> "Traced":
        """Note what made `result`; gives it back traced, at the next place."""
        self.steps.append((operation, operands))
        return Traced(result, self, self.given + len(self.steps) - 1)

    def guard(self, comparison: str, outcome: bool, *operands: Any) -> bool:
        """Note a comparison and how it came out: only numbers that come out the same walk the same way."""
        self.guards[comparison, operands] = outcome
        return outcome


class Place(NamedTuple):
    """Where a number stands, as an operand."""

    number: int


class Traced(Decimal):
    """A decimal that tells its trace of everything that is done with it."""

    __slots__ = ("place", "trace")
    trace: Trace
    place: int

    def __new__(cls, number: Decimal, trace: Trace, place: int) -> "Traced":
        """A decimal equal to `number`, which stands at `place` of the trace."""
        self = super().__new__(cls, number)
        self.trace, self.place = trace, place
        return self

    def __bool__(self) -> bool:
        return self.trace.guard("ne", Decimal.__bool__(self), Place(self.place), 0)

    def __format__(self, spec: str, context: object = None, /) -> str:
        if spec != "f":
            raise NotTraceableError(f"a number shown as {spec!r}")
        return f"{OPEN}{self.place}{CLOSE}"

    def quantize(self, exp: Any, rounding: str | None = None, context: object = None) -> "Traced":
        """Rounded half up, and noted as such.

        Raises:
            NotTraceableError: another rounding, or an exponent that is itself traced.
        """
        if rounding != ROUND_HALF_UP or isinstance(exp, Traced):
            raise NotTraceableError("another rounding")
        return self.trace.step("half_up", Decimal.quantize(self, exp, rounding), Place(self.place), exp)

    def normalize(self, context: object = None) -> "Traced":
        """Without trailing zeros, and noted as such."""
        return self.trace.step("normalize", Decimal.normalize(self), Place(self.place))


def untraced(number: Decimal) -> Decimal:
    """The number, for what a trace could not follow.

    Raises:
        NotTraceableError: it is traced.
    """
    if isinstance(number, Traced):
        raise NotTraceableError("a number that decides what is supposed")
    return number


def _operand(value: Any) -> Any:
    return Place(value.place) if isinstance(value, Traced) else value


def _known(value: Any) -> bool:
    return isinstance(value, Decimal | int)


def _arithmetic(name: str, *, reflected: bool) -> Callable[[Traced, Any], Any]:
    plain = getattr(operator, name)

    def apply(self: Traced, other: Any) -> Any:
        if not _known(other):
            return NotImplemented
        left, right = (other, self) if reflected else (self, other)
        result = plain(_bare(left), _bare(right))
        return self.trace.step(name, result, _operand(left), _operand(right))

    return apply


def _comparison(name: str) -> Callable[[Traced, Any], Any]:
    plain = getattr(operator, name)

    def compare(self: Traced, other: Any) -> Any:
        if not _known(other):
            return NotImplemented
        outcome: bool = plain(_bare(self), _bare(other))
        return self.trace.guard(name, outcome, Place(self.place), _operand(other))

    return compare


def _bare(value: Any) -> Any:
    """The number without its memory."""
    return Decimal(value) if isinstance(value, Traced) else value


def _refused(name: str) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise NotTraceableError(f"{name} of a number")

    return refuse


#: What Python itself needs of any object.
_OF_OBJECTS: Final = frozenset(dir(object)) - {"__hash__", "__str__", "__repr__", "__reduce__", "__reduce_ex__"}


def _tell_of_everything() -> None:
    for name in ("add", "sub", "mul", "truediv"):
        setattr(Traced, f"__{name}__", _arithmetic(name, reflected=False))
        setattr(Traced, f"__r{name}__", _arithmetic(name, reflected=True))
    for name in GUARDS:
        setattr(Traced, f"__{name}__", _comparison(name))
    own = vars(Traced)
    for name in dir(Decimal):
        if name not in own and name not in _OF_OBJECTS:
            setattr(Traced, name, _refused(name))


_tell_of_everything()
