"""The form of a customs paper: its fields are named by the JSON Pointers of the request, so that whatever the rules of
the document service ask for has a field of that name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError

from dutiful_quote.console.paper_fields import BASE_FIELDS, GOODS_FIELDS, PaperField, field_at, is_field
from dutiful_quote.console.typed import UNCLEAR, read_number, written_number
from dutiful_shared.contract.documents import DocumentRequest
from dutiful_shared.contract.faults import faults_of, true_errors
from dutiful_shared.contract.problems import ProblemError

_GOODS: Final = "/goods/"
#: How the contract calls a field that it needs beside others that are there.
_HALF: Final = "missing"


@dataclass(frozen=True, slots=True)
class Goods:
    """A line of the quote that the paper is for: its id, what the cart calls it, and how many there are (empty where
    the cart cannot be read any more)."""

    line: str
    name: str
    quantity: str


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What stands in the form: `values` by pointer, for the goods of a quote.

    `asked` are fields beyond those that every form has, since a rule asked for them; `sign` is what the page's language
    writes before decimals.
    """

    quote_id: str
    goods: tuple[Goods, ...]
    values: Mapping[str, str]
    asked: tuple[str, ...] = ()
    sign: str = "."

    def place_of(self, pointer: str) -> tuple[str, PaperField] | None:
        """The section and the field in which to say what `pointer` leads to; None where there is no such field."""
        target = field_for(pointer)
        if not is_field(target):
            return None
        sections = ((name, field) for name, fields in BASE_FIELDS.items() for field in fields)
        found = next((one for one in sections if one[1].pointer == target), None)
        return found or ("goods" if target.startswith(_GOODS) else "asked", field_at(target))

    def value(self, pointer: str) -> str:
        """What stands in the field of this JSON Pointer; empty where nothing does."""
        return self.values.get(pointer, "")

    def sections(self) -> list[tuple[str, list[PaperField]]]:
        """Fields by section, in the order of the form; what was asked for besides comes last, as `asked`."""
        besides = [field_at(pointer) for pointer in self.asked if not pointer.startswith(_GOODS)]
        sections = [(name, list(fields)) for name, fields in BASE_FIELDS.items()]
        return [*sections, ("asked", besides)] if besides else sections

    def goods_fields(self) -> list[tuple[Goods, list[PaperField]]]:
        """The fields of each line of goods."""
        found = []
        for place, one in enumerate(self.goods):
            prefix = f"{_GOODS}{place}/"
            pointers = [prefix + name for name in GOODS_FIELDS]
            pointers += [pointer for pointer in self.asked if pointer.startswith(prefix)]
            found.append((one, [field_at(pointer) for pointer in pointers]))
        return found

    def with_asked(self, pointers: Iterable[str]) -> "PaperForm":
        """The form with a field for each of these, where it has none yet."""
        known = {field.pointer for _, fields in (*self.sections(), *self.goods_fields()) for field in fields}
        targets = (field_for(one) for one in pointers)
        wanted = dict.fromkeys(one for one in targets if is_field(one) and one not in known)
        return replace(self, asked=(*self.asked, *wanted))

    def request(self, *, draft: bool) -> dict[str, Any]:
        """The request as JSON values: only what was filled in. One package holds all goods."""
        tree: dict[str, Any] = {}
        for pointer, value in self.values.items():
            if value:
                number = field_at(pointer).kind == "decimal"
                _put(tree, pointer, (read_number(value, self.sign) or value) if number else value)
        goods, package = tree.pop("goods", {}), tree.pop("packages", {}).get("0")
        wanted: dict[str, Any] = _listed(tree)
        wanted["goods"] = [
            {**_listed(goods.get(str(place), {})), "line": one.line} for place, one in enumerate(self.goods)
        ]
        if package:
            contents = [{"line": one.line, "quantity": one.quantity} for one in self.goods if one.quantity]
            wanted["packages"] = [{"number": "1", "contents": contents, **_listed(package)}]
        return {**wanted, "quote_id": self.quote_id, "draft": draft}

    def read(self, *, draft: bool) -> tuple[DocumentRequest | None, list[ProblemError]]:
        """The request; or None, and what is wrong with the fields."""
        wanted, own = self.request(draft=draft), self._own_faults()
        try:
            request = DocumentRequest.model_validate(wanted)
        except ValidationError as exc:
            errors = [{**one, "loc": ("body", *one["loc"])} for one in true_errors(exc.errors())]
            told = {one.pointer for one in own}
            return None, [*own, *(one for one in faults_of(errors, wanted) if one.pointer not in told)]
        return (None, own) if own else (request, [])

    def sound(self, faults: Iterable[ProblemError]) -> "PaperForm":
        """The form without what is wrong, nor what lacks its other half, as a number without its type."""
        wrong = {
            (one.pointer or "").rpartition("/")[0] if one.code == _HALF else one.pointer
            for one in faults
            if one.pointer
        }
        kept = {
            pointer: value
            for pointer, value in self.values.items()
            if pointer not in wrong and pointer.rpartition("/")[0] not in wrong
        }
        return replace(self, values=kept)

    def _own_faults(self) -> list[ProblemError]:
        """Numbers that may mean two."""
        return [
            ProblemError(code=UNCLEAR, detail="may be two different numbers", pointer=pointer)
            for pointer, value in self.values.items()
            if value and field_at(pointer).kind == "decimal" and read_number(value, self.sign) is None
        ]


