"""What a reader gives back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dutiful_docs.screening.engine.listed import Listed


@dataclass(slots=True)
class ReadList:
    """A list that is being read. `list_date` is known once `entries` has been read to its end.

    Attributes:
        form: which of the official forms it is in.
        list_date: the day the publisher gives; None where the file names none.
    """

    form: str
    entries: Iterator[Listed]
    list_date: date | None = None
