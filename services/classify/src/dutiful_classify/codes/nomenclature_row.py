"""A row of a nomenclature, as every reader of an official file hands it on."""

from dataclasses import dataclass
from datetime import date
from typing import Final

#: The product line suffix of a code that may be declared where it has nothing below; others head groups (TARIC).
PRODUCT_LINE: Final = "80"


@dataclass(frozen=True, slots=True)
class NomenclatureRow:
    """One row, in the order of the publication.

    Attributes:
        code: digits as the publisher writes them, without dots; empty for a heading of a group that has none.
        suffix: product line suffix; `80` for whatever is a code in its own right.
        indent: how deep the row stands below its heading; None where the publication has no indents, only digits.
        text: the publisher's wording; empty in packaged facts.
        declarable: what the publication says; None where it says nothing and the last rows of a branch are.
        place: where the row stands in its file, for refusals.
    """

    code: str
    indent: int | None = None
    text: str = ""
    suffix: str = PRODUCT_LINE
    valid_from: date | None = None
    valid_to: date | None = None
    declarable: bool | None = None
    place: str = ""
