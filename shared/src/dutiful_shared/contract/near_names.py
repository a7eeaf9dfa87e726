"""The name that was probably meant where a request has a field that nobody knows."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel

from dutiful_shared.contract.fields import WireModel

#: How alike two names must be, of 1, so that one is a misspelling of the other.
_ALIKE: Final = 0.7


def near_name(name: str, beside: Mapping[str, object]) -> str | None:
    """The known name closest to `name`, among those of the objects that share most fields with the one it stands in.

    Args:
        beside: the object of the request, `name` included. What it has already is not proposed.
    """
    # An object that has a field of this very name is not the one that refused it.
    shapes = [(len(fields & beside.keys()), fields) for fields in _shapes() if name not in fields]
    most = max((shared for shared, _ in shapes), default=0)
    if not most:  # nothing beside it tells in what object it stands, and any name of the contract may be alike
        return None
    known = sorted({field for shared, fields in shapes if shared == most for field in fields} - beside.keys())
    found = get_close_matches(_snake(name), known, 1, _ALIKE)
    return found[0] if found else None


def _snake(name: str) -> str:
    """`postalCode` as this contract would write it: `postal_code`."""
    written = name.lower() if name.isupper() else name
    parted = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in written)
    return parted.lstrip("_").replace("-", "_").replace(" ", "_")


def _shapes() -> Iterator[frozenset[str]]:
    """The names of the fields of every object that comes in."""
    return (frozenset(model.model_fields) for model in _below((WireModel,)))


def _below(models: Iterable[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    for model in models:
        yield model
        yield from _below(model.__subclasses__())
