"""What `GET /v1/tariffs` and `GET /v1/countries/{country}` answer: the law itself, without a cart."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.charge_answer import LegalReferenceAnswer
from dutiful_shared.contract.freshness_answer import ReleaseAnswer


class MeasureAnswer(AnswerModel):
    """One rule of the tariff: what it charges or controls, on which goods, from where, when and by which law.

    `goods_code` covers every code that begins with it; empty, it covers all goods. `areas` are countries or groups, `*`
    every origin, and `excluded` is taken out of them. `rate_text` is the rate as published, `rate` the same as a tree
    to compute with, null where the measure has no amount of its own. `valid_from` and `valid_to` are both included, and
    null is open. `verified_until` is the last day for which the evidence speaks; null: that of its `release`.
    """

    id: str
    kind: str
    programme: str
    name: str
    goods_code: str
    areas: tuple[str, ...]
    excluded: tuple[str, ...]
    rate_text: str
    rate: dict[str, Any] | None
    mode: str
    heading: str
    conditions: dict[str, str]
    legal_reference: LegalReferenceAnswer
    valid_from: date | None
    valid_to: date | None
    verified_until: date | None
    release: str


class TariffAnswer(AnswerModel):
    """`GET /v1/tariffs/{country}/{code}`: what the loaded tariff says about one code on one day."""

    country: str
    jurisdiction: str
    code: str
    hs6_text: Annotated[str | None, Field(description="Of the Harmonized System (HS 2022), in English.")]
    listed: Annotated[
        bool, Field(description="False where no list of the tariff's codes is loaded: six digits are checked then.")
    ] = True
    declarable: tuple[str, ...]
    origin: str | None
    date: date
    measures: tuple[MeasureAnswer, ...]
    releases: tuple[ReleaseAnswer, ...]


class ThresholdAnswer(AnswerModel):
    """`certain` is false where the sources contradict each other, or do not say to whom the relief is given."""

    programme: str
    name: str
    certain: bool
    conditions: dict[str, str]
    legal_reference: LegalReferenceAnswer
    valid_from: date | None
    valid_to: date | None


class AgreementAnswer(AnswerModel):
    """A preference agreement in force, and what a claim must meet: one entry for each way of proving origin."""

    programme: str
    name: str
    partners: tuple[str, ...]
    conditions: dict[str, str]
    legal_reference: LegalReferenceAnswer
    valid_from: date | None
    valid_to: date | None


class CountryAnswer(AnswerModel):
    """`GET /v1/countries/{country}`: what is known of a destination on one day."""

    country: str
    name: str
    us_schedule_c: Annotated[
        str | None, Field(description="By which an entry into the United States names it as an origin (Schedule C).")
    ]
    customs_territory: str
    tax_territory: str
    currency: str | None
    valuation_basis: str | None
    tax_name: str | None
    confidence: str | None
    has_tariff: bool
    date: date
    taxes: tuple[MeasureAnswer, ...]
    fees: tuple[MeasureAnswer, ...]
    thresholds: tuple[ThresholdAnswer, ...]
    simplified_regimes: Annotated[
        tuple[MeasureAnswer, ...],
        Field(description="Flat rates of couriers and the post in place of the tariff, and of tax where they say so."),
    ]
    not_included: Annotated[str | None, Field(description="What quotes to the country leave out, in words.")]
    agreements: tuple[AgreementAnswer, ...] = ()
    releases: tuple[ReleaseAnswer, ...]


class TariffHit(AnswerModel):
    """`text` is that of the Harmonized System (HS 2022), in English; `declarable` are the codes of the loaded tariff at
    or below `code` (or the digits asked for), none where the tariff has no list of codes."""

    code: str
    text: str
    declarable: tuple[str, ...]


class TariffSearchAnswer(AnswerModel):
    """`GET /v1/tariffs/{country}/search`: the likeliest first; `next` is the cursor of the following page."""

    country: str
    query: str
    results: tuple[TariffHit, ...]
    next: int | None
