"""What a list says of somebody: names, and what may tell one bearer of a name from another."""

from dataclasses import dataclass
from datetime import date

from dutiful_shared.contract.screening_terms import NameQuality, SubjectKind

__all__ = ["Birth", "Edition", "Listed", "ListedName", "NameQuality", "SubjectKind"]


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name as its list writes it."""

    text: str
    quality: NameQuality


@dataclass(frozen=True, slots=True)
class Birth:
    """A day of birth as far as it is known. `circa` where the publisher is not sure."""

    year: int
    month: int | None = None
    day: int | None = None
    circa: bool = False

    def differs_from(self, born: date) -> bool:
        """Whether somebody born on that day is surely another; a year's doubt is allowed, three where it is circa."""
        if abs(self.year - born.year) > (3 if self.circa else 1):
            return True
        if self.circa or self.month is None:
            return False
        return self.day is not None and (self.year, self.month, self.day) != (born.year, born.month, born.day)

    def is_of(self, born: date) -> bool:
        """Whether all that is known agrees with that day."""
        if self.year != born.year:
            return False
        return self.month in (None, born.month) and self.day in (None, born.day)


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list.

    Attributes:
        reference: the publisher's own, unique in the list.
        countries: ISO 3166-1 alpha-2, of nationality, citizenship and addresses; only those whose name is known.
        programmes: the sanctions regimes, as the publisher names them.
    """

    reference: str
    kind: SubjectKind
    names: tuple[ListedName, ...]
    births: tuple[Birth, ...] = ()
    countries: frozenset[str] = frozenset()
    programmes: tuple[str, ...] = ()
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication of a list. `verified_on`: the last day on which an operator found it to be the current one."""

    id: str
    list_id: str
    list_date: date
    digest: str
    verified_on: date
