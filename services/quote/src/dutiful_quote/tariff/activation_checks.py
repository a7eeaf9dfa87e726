"""What is looked at before a release takes the place of another: a file that was read well may still be half a tariff.

A breach is no error. It means that a person must look and give a reason, which the history keeps.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.tariff import release_comparison as compare
from dutiful_quote.tariff import release_tables as tables
from dutiful_quote.tariff.errors import ActivationBreachedError, ReleaseUnknownError
from dutiful_quote.tariff.release_comparison import Extent, RateChanges
from dutiful_quote.tariff.releases import ReleaseStore

#: Share of declarable codes that may vanish: a yearly edition of the Harmonized System renames about one in a hundred.
LINES_LOST: Final = Decimal("0.02")
#: Share of the measures of one kind that may vanish, if more than a handful.
MEASURES_LOST: Final = Decimal("0.05")
#: So few measures of a kind may come and go without a question.
HANDFUL: Final = 20
#: Share of the declarable codes that may lose their duty.
NEWLY_UNRATED: Final = Decimal("0.005")
#: Share of common rates that may differ: staged cuts once a year touch less.
RATES_CHANGED: Final = Decimal("0.20")
#: A rate that moves by so many points of the value is a jump, and so many of them are suspicious.
JUMP: Final = Decimal("0.10")
JUMPS: Final = Decimal("0.005")
_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class CheckedRelease:
    """A release held against the active one of its publication (`against`; None where it is the first)."""

    release: str
    against: str | None
    breaches: tuple[str, ...]


async def check_release(engine: AsyncEngine, release: str) -> CheckedRelease:
    """Compare a loaded release with the one it would replace.

    Raises:
        ReleaseUnknownError: it is not loaded.
    """
    async with engine.connect() as connection:
        place = await tables.publication_of(connection, release)
        if place is None:
            raise ReleaseUnknownError(f"no release {release} is loaded")
        active = await tables.active_release(connection, *place)
        if active == release:
            return CheckedRelease(release, None, ())
        await tables.lift_timeout(connection)
        overlapping = await _overlaps(connection, release, place)
        if active is None:
            return CheckedRelease(release, None, overlapping)
        before, after = await compare.extent(connection, active), await compare.extent(connection, release)
        lost = await compare.lost_lines(connection, active, release)
        rates = await compare.rate_changes(connection, active, release, str(JUMP), _EXAMPLES)
    breaches = (*_of_lines(before, after, lost), *_of_kinds(before, after), *_of_rates(rates), *overlapping)
    return CheckedRelease(release, active, breaches)


async def activate_checked(
    store: ReleaseStore, engine: AsyncEngine, release: str, by: str, accept: str | None = None
) -> CheckedRelease:
    """Activate a release that passes its checks, or whose breaches somebody accepts with a reason.

    Raises:
        ActivationBreachedError: a check is breached and nobody accepted it; nothing was activated.
        ReleaseUnknownError: it is not loaded.
    """
    checked = await check_release(engine, release)
    if checked.breaches and not accept:
        raise ActivationBreachedError(release, checked.breaches)
    await store.activate_together([release], by, reason=accept, breaches=checked.breaches)
    return checked


async def _overlaps(connection: AsyncConnection, release: str, place: tuple[str, str]) -> tuple[str, ...]:
    """What the release and the other active publications of its country say twice; a load looks at itself only."""
    found: list[str] = []
    for other in await tables.active_beside(connection, *place):
        pairs = await tables.overlaps(connection, [release, other], _EXAMPLES)
        found += [f"{one} and {another} of {other} overlap (goods code {code or 'any'}, area {area})"
                  for one, another, code, area in pairs]  # fmt: skip
    return tuple(found)


def _of_lines(before: Extent, after: Extent, lost: int) -> list[str]:
    breaches = []
    if before.lines and Decimal(lost) / before.lines > LINES_LOST:
        breaches.append(f"{lost} of {before.lines} declarable codes are gone (more than {LINES_LOST:.1%})")
    if after.lines:
        share_before = Decimal(before.unrated) / before.lines if before.lines else Decimal(0)
        share = Decimal(after.unrated) / after.lines
        if share - share_before > NEWLY_UNRATED:
            breaches.append(
                f"{after.unrated} of {after.lines} declarable codes have no duty; {before.unrated} had none"
            )
    return breaches


def _of_kinds(before: Extent, after: Extent) -> list[str]:
    breaches = []
    for kind, number in sorted(before.kinds.items()):
        left = after.kinds.get(kind, 0)
        if number - left > HANDFUL and Decimal(number - left) / number > MEASURES_LOST:
            breaches.append(f"{number} measures of kind {kind} become {left} (more than {MEASURES_LOST:.1%} fewer)")
        elif number and not left:
            breaches.append(f"no measure of kind {kind} is left of {number}")
    return breaches


def _of_rates(rates: RateChanges) -> list[str]:
    if not rates.compared:
        return []
    breaches = []
    if Decimal(rates.changed) / rates.compared > RATES_CHANGED:
        breaches.append(f"{rates.changed} of {rates.compared} rates differ (more than {RATES_CHANGED:.0%})")
    if Decimal(rates.jumped) / rates.compared > JUMPS:
        shown = "; ".join(rates.examples)
        breaches.append(f"{rates.jumped} of {rates.compared} rates move by {JUMP:.0%} of the value or more: {shown}")
    return breaches
