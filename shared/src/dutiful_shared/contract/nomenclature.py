"""What `GET /v1/nomenclature` answers: the codes of a system, their places, dates and, where imported, their texts."""

from datetime import date
from typing import Literal

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel

CodeStateName = Literal["declarable", "not_declarable", "too_short", "ended", "not_yet", "unknown", "not_checked"]


class NomenclatureEditionAnswer(AnswerModel):
    """Which edition answers."""

    system: str
    edition: str
    published_on: date
    languages: tuple[str, ...] = Field(description="Languages of the imported texts; none: codes and dates alone.")
    partial: bool = Field(description="Chapters are missing, so that a missing code says nothing.")


class NomenclatureRowAnswer(AnswerModel):
    """A row of the nomenclature. `code` is empty for the heading of a group that has none."""

    code: str
    digits: str = Field(description="What everything below has in common; empty for a group without a code.")
    text: str
    declarable: bool
    lines: int = Field(description="Lines that may be declared, at or below the row.")
    valid_from: date | None
    valid_to: date | None


class NomenclatureSuccessorAnswer(AnswerModel):
    """A subheading of another edition of the Harmonized System that these goods may fall in."""

    edition: str
    code: str
    relationship: str
    main: bool


class NomenclatureAnswer(AnswerModel):
    """`GET /v1/nomenclature/{system}/{code}`."""

    edition: NomenclatureEditionAnswer | None = Field(description="None where the codes of the system are not loaded.")
    code: str
    state: CodeStateName
    reason: str
    level: str = Field(description="The longest beginning of the code that exists.")
    nearest: str = Field(description="A line that may be declared, like the code asked for, where that may not.")
    valid_from: date | None
    valid_to: date | None
    path: tuple[NomenclatureRowAnswer, ...] = Field(description="From the outermost row down to the code.")
    children: tuple[NomenclatureRowAnswer, ...]
    children_left_off: int = Field(0, description="Further children that are not listed.")
    predecessors: tuple[NomenclatureSuccessorAnswer, ...]
    successors: tuple[NomenclatureSuccessorAnswer, ...]


class NomenclatureHitAnswer(AnswerModel):
    """A row that the words may mean, with the rows above it."""

    code: str
    digits: str
    text: str
    above: tuple[str, ...]
    declarable: bool


class NomenclatureSearchAnswer(AnswerModel):
    """`GET /v1/nomenclature/search`."""

    system: str
    query: str
    hits: tuple[NomenclatureHitAnswer, ...]
