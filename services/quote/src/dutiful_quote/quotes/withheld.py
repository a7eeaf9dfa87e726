"""Lines that the merchant does not send to the destination: kept out like goods that the law keeps out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from dutiful_quote.engine.findings import Restriction
from dutiful_quote.quotes.completed import Withheld
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_shared.contract.charge import LegalReference

#: Stands where a control of the law names its measure.
_MEASURE: Final = "merchant:not_shipped_to"
_CATALOGUE: Final = LegalReference("not_shipped_to in the merchant's catalogue", "")


def without_withheld(part: AssessedConsignment, withheld: Iterable[Withheld]) -> AssessedConsignment:
    """The consignment with a restriction that blocks for each such line in it: no way of delivery is available."""
    lines = {line.id for line in part.consignment.lines}
    own = tuple(Restriction(one.line, one.text, _CATALOGUE, _MEASURE, True) for one in withheld if one.line in lines)
    if not own:
        return part
    assessment = replace(part.assessment, restrictions=(*part.assessment.restrictions, *own))
    return replace(part, assessment=assessment)
