"""The base of a tax on import, as the profile of a territory names it, part by part.

The entry `tax_base` holds the parts, `tax_base:<name>` those of one tax of several: `customs_value`, `duty` (and with
it `excise`), `freight` (what the customs value leaves out of it), `insurance` (where the customs value is FOB) and
`uplift:0.10` (a share of the customs value). Parts that are sums of earlier taxes stand in `tax_cascade`.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from dutiful_quote.engine.case import Case, LineState

#: Begins the name of a part that is a share of the customs value.
_UPLIFT: Final = "uplift:"
#: Used where a profile does not say more: Directive 2006/112/EC Art. 85-86 and most laws modelled on it.
_DEFAULT: Final = "customs_value duty excise"


def base_parts(profile: Mapping[str, str], programme: str = "") -> tuple[str, ...]:
    """The named parts of the base of a tax."""
    own = profile.get(f"tax_base:{programme}")
    return _parts(profile.get("tax_base", _DEFAULT) if own is None else own)


@lru_cache(maxsize=256)
def _parts(named: str) -> tuple[str, ...]:
    return tuple(named.split())


def part_of_base(case: Case, state: LineState, part: str, duty: Decimal) -> Decimal:
    """What a part comes to on a line whose duty is `duty`, in the destination's currency; 0 for a part not of here."""
    value = state.value
    match part:
        case "customs_value":
            return value.customs_value
        case "duty":
            return duty
        case "freight":
            return value.onward_freight
        case "insurance" if case.valuation.basis == "FOB":
            return value.insurance
        case _ if part.startswith(_UPLIFT):
            return case.rounded(value.customs_value * Decimal(part.removeprefix(_UPLIFT)))
        case _:
            return Decimal(0)


def tax_base(case: Case, state: LineState) -> Decimal:
    """The known part of the line's base for import tax, in the destination's currency."""
    parts = base_parts(case.law.profile)
    return sum((part_of_base(case, state, part, state.duty) for part in parts), Decimal(0))
