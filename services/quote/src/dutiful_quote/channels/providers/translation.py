"""`Draft` and `Translated`: a cart of ours that is made of a foreign request, with where each value came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from dutiful_quote.channels.providers.shape import Fields, ShapeError
from dutiful_shared.contract.faults import sentence_of, true_errors
from dutiful_shared.contract.fields import MAX_LINES
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.service.row_files import pointer_of

_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
_HS_DIGITS: Final = 6
#: Terms of former Incoterms that are still in use, and what took their place: DAP for DDU in Incoterms 2010, DPU for
#: DAT in Incoterms 2020 (ICC publications 715E and 723E, introductions).
_FORMER_TERMS: Final = {"DDU": "DAP", "DAT": "DPU"}
#: Numbers of digits that a goods code of ours may have.
_CODE_LENGTHS: Final = frozenset({4, 6, 8, 9, 10})


@dataclass(frozen=True, slots=True)
class Reading:
    """A field of the foreign request that was not taken as it stands, and how it was read."""

    pointer: str
    text: str


@dataclass(frozen=True, slots=True)
class Translated:
    """`ignored` are pointers into the foreign body; `sources` maps pointers into our cart to them."""

    cart: QuoteRequest
    ignored: tuple[str, ...]
    readings: tuple[Reading, ...]
    sources: Mapping[str, str]

    def source_of(self, pointer: str | None) -> str | None:
        """Where in the foreign body a value of our cart came from; the nearest place above it, if not itself."""
        return source_of(self.sources, pointer)


class UntranslatableError(Exception):
    """What came of the body is no cart; each fault names the field of the foreign body."""

    def __init__(self, faults: list[ProblemError]) -> None:
        super().__init__("; ".join(fault.detail for fault in faults))
        self.faults = faults


@dataclass(slots=True)
class Part:
    """An object of our cart while it is made."""

    draft: "Draft"
    pointer: str
    values: dict[str, Any]

    def put(self, name: str, value: Any, at: str) -> None:
        """Set a value that came from `at`; None says nothing."""
        if value is None:
            return
        self.values[name] = value
        self.draft.sources[f"{self.pointer}/{name}"] = at

    def part(self, name: str, at: str) -> "Part":
        """The object below a name."""
        below = self.values.setdefault(name, {})
        pointer = f"{self.pointer}/{name}"
        self.draft.sources.setdefault(pointer, at)
        return Part(self.draft, pointer, below)


@dataclass(slots=True)
class Draft:
    """A cart while it is made out of `body`."""

    body: Fields
    values: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def cart(self) -> Part:
        """The whole cart as a part to write to."""
        return Part(self, "", self.values)

    def line(self, number: str | None, at: str) -> Part:
        """A further line. `number` is its id where it can be one and is not taken; else its position is.

        Raises:
            ShapeError: a cart has no more lines.
        """
        if len(self.lines) == MAX_LINES:
            raise ShapeError(at, f"is more than the {MAX_LINES} lines that a cart may have")
        position = len(self.lines)
        usable = number is not None and _IDENTIFIER.fullmatch(number) and number not in self.names
        line: dict[str, Any] = {"id": number if usable else _free(position + 1, self.names)}
        self.names.add(line["id"])
        self.lines.append(line)
        self.sources[f"/lines/{position}"] = at
        return Part(self, f"/lines/{position}", line)

    def read(self, pointer: str, text: str) -> None:
        """Say how a field was read that was not taken as it stands."""
        self.readings.append(Reading(pointer, text))

    def incoterm(self, written: str, at: str) -> None:
        """The terms of delivery; one of former Incoterms is read as what took its place, and that is said. Others are
        refused: who pays the duties is never supposed where something else was said."""
        term = written.upper()
        known = term if term in Incoterm.__members__ else _FORMER_TERMS.get(term)
        if known is None:
            former = " or ".join(_FORMER_TERMS)
            self.body.refuse_at(at, f"must be one of {', '.join(Incoterm)}, or the former {former}; got {written}")
            return
        if known != term:
            self.read(at, f"{term} is of former Incoterms: read as {known}")
        self.cart.put("incoterm", known, at)

    def goods_code(self, line: Part, written: str | None, destination: str, at: str) -> None:
        """A goods code: of the destination's tariff where it is longer than six digits, since providers ask for that.

        A code with a number of digits that no tariff of ours has is cut back to six, and that is said.
        """
        digits = "".join(one for one in written or "" if one.isdigit())
        if not digits:
            return
        if len(digits) not in _CODE_LENGTHS:
            self.read(at, f"has {len(digits)} digits: the first six are taken, as a code of the Harmonized System")
            line.put("hs_code", digits[:_HS_DIGITS], at)
            return
        line.put("hs_code", digits, at)
        if len(digits) > _HS_DIGITS and destination:  # without one the body is refused for that
            self.read(at, f"has more than six digits: read as a code of the tariff of {destination}")
            line.put("code_system", destination, at)

    def finish(self) -> Translated:
        """The cart.

        Raises:
            ShapeError: something was wrong with the body already.
            UntranslatableError: the body is of its shape, and the cart is none.
        """
        try:
            cart = QuoteRequest.model_validate({**self.values, "lines": self.lines})
        except ValidationError as exc:
            faults = self._faults(exc)
            self.body.check(also=[ShapeError(fault.pointer or "", fault.detail) for fault in faults])
            raise UntranslatableError(faults) from exc
        self.body.check()
        return Translated(cart, self.body.unread(), tuple(self.readings), self.sources)

    def _faults(self, exc: ValidationError) -> list[ProblemError]:
        found = []
        for fault in true_errors(exc.errors(include_url=False, include_input=False)):
            blamed = str(fault.get("ctx", {}).get("where", ""))
            ours = pointer_of((*fault["loc"], *(part for part in blamed.split("/") if part)))
            detail = sentence_of(fault)
            theirs = source_of(self.sources, ours)
            found.append(ProblemError(code=str(fault["type"]), detail=detail, pointer=theirs or ""))
        return found


def source_of(sources: Mapping[str, str], pointer: str | None) -> str | None:
    """The source of the pointer, or of the nearest place above it."""
    while pointer:
        if pointer in sources:
            return sources[pointer]
        pointer = pointer.rpartition("/")[0]
    return None


def _free(number: int, taken: set[str]) -> str:
    while str(number) in taken:
        number += 1
    return str(number)
