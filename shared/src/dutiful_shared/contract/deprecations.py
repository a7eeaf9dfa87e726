"""What of the contract is on its way out: the one table, by service, that answers and documents are marked from.

The policy is in the handbook (`developers/deprecation.md`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: From the day on which something is called deprecated to the earliest one on which it may be gone.
LEAST_NOTICE: Final = timedelta(days=180)


class TooShortNoticeError(ValueError):
    """Something would be gone sooner than the policy promises."""


@dataclass(frozen=True, slots=True)
class _Leaving:
    since: date
    sunset: date
    instead: str

    def __post_init__(self) -> None:
        if self.sunset < self.since + LEAST_NOTICE:
            raise TooShortNoticeError(f"{self} is announced for less than {LEAST_NOTICE.days} days")

    @property
    def note(self) -> str:
        """For people who read the document."""
        return f"Deprecated since {self.since}; gone from {self.sunset} on. {self.instead}"


@dataclass(frozen=True, slots=True)
class DeprecatedOperation(_Leaving):
    """An operation that will go.

    Attributes:
        since: the day from which it is deprecated, in UTC.
        sunset: the first day on which it may be gone, in UTC.
        instead: a sentence that says what to use.
        method: in capitals.
        path: the template, such as `/v1/quotes/{quote_id}`.
        successor: the path of what takes its place; empty where it is no single one.
    """

    method: str
    path: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class DeprecatedField(_Leaving):
    """A field of a request or an answer that will go; `schema` is its model's name in the OpenAPI document."""

    schema: str
    field: str


@dataclass(frozen=True, slots=True)
class Deprecations:
    """What of one service will go."""

    operations: tuple[DeprecatedOperation, ...] = ()
    fields: tuple[DeprecatedField, ...] = ()


NOTHING: Final = Deprecations()

#: By service. Whatever is added here needs a line in the changelog.
DEPRECATIONS: Final[Mapping[str, Deprecations]] = {"quote": NOTHING, "classify": NOTHING, "docs": NOTHING}
