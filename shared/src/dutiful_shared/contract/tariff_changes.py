"""Answers about the tariff's releases and changes."""

from datetime import date, datetime

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.freshness_answer import ReleaseAnswer
from dutiful_shared.contract.reference_answer import MeasureAnswer


class StoredReleaseAnswer(ReleaseAnswer):
    """A loaded release. `age_seconds` counts from the end of the day up to which it is verified."""

    source_url: str
    licence: str
    measures: int
    lines: int
    loaded_at: datetime
    active: bool
    activated_at: datetime | None
    age_seconds: int


class TariffReleasesAnswer(AnswerModel):
    """`GET /v1/tariffs/releases`."""

    releases: tuple[StoredReleaseAnswer, ...]


class TariffChangeAnswer(AnswerModel):
    """One measure that begins or ends on a day, or that one release has otherwise than another.

    `on` is the first day on which the law is another, None between releases; `fields` names what differs in a measure
    that both releases have.
    """

    change: str
    on: date | None
    jurisdiction: str
    goods_code: str
    measure_id: str
    fields: tuple[str, ...]
    before: MeasureAnswer | None
    after: MeasureAnswer | None


class TariffChangesAnswer(AnswerModel):
    """`GET /v1/tariffs/changes`: a page. `next` is the cursor of the following page, None on the last one."""

    changes: tuple[TariffChangeAnswer, ...]
    next: int | None
