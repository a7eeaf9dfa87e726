"""`Fields`: a JSON object of a foreign shape that knows which of its fields were read.

What nobody has read is what a translation ignores: no list of such fields is kept by hand, so that none is forgotten.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from dutiful_shared.service.row_files import pointer_of

#: As much as an amount or a weight of ours may be.
MOST: Final = 1_000_000_000


class ShapeError(Exception):
    """The body is not of the provider's shape, or says what cannot be translated; `pointer` names the field.

    `others` are what else of it was found wrong, so that one answer tells all of it.
    """

    def __init__(self, pointer: str, text: str, others: Iterable["ShapeError"] = ()) -> None:
        super().__init__(text)
        self.pointer = pointer
        self.text = text
        self.others = tuple(others)


class Fields:
    """One object of the body. Empty texts, nulls and what is left out are alike: nothing is said.

    A field that is lacking or wrong is noted and reads as if nothing were said, so that the reader goes on to the next
    fault; `check` refuses the body for all of them.

    Args:
        any_case: whether names are compared without regard to capital letters.
        read: pointers that were read, shared by all objects of a body.
        faults: what was found wrong, by its pointer; shared likewise.

    Raises:
        ShapeError: `value` is no object.
    """

    def __init__(
        self,
        value: Any,
        pointer: str = "",
        *,
        any_case: bool = False,
        read: set[str] | None = None,
        faults: dict[str, str] | None = None,
    ) -> None:
        if not isinstance(value, dict):
            raise ShapeError(pointer, "must be an object")
        self.pointer = pointer
        self._value: dict[str, Any] = value
        self._any_case = any_case
        self._read = set() if read is None else read
        self._faults = {} if faults is None else faults
        self._names = {name.casefold(): name for name in value} if any_case else {}

    def at(self, name: str) -> str:
        """The pointer of a field, as it is written in the body."""
        return self.pointer + pointer_of((self._name(name),))

    def names(self) -> Iterator[str]:
        """The names of the object's fields, as they are written in the body; none counts as read."""
        return iter(self._value)

    def peek(self, name: str) -> Any:
        """The value, whatever it is; it does not count as read."""
        return self._value.get(self._name(name))

    def raw(self, name: str) -> Any:
        """The value, whatever it is; it counts as read."""
        self._read.add(self.at(name))
        return self._value.get(self._name(name))

    def refuse(self, name: str, text: str) -> None:
        """Note what is wrong with a field; the first that is said of one stays."""
        self.refuse_at(self.at(name), text)

    def refuse_at(self, pointer: str, text: str) -> None:
        """The same for a field that lies elsewhere in the body."""
        self._faults.setdefault(pointer, text)

    def check(self, also: Iterable[ShapeError] = ()) -> None:
        """Refuse the body where something was noted.

        Args:
            also: what else is wrong. What lies above or below a noted field is left out: it follows from that one.

        Raises:
            ShapeError: with all of it.
        """
        noted = [ShapeError(pointer, text) for pointer, text in self._faults.items()]
        if noted:
            more = [one for one in also if not any(_related(one.pointer, pointer) for pointer in self._faults)]
            raise ShapeError(noted[0].pointer, noted[0].text, noted[1:] + more)

    def text(self, name: str) -> str | None:
        """A text without blanks around it; a number is told as it is written; anything else is refused."""
        value = self.raw(name)
        if value is None or isinstance(value, str):
            return (value or "").strip() or None
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return str(value)
        self.refuse(name, "must be a text")
        return None

    def needed(self, name: str) -> str:
        """A text that has to be there; an empty one where it is refused."""
        value = self.text(name)
        if value is None:
            self.refuse(name, "is needed")
        return value or ""

    def amount(self, name: str) -> Decimal | None:
        """A decimal from 0 to `MOST`, sent as a number or as text, in whatever unit the provider has."""
        text = self.text(name)
        if text is None:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            self.refuse(name, "must be a decimal number")
            return None
        if not amount.is_finite() or not 0 <= amount <= MOST:
            self.refuse(name, f"must be from 0 to {MOST}")
            return None
        return amount

    def needed_amount(self, name: str) -> Decimal | None:
        """An amount that has to be there; None where it is refused."""
        found = self.amount(name)
        if found is None:
            self.refuse(name, "is needed")
        return found

    def flag(self, name: str) -> bool | None:
        """Yes or no, also as the texts `true` and `false`; anything else is refused."""
        value = self.raw(name)
        if value is None or isinstance(value, bool):
            return value
        told = {"true": True, "false": False, "": None}
        if isinstance(value, str) and value.strip().lower() in told:
            return told[value.strip().lower()]
        self.refuse(name, "must be true or false")
        return None

    def must_be_in(self, name: str, currency: str, of: str) -> None:
        """Refuse a currency that is not the one of the cart; none said is that one. `of` tells where that stands."""
        own = self.text(name)
        if own is not None and currency and own.upper() != currency:
            self.refuse(name, f"must be {currency} as that of {of}")

    def child(self, name: str) -> "Fields | None":
        """The object below a name; None where nothing is said, or what is no object is refused."""
        value = self._value.get(self._name(name))
        if not value:
            return None
        if not isinstance(value, dict):
            self.refuse(name, "must be an object")
            return None
        return self._below(value, self.at(name))

    def needed_child(self, name: str) -> "Fields":
        """The object below a name, which has to be there; refused, it is an empty one of which no more is said."""
        found = self.child(name)
        if found is not None:
            return found
        self.refuse(name, "is needed")
        return Fields({}, self.at(name))

    def children(self, name: str, *, or_one: bool = False) -> "list[Fields]":
        """The objects of a list, without those that are none, which are refused.

        Args:
            or_one: whether an object by itself is a list of it, as in GraphQL (section "Input Coercion" of lists).
        """
        value = self._value.get(self._name(name)) or []
        if or_one and isinstance(value, dict):
            return [self._below(value, self.at(name))]
        if not isinstance(value, list):
            self.refuse(name, "must be a list")
            return []
        place = self.at(name)
        for i, one in enumerate(value):
            if not isinstance(one, dict):
                self.refuse_at(f"{place}/{i}", "must be an object")
        return [self._below(one, f"{place}/{i}") for i, one in enumerate(value) if isinstance(one, dict)]

    def needed_children(self, name: str, *, or_one: bool = False) -> "list[Fields]":
        """The objects of a list, one at least; `or_one` as of `children`."""
        found = self.children(name, or_one=or_one)
        if not found:
            self.refuse(name, "is needed")
        return found

    def unread(self) -> tuple[str, ...]:
        """The topmost pointers of what is said and was not read, in the order of the body."""
        above = {place for one in self._read for place in _above(one)}
        return tuple(_unread(self._value, self.pointer, self._read, above))

    def _below(self, value: dict[str, Any], pointer: str) -> "Fields":
        return Fields(value, pointer, any_case=self._any_case, read=self._read, faults=self._faults)

    def _name(self, name: str) -> str:
        return self._names.get(name.casefold(), name) if self._any_case else name


def _related(one: str, other: str) -> bool:
    """Whether one pointer is the other, or leads to something above or below it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _above(pointer: str) -> Iterator[str]:
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def _unread(value: Mapping[str, Any] | list[Any], pointer: str, read: set[str], above: set[str]) -> Iterator[str]:
    items = value.items() if isinstance(value, Mapping) else enumerate(value)
    for name, below in items:
        place = pointer + pointer_of((name,))
        if place in read or below in (None, "", [], {}):
            continue
        # An object of which something was read is told field by field, any other one as a whole.
        if isinstance(below, Mapping | list) and place in above:
            yield from _unread(below, place, read, above)
        else:
            yield place
