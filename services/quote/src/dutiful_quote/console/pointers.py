"""Putting the answer to a question where its JSON Pointer (RFC 6901) says."""

from typing import Any, Final


class AtPointerError(Exception):
    """The pointer leads to no field of the cart."""


def put_at(document: dict[str, Any], pointer: str, value: Any) -> None:
    """Put `value` at `pointer`, making the objects on the way that are not there.

    Raises:
        AtPointerError: the pointer is none, or leads through a list to a member that is not there.
    """
    if not pointer.startswith("/"):
        raise AtPointerError(f"{pointer!r} is no JSON Pointer to a field.")
    *way, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))
    here: Any = document
    for part in way:
        here = _inside(here, part, pointer)
    if not isinstance(here, dict):
        raise AtPointerError(f"{pointer} leads to no field of the cart.")
    here[last] = value


def is_number_at(pointer: str) -> bool:
    """Whether what stands there may be a number: a code and a text are none, whatever they look like."""
    *_, parent, last = ("", *pointer.split("/"))
    return parent in {"quantities", "facts"} or last in _NUMBERS


#: Fields of the cart and its lines that hold one.
_NUMBERS: Final = frozenset(
    {"quantity", "unit_price", "line_total", "discount", "declared_value", "net_weight_kg", "shipping", "insurance"}
)


def _inside(here: Any, part: str, pointer: str) -> Any:
    if isinstance(here, dict):
        return here.setdefault(part, {})
    if isinstance(here, list) and part.isdecimal() and int(part) < len(here):
        return here[int(part)]
    raise AtPointerError(f"{pointer} leads to no field of the cart.")
