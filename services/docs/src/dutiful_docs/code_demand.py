"""Which customs demand the code of goods however they are carried: what papers and the check of shipments go by."""

from dataclasses import dataclass
from typing import Final

from dutiful_docs.european_union import EU_CUSTOMS_TERRITORY


@dataclass(frozen=True, slots=True)
class CodeDemand:
    """Goods that come into the `territory` (ISO 3166-1) from outside are declared with their code, by `law`."""

    territory: frozenset[str]
    law: str


#: What was read of the law names no first day. Posts demand a code by their own form, wherever the goods go.
_DEMANDS: Final = (CodeDemand(EU_CUSTOMS_TERRITORY, "Delegated Regulation (EU) 2015/2446, Annex B, 18 09"),)


def code_demand(from_country: str, to_country: str) -> CodeDemand | None:
    """What demands a code of goods on this way; None where nothing that is known does."""
    return next(
        (one for one in _DEMANDS if to_country in one.territory and from_country not in one.territory),
        None,
    )
