"""`value_class`: a frozen, slotted dataclass that is cheap to make, for what is made dozens of times at every quote.

The type checker holds it to be frozen. At run time its fields are set like those of any object: the way around a
dataclass's own guard, `object.__setattr__` for each field, took a seventh of a warm quote (ADR 0042).
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Class = TypeVar("Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_class(cls: type[Class]) -> type[Class]:
    """Like `@dataclass(frozen=True, slots=True)`, with the same equality and hash."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
