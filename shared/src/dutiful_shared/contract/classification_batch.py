"""`/v1/classifications/batch` and `/v1/rechecks`: work that takes longer than a request."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.catalogue_imports import RowFault
from dutiful_shared.contract.classification import Classification, Decision, Digits

#: More rows are sent as another batch.
MAX_BATCH_ROWS: Final = 10_000


class JobState(StrEnum):
    """How far work in the background is; `done`, `failed` and `cancelled` are final.

    `failed`: the rest could not be read; what stands before it is classified.
    """

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class BatchJob(AnswerModel):
    """A batch: how far it is, and a page of the rows that were refused."""

    id: str
    state: JobState
    detail: str
    created_at: datetime
    updated_at: datetime
    bytes: int
    rows_read: int
    rows_classified: int
    rows_refused: int
    decisions: dict[Decision, int]
    faults: tuple[RowFault, ...]
    next: Annotated[str | None, Field(description="The cursor of the following page of faults.")]


class LineResult(AnswerModel):
    """A row of results: its answer, or what is wrong with it."""

    row: int
    classification: Classification | None = None
    faults: tuple[RowFault, ...] = ()


class FindingKind(StrEnum):
    """What became of a code.

    * `gone`: the nomenclature does not have it any more.
    * `answer_changed`: the model's first candidate is another one than it was.
    """

    GONE = "gone"
    ANSWER_CHANGED = "answer_changed"


class RecheckFinding(AnswerModel):
    """Something that a person should look at again."""

    override: str
    sku: str | None
    title: str
    kind: FindingKind
    code_system: str
    code: Digits
    successors: Annotated[list[str], Field(description="What the nomenclature has in its place, if that is known.")]
    hs6_then: str | None
    hs6_now: str | None
    probability_now: float | None


class RecheckSummary(AnswerModel):
    """A check of all that is remembered against the present nomenclature and model."""

    id: str
    state: JobState
    cause: Annotated[
        str,
        Field(
            pattern="^(asked|editions)$",
            description="`asked` for, or begun by itself because the editions of nomenclatures are others than before.",
        ),
    ] = "asked"
    created_at: datetime
    updated_at: datetime
    model: str
    nomenclature: str
    overrides_read: int


class RecheckList(AnswerModel):
    """The newest first."""

    rechecks: tuple[RecheckSummary, ...]


class Recheck(RecheckSummary):
    """With what was found."""

    findings_total: int
    findings: tuple[RecheckFinding, ...]
    next: Annotated[str | None, Field(description="The cursor of the following page of findings.")]
