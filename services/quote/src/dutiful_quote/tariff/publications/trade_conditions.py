"""The conditions of a measure in TARIC and the UK tariff: documents, and what follows with or without them.

Conditions of one code are alternatives: the first that is met decides, and the one without a document says what holds
when none is. Action codes: 01 and 27 apply the duty, 24, 25, 26, 28 and 29 allow the goods, 07 does not apply the
measure, 08 refuses the subheading, 04 to 06, 09, 10, 16 and 30 refuse the goods.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_APPLY: Final = frozenset({"01", "24", "25", "26", "27", "28", "29"})
_NOT_APPLICABLE: Final = "07"
_OTHER_SUBHEADING: Final = "08"
#: Bands of the entry price, each with its duty.
_ENTRY_PRICE: Final = "V"


@dataclass(frozen=True, slots=True)
class MeasureCondition:
    """One condition: its `code` (B, C, Y, V ...), the `document` that meets it, the `action` that then follows.

    `threshold` is true where a quantity or price is compared instead, `duty` where the condition has its own rate.
    """

    code: str
    document: str
    action: str
    threshold: bool = False
    duty: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What the conditions of one measure come to.

    Attributes:
        documents: groups of document codes; the measure applies (or the goods may enter) with one of each.
        exempting: documents that take the goods out of the measure.
        subheading: groups without one of which the code itself may not be declared.
        entry_price: the duty depends on the price of entry.
        unread: codes of conditions on quantities or prices, which this edition does not compute.
    """

    documents: tuple[tuple[str, ...], ...] = ()
    exempting: tuple[str, ...] = ()
    subheading: tuple[tuple[str, ...], ...] = ()
    entry_price: bool = False
    unread: tuple[str, ...] = ()


#: Of a measure without conditions.
NO_TERMS: Final = Terms()


def terms_of(conditions: Iterable[MeasureCondition]) -> Terms:
    """What the conditions come to, code by code."""
    groups: dict[str, list[MeasureCondition]] = {}
    for condition in conditions:
        groups.setdefault(condition.code, []).append(condition)
    documents, exempting, subheading, unread = [], [], [], []
    entry_price = False
    for code, group in sorted(groups.items()):
        if code == _ENTRY_PRICE and all(one.duty for one in group):
            entry_price = True
            continue
        if any(one.threshold or one.duty for one in group):
            unread.append(code)
        met = tuple(one.document for one in group if one.document and one.action in _APPLY)
        otherwise = next((one.action for one in group if not one.document and not one.threshold), "")
        if otherwise == _OTHER_SUBHEADING:
            subheading.append(met)
        elif otherwise in _APPLY:
            exempting += [one.document for one in group if one.document and one.action == _NOT_APPLICABLE]
        elif met:
            documents.append(met)
    return Terms(tuple(documents), tuple(exempting), tuple(subheading), entry_price, tuple(unread))
