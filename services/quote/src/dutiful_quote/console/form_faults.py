"""What is wrong with a form, told in the page's language by the names of its fields.

What the contract finds is told as what would be right; what only the engine knows (a rate that is missing, a scheme
that there is not) is told in its English words, under the field's name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dutiful_quote.console.typed import CONTROL, UNCLEAR
from dutiful_quote.console.words import Words
from dutiful_shared.contract.fields import FIRST_DAY, INCONSISTENT, LAST_DAY
from dutiful_shared.contract.problems import ProblemError

#: Faults that the contract itself finds, by what pydantic calls them, begin so or are these.
_OF_THE_CONTRACT: Final = (
    "missing", "plain_decimal", "decimal", "greater_than", "less_than", "string_", "enum", "literal", "value_error",
    "day", "date", "too_short",
)  # fmt: skip
_ITS_OWN: Final[Mapping[str, str]] = {UNCLEAR: "unclear", CONTROL: "control", "unknown_goods_code": "unknown_code"}


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form: `name` as the browser sends it, `label` as the page shows it. `kind` is what it takes, and the
    name of the text that says so: `number`, `quantity`, `code`, `choice`, `day`, or `text` of `most` characters."""

    name: str
    label: str
    kind: str
    most: int = 0


@dataclass(frozen=True, slots=True)
class FormFault:
    """`field` is None where the form has none for it: then `pointer` says what it is about. `said` names the text that
    says what is wrong; where it is empty, `english` is the engine's own sentence."""

    field: FormField | None
    pointer: str
    said: str
    english: str = ""


def told(faults: Iterable[ProblemError], field_of: Callable[[str], FormField | None]) -> list[FormFault]:
    """Each fault once for its field and text, in their order."""
    found: dict[tuple[str, str, str], FormFault] = {}
    for one in faults:
        pointer = one.pointer or ""
        field = field_of(pointer)
        said = _said(one, field)
        fault = FormFault(field, pointer or one.parameter or "", said, "" if said else one.detail)
        found.setdefault((fault.pointer, fault.said, fault.english), fault)
    return list(found.values())


def places_of(words: Words) -> dict[str, str]:
    """What stands in the places of these texts, as the page's language writes it."""
    sign = words.decimal_sign
    return {
        "sign": sign,
        "plain": f"1234{sign}50",
        "example": words.number("19.99"),
        "first": words.day(FIRST_DAY),
        "last": words.day(LAST_DAY),
    }


def _said(fault: ProblemError, field: FormField | None) -> str:
    if fault.code in _ITS_OWN:
        return _ITS_OWN[fault.code]
    if field is None:
        return ""
    if fault.code == INCONSISTENT and fault.pointer and fault.pointer.endswith("/unit_price"):
        return "price"
    return field.kind if fault.code.startswith(_OF_THE_CONTRACT) else ""
