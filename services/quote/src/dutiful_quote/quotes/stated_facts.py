"""Facts of the goods as the merchant stated them: refused where they would be half heard."""

from collections.abc import Collection, Iterable

from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.goods_facts import wrong_with
from dutiful_quote.engine.measure import Mode
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.quotes.errors import UnusableFactError, refuse_all


def check_facts(consignments: Iterable[Consignment], tariffs: Collection[TariffSlice]) -> None:
    """Refuse facts of an unknown name, or with a value that cannot be read.

    A programme that the loaded edition leaves unresolved may be stated by its own name, as true or false.

    Raises:
        UnusableFactError: naming each such fact.
    """
    stated = ((line, name, text) for part in consignments for line in part.lines for name, text in line.facts.items())
    refuse_all(
        UnusableFactError(f"/lines/{line.index}/facts/{name}", problem)
        for line, name, text in stated
        if (problem := wrong_with(name, text))
        and not (text in {"true", "false"} and any(_leaves_open(tariff, name) for tariff in tariffs))
    )


def _leaves_open(tariff: TariffSlice, programme: str) -> bool:
    """Whether the tariff leaves a measure of the programme unresolved."""
    unresolved = tariff.derived(
        "unresolved", lambda: {one.programme for one in tariff.measures if one.mode is Mode.UNRESOLVED}
    )
    return programme in unresolved
