"""How old the law is that quotes rest on: every loaded release, with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import State
from dutiful_quote.console.pages import render
from dutiful_quote.console.rooms import Console
from dutiful_quote.console.visitor import Quoter
from dutiful_quote.console.waterfall import WIDTH
from dutiful_quote.tariff.release_age import release_age_seconds
from dutiful_quote.tariff.schedule import ReleaseInfo

router = APIRouter(prefix="/console", include_in_schema=False)

#: The width of the picture of an age: a year, or the oldest one where that is more.
_LEAST_SCALE: Final = timedelta(days=365)
#: The width of the line that says from where on facts are old.
_MARK: Final = 2


@dataclass(frozen=True, slots=True)
class Source:
    """An edition of a publication, for one jurisdiction or for many, and the age of its facts: in days, and as a bar in
    thousandths of the picture's width."""

    info: ReleaseInfo
    jurisdictions: tuple[str, ...]
    days: int
    width: int
    old: bool


@router.get("/freshness")
async def show_freshness(request: Request, who: Quoter, state: State, console: Console) -> Response:
    """Every source in force with its age, against the age from which the operator calls facts old."""
    with refused():
        found = await state.changes.releases()
    active = [release.info for release in found if release.active]
    now = state.now()
    ages = (timedelta(seconds=release_age_seconds(one, now)) for one in active)
    scale = max([_LEAST_SCALE, console.old_after, *ages])
    sources = _sources(active, now, console.old_after, scale)
    return render(
        request,
        who,
        "freshness.html",
        page="freshness",
        sources=sources,
        old_days=console.old_after.days,
        old_mark=min(_at(console.old_after, scale), WIDTH - _MARK),
        oldest=max((one.days for one in sources), default=0),
        places=len({one.jurisdiction for one in active}),
        releases=len(active),
    )


def _sources(releases: Iterable[ReleaseInfo], now: datetime, old_after: timedelta, scale: timedelta) -> list[Source]:
    """Each edition once, the oldest first."""
    editions: dict[tuple[str, ...], list[ReleaseInfo]] = {}
    for one in releases:
        editions.setdefault((one.publication, one.edition, one.title, one.publisher), []).append(one)
    found = []
    for same in editions.values():
        age = timedelta(seconds=max(release_age_seconds(one, now) for one in same))
        places = tuple(sorted(one.jurisdiction for one in same))
        found.append(Source(same[0], places, age.days, _at(age, scale), age > old_after))
    return sorted(found, key=lambda one: (-one.days, one.jurisdictions))


def _at(age: timedelta, scale: timedelta) -> int:
    return round(WIDTH * (age / scale))
