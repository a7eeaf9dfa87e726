"""Facts of the goods as the merchant stated them: refused where they would be half heard."""

from collections.abc import Iterable

from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.goods_facts import wrong_with
from dutiful_quote.engine.measure import Mode
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.quotes.errors import UnusableFactError


def check_facts(consignments: Iterable[Consignment], tariffs: Iterable[TariffSlice]) -> None:
    """Refuse facts of an unknown name, or with a value that cannot be read.

    A programme that the loaded edition leaves unresolved may be stated by its own name, as true or false.

    Raises:
        UnusableFactError: naming the fact.
    """
    stated = [(line, name, text) for part in consignments for line in part.lines for name, text in line.facts.items()]
    if not stated:
        return
    unresolved = {
        measure.programme for tariff in tariffs for measure in tariff.measures if measure.mode is Mode.UNRESOLVED
    }
    for line, name, text in stated:
        if name in unresolved and text in {"true", "false"}:
            continue
        problem = wrong_with(name, text)
        if problem:
            raise UnusableFactError(f"/lines/{line.index}/facts/{name}", problem)
