"""What may be wrong with the articles of a catalogue, on the wire."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel


class HealthProblem(StrEnum):
    """What may be wrong with an article.

    * `unknown_hs_code`: not in the Harmonized System.
    * `unknown_national_code`: not in the active tariff of the country whose national code it is.
    * `ambiguous_code`: several lines of that tariff begin with it.
    * `override_conflict`: a shop's code is another one than a person's.
    * `classifier_conflict`: a shop's code is another one than the classifier's.
    """

    MISSING_CODE = "missing_code"
    MISSING_ORIGIN = "missing_origin"
    MISSING_WEIGHT = "missing_weight"
    MISSING_DESCRIPTION = "missing_description"
    UNKNOWN_HS_CODE = "unknown_hs_code"
    UNKNOWN_NATIONAL_CODE = "unknown_national_code"
    AMBIGUOUS_CODE = "ambiguous_code"
    OVERRIDE_CONFLICT = "override_conflict"
    CLASSIFIER_CONFLICT = "classifier_conflict"


class HealthFinding(AnswerModel):
    """One problem of one article. `field` is where it is; `value` is what stands there, empty where nothing does."""

    sku: str
    problem: HealthProblem
    field: str
    value: str
    other: str = Field(description="The other code of a conflict; the number of lines of an ambiguous code.")


class CatalogueHealth(AnswerModel):
    """How fit the catalogue is for quoting."""

    articles: int
    counts: Mapping[HealthProblem, int]
    findings: tuple[HealthFinding, ...]
    next: str | None
