"""`Fields`: a JSON object of a foreign shape that knows which of its fields were read.

What nobody has read is what a translation ignores: no list of such fields is kept by hand, so that none is forgotten.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from dutiful_shared.service.row_files import pointer_of

#: As much as an amount or a weight of ours may be.
MOST: Final = 1_000_000_000


class ShapeError(Exception):
    """The body is not of the provider's shape, or says what cannot be translated; `pointer` names the field."""

    def __init__(self, pointer: str, text: str) -> None:
        super().__init__(text)
        self.pointer = pointer
        self.text = text


class Fields:
    """One object of the body. Empty texts, nulls and what is left out are alike: nothing is said.

    Args:
        any_case: whether names are compared without regard to capital letters.
        read: pointers that were read, shared by all objects of a body.

    Raises:
        ShapeError: `value` is no object.
    """

    def __init__(self, value: Any, pointer: str = "", *, any_case: bool = False, read: set[str] | None = None) -> None:
        if not isinstance(value, dict):
            raise ShapeError(pointer, "must be an object")
        self.pointer = pointer
        self._value: dict[str, Any] = value
        self._any_case = any_case
        self._read = set() if read is None else read
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

    def text(self, name: str) -> str | None:
        """A text without blanks around it; a number is told as it is written.

        Raises:
            ShapeError: it is neither.
        """
        value = self.raw(name)
        if value is None or isinstance(value, str):
            return (value or "").strip() or None
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return str(value)
        raise ShapeError(self.at(name), "must be a text")

    def needed(self, name: str) -> str:
        """A text that has to be there.

        Raises:
            ShapeError: it is not, or it is no text.
        """
        value = self.text(name)
        if value is None:
            raise ShapeError(self.at(name), "is needed")
        return value

    def amount(self, name: str) -> Decimal | None:
        """A decimal from 0 to `MOST`, sent as a number or as text, in whatever unit the provider has.

        Raises:
            ShapeError: it is no decimal, or beyond these bounds.
        """
        text = self.text(name)
        if text is None:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise ShapeError(self.at(name), "must be a decimal number") from None
        if not amount.is_finite() or not 0 <= amount <= MOST:
            raise ShapeError(self.at(name), f"must be from 0 to {MOST}")
        return amount

    def flag(self, name: str) -> bool | None:
        """Yes or no, also as the texts `true` and `false`.

        Raises:
            ShapeError: it is anything else.
        """
        value = self.raw(name)
        if value is None or isinstance(value, bool):
            return value
        told = {"true": True, "false": False, "": None}
        if isinstance(value, str) and value.strip().lower() in told:
            return told[value.strip().lower()]
        raise ShapeError(self.at(name), "must be true or false")

    def must_be_in(self, name: str, currency: str, of: str) -> None:
        """Refuse a currency that is not the one of the cart; none said is that one. `of` tells where that stands."""
        own = self.text(name)
        if own is not None and own.upper() != currency:
            raise ShapeError(self.at(name), f"must be {currency} as that of {of}")

    def child(self, name: str) -> "Fields | None":
        """The object below a name; None where nothing is said.

        Raises:
            ShapeError: it is no object.
        """
        value = self._value.get(self._name(name))
        if not value:
            return None
        return Fields(value, self.at(name), any_case=self._any_case, read=self._read)

    def needed_child(self, name: str) -> "Fields":
        """The object below a name, which has to be there.

        Raises:
            ShapeError: it is not, or it is no object.
        """
        found = self.child(name)
        if found is None:
            raise ShapeError(self.at(name), "is needed")
        return found

    def children(self, name: str) -> "list[Fields]":
        """The objects of a list; none where nothing is said.

        Raises:
            ShapeError: it is no list, or one of it is no object.
        """
        value = self._value.get(self._name(name)) or []
        if not isinstance(value, list):
            raise ShapeError(self.at(name), "must be a list")
        place = self.at(name)
        return [Fields(one, f"{place}/{i}", any_case=self._any_case, read=self._read) for i, one in enumerate(value)]

    def unread(self) -> tuple[str, ...]:
        """The topmost pointers of what is said and was not read, in the order of the body."""
        above = {place for one in self._read for place in _above(one)}
        return tuple(_unread(self._value, self.pointer, self._read, above))

    def _name(self, name: str) -> str:
        return self._names.get(name.casefold(), name) if self._any_case else name


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