def sent_paper(
    quote_id: str, goods: Sequence[Goods], pairs: Iterable[tuple[str, str]], asked: Iterable[str], sign: str = "."
) -> PaperForm:
    """The form as a browser sent it; names that are no pointers are the form's own."""
    values = {name: value.strip() for name, value in pairs if is_field(name)}
    return PaperForm(quote_id, tuple(goods), values, sign=sign).with_asked(asked)


def begun_paper(quote_id: str, goods: Sequence[Goods], given: Mapping[str, Any], sign: str = ".") -> PaperForm:
    """The form with what is known beforehand, as a request would say it."""
    values = {
        pointer: written_number(value, sign) if field_at(pointer).kind == "decimal" else value
        for pointer, value in _leaves("", given)
    }
    return PaperForm(quote_id, tuple(goods), values, sign=sign).with_asked(values)


def field_for(pointer: str) -> str:
    """The field in which to say what `pointer` leads to; empty where the quote has to say it."""
    if pointer in _FIELD_FOR:
        return _FIELD_FOR[pointer]
    if pointer.endswith("/registrations"):
        return f"{pointer}/0/number"
    if pointer.endswith("/street"):
        return f"{pointer}/0"
    if pointer.endswith("/size"):
        return f"{pointer}/length_cm"
    return pointer


#: Where something is asked for as a whole, the field that begins to say it.
_FIELD_FOR: Final = {
    "/quote_id": "",
    "/packages": "/packages/0/gross_weight_kg",
    "/packing": "/packages/0/gross_weight_kg",
    "/packages/0/contents": "/packages/0/gross_weight_kg",
}


def _put(tree: dict[str, Any], pointer: str, value: str) -> None:
    *way, last = pointer[1:].split("/")
    for part in way:
        tree = tree.setdefault(part, {})
    tree[last] = value


def _listed(value: Any) -> Any:
    """Mappings whose keys are places become lists, in the order of the places."""
    if not isinstance(value, dict):
        return value
    members = {key: _listed(one) for key, one in value.items()}
    if members and all(key.isdecimal() for key in members):
        return [members[key] for key in sorted(members, key=int)]
    return members


def _leaves(pointer: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every single value that has a field, with its pointer."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(f"{pointer}/{key}", one)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _leaves(f"{pointer}/{place}", one)
    elif value is not None and is_field(pointer):
        yield pointer, str(value)
