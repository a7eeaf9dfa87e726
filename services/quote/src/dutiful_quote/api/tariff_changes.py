"""`/v1/tariffs/releases` and `/v1/tariffs/changes`: how fresh the law is, and how it changes."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query

from dutiful_quote.api.reference_answers import measure_answer
from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import Rooms, State
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.tariff.change_log import ChangeLog, TariffChange
from dutiful_quote.tariff.release_age import release_age_seconds
from dutiful_quote.tariff.stored import StoredRelease
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.fields import CountryCode, Day
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.tariff_changes import (
    StoredReleaseAnswer,
    TariffChangeAnswer,
    TariffChangesAnswer,
    TariffReleasesAnswer,
)
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/tariffs", tags=["reference"])

_Caller = Annotated[Caller, Depends(authenticated("quote"))]
_Code = Annotated[
    str, Query(pattern=r"^[0-9]{2}([0-9]{2}([. ]?[0-9]{2}){0,3})?$", description="2 to 10 digits; dots are fine.")
]
_Release = Annotated[
    str,
    # PostgreSQL takes no NUL in a text.
    Query(pattern=r"^[^\x00-\x1f]+$", min_length=3, max_length=200, description="The id of a loaded release."),
]
_PROBLEMS = problem_responses(
    *AUTH_PROBLEMS,
    "invalid_request",
    "internal_error",
    "tariff_unavailable",
)
Item = TypeVar("Item")


@router.get(
    "/releases",
    operation_id="list_tariff_releases",
    summary="The loaded releases, with source and age",
    responses=_PROBLEMS,
)
async def list_releases(
    _caller: _Caller,
    state: State,
    country: Annotated[CountryCode | None, Query(description="Only those of this country's customs territory.")] = None,
    inactive: Annotated[bool, Query(description="Also releases that are not active.")] = False,
) -> TariffReleasesAnswer:
    """Where each country's law comes from, and how old it is."""
    with refused():
        found = await state.changes.releases()
    now, territory = state.now(), _territory(state, country)
    wanted = [
        release for release in found if (inactive or release.active) and territory in (None, release.info.jurisdiction)
    ]
    return TariffReleasesAnswer(releases=tuple(_stored(release, now) for release in wanted))


@router.get(
    "/changes",
    operation_id="list_tariff_changes",
    summary="What changes between two days, or between two releases",
    responses=_PROBLEMS,
)
async def list_changes(
    _caller: _Caller,
    state: State,
    first: Annotated[Day | None, Query(alias="from", description="With `to`: the earlier day.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="With `from`: the later day.")] = None,
    before: _Release | None = None,
    after: _Release | None = None,
    country: Annotated[
        CountryCode | None, Query(description="Only the law of this country's customs territory.")
    ] = None,
    code: _Code = "",
    cursor: Annotated[int, Query(ge=0, le=10_000_000, description="`next` of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> TariffChangesAnswer:
    """Measures of the active releases that begin or end, or measures in which two releases differ."""
    digits = code.replace(".", "").replace(" ", "")
    territory = _territory(state, country)
    with refused():
        if first and last and not before and not after:
            _check_days(first, last)
            found = await state.changes.between_days(
                first, last, jurisdiction=territory, code=digits, skip=cursor, most=limit + 1
            )
        elif before and after and not first and not last:
            await _check_releases(state.changes, before, after)
            changes = state.changes.between_releases(before, after)
            found = await _page(_of(changes, territory, digits), cursor, limit + 1)
        else:
            raise _wrong("from", "give from and to (days), or before and after (releases)")
    following = cursor + limit if len(found) > limit else None
    return TariffChangesAnswer(changes=tuple(_change(change) for change in found[:limit]), next=following)


def _territory(state: Rooms, country: str | None) -> str | None:
    """Whose tariff the country's imports fall under: that of the EU for DE, and for Northern Ireland too."""
    return None if country is None else laws_of(state.quotes.landing.territories.of(country).customs_territory)[-1]


def _check_days(first: date, last: date) -> None:
    if last <= first:
        raise _wrong("to", f"{last} is not after {first}")


async def _check_releases(changes: ChangeLog, before: str, after: str) -> None:
    known = await changes.known(before, after)
    for name, release in (("before", before), ("after", after)):
        if release not in known:
            raise _wrong(name, f"no release {release} is loaded; GET /v1/tariffs/releases names them")


def _wrong(parameter: str, text: str) -> Exception:
    fault = ProblemError(code="invalid", detail=text, parameter=f"query.{parameter}")
    return problem("invalid_request", "The changes cannot be listed.", errors=[fault])


async def _of(changes: AsyncIterator[TariffChange], territory: str | None, code: str) -> AsyncIterator[TariffChange]:
    async for change in changes:
        measure = change.measure
        near = measure.goods_code.startswith(code) or code.startswith(measure.goods_code)
        if near and territory in (None, measure.jurisdiction):
            yield change


async def _page(items: AsyncIterator[Item], skip: int, most: int) -> list[Item]:
    page: list[Item] = []
    number = 0
    async for item in items:
        if number >= skip:
            page.append(item)
        number += 1
        if len(page) >= most:
            break
    return page


def _change(change: TariffChange) -> TariffChangeAnswer:
    measure = change.measure
    return TariffChangeAnswer(
        change=change.change.value,
        on=change.on,
        jurisdiction=measure.jurisdiction,
        goods_code=measure.goods_code,
        measure_id=measure.id,
        fields=change.fields,
        before=measure_answer(change.before) if change.before else None,
        after=measure_answer(change.after) if change.after else None,
    )


def _stored(release: StoredRelease, now: datetime) -> StoredReleaseAnswer:
    info = release.info
    return StoredReleaseAnswer(
        id=info.id,
        jurisdiction=info.jurisdiction,
        publication=info.publication,
        edition=info.edition,
        title=info.title,
        publisher=info.publisher,
        published_on=info.published_on,
        verified_until=info.verified_until,
        source_url=info.source_url,
        licence=info.licence,
        measures=release.measure_count,
        lines=release.line_count,
        loaded_at=release.loaded_at,
        active=release.active,
        activated_at=release.activated_at,
        age_seconds=int(release_age_seconds(info, now)),
    )
