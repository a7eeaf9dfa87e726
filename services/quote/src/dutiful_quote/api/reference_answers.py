"""Answers of the reference routes, from what the tariff's browser found."""

from collections.abc import Iterable
from datetime import date

from dutiful_quote.engine.duty_rate_plain import to_plain
from dutiful_quote.engine.measure import Measure, Mode
from dutiful_quote.tariff.browser import CodeView, CountryView, SearchHit
from dutiful_quote.tariff.schedule import ReleaseInfo
from dutiful_shared.contract.charge_answer import LegalReferenceAnswer
from dutiful_shared.contract.freshness_answer import ReleaseAnswer
from dutiful_shared.contract.reference_answer import (
    AgreementAnswer,
    CountryAnswer,
    MeasureAnswer,
    TariffAnswer,
    TariffHit,
    TariffSearchAnswer,
    ThresholdAnswer,
)


def tariff_answer(country: str, origin: str | None, on: date, view: CodeView) -> TariffAnswer:
    """What the browser found of a code; measures of every origin where `origin` is None."""
    return TariffAnswer(
        country=country,
        jurisdiction=view.territory.customs_territory,
        code=view.code,
        hs6_text=view.hs6_text,
        listed=view.listed,
        declarable=view.declarable,
        origin=origin,
        date=on,
        measures=tuple(measure_answer(measure) for measure in view.measures),
        releases=tuple(_release(release) for release in view.releases),
    )


def search_answer(country: str, query: str, hits: Iterable[SearchHit], following: int | None) -> TariffSearchAnswer:
    """A page of hits; `following` is where the next one begins, None on the last."""
    results = tuple(TariffHit(code=one.code, text=one.text, declarable=one.declarable) for one in hits)
    return TariffSearchAnswer(country=country, query=query, results=results, next=following)


def country_answer(country: str, on: date, view: CountryView) -> CountryAnswer:
    """What a destination's profile and measures say; what its profile leaves empty is null."""
    return CountryAnswer(
        country=country,
        name=view.name,
        us_schedule_c=view.schedule_c,
        customs_territory=view.territory.customs_territory,
        tax_territory=view.territory.tax_territory,
        currency=view.profile.get("currency"),
        valuation_basis=view.profile.get("valuation_basis"),
        tax_name=view.profile.get("tax_name"),
        confidence=view.profile.get("confidence"),
        has_tariff=view.has_tariff,
        date=on,
        taxes=tuple(measure_answer(measure) for measure in view.taxes),
        fees=tuple(measure_answer(measure) for measure in view.fees),
        thresholds=tuple(_threshold(measure) for measure in view.reliefs),
        simplified_regimes=tuple(measure_answer(measure) for measure in view.regimes),
        not_included=view.profile.get("not_included"),
        agreements=tuple(_agreement(measure) for measure in view.agreements),
        releases=tuple(_release(release) for release in view.releases),
    )


def measure_answer(measure: Measure) -> MeasureAnswer:
    """A measure without what only the engine needs: its rank, base and destination within the territory."""
    return MeasureAnswer(
        id=measure.id,
        kind=measure.kind.value,
        programme=measure.programme,
        name=measure.name,
        goods_code=measure.goods_code,
        areas=measure.areas,
        excluded=measure.excluded,
        rate_text=measure.rate_text,
        rate=to_plain(measure.rate) if measure.rate is not None else None,
        mode=measure.mode.value,
        heading=measure.heading,
        conditions=dict(measure.conditions),
        legal_reference=_reference(measure),
        valid_from=measure.valid_from,
        valid_to=measure.valid_to,
        verified_until=measure.verified_until,
        release=measure.release,
    )


def _agreement(measure: Measure) -> AgreementAnswer:
    return AgreementAnswer(
        programme=measure.programme,
        name=measure.name,
        partners=measure.areas,
        conditions=dict(measure.conditions),
        legal_reference=_reference(measure),
        valid_from=measure.valid_from,
        valid_to=measure.valid_to,
    )


def _threshold(measure: Measure) -> ThresholdAnswer:
    return ThresholdAnswer(
        programme=measure.programme,
        name=measure.name,
        certain=measure.mode is not Mode.UNRESOLVED,
        conditions=dict(measure.conditions),
        legal_reference=_reference(measure),
        valid_from=measure.valid_from,
        valid_to=measure.valid_to,
    )


def _reference(measure: Measure) -> LegalReferenceAnswer:
    return LegalReferenceAnswer(text=measure.legal_reference.text, url=measure.legal_reference.url)


def _release(release: ReleaseInfo) -> ReleaseAnswer:
    return ReleaseAnswer(
        id=release.id,
        jurisdiction=release.jurisdiction,
        publication=release.publication,
        edition=release.edition,
        title=release.title,
        publisher=release.publisher,
        published_on=release.published_on,
        verified_until=release.verified_until,
    )
