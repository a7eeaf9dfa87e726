"""The fields in which a person says what a customs paper needs, each with what the contract knows of it.

A field's kind and choices come from the schema of `DocumentRequest`: what the contract learns, the form knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from dutiful_shared.contract.documents import DocumentRequest

#: Languages that papers come in.
PAPER_LANGUAGES: Final = ("en", "fr", "de", "es", "it", "nl", "pt", "pl", "ja", "zh", "ko", "ar")
#: Of each line of goods.
GOODS_FIELDS: Final = ("description", "net_weight_kg")
_REGISTRATION: Final = ("registrations/0/type", "registrations/0/number")
_PARTY: Final = ("name", "street/0", "postal_code", "city", "region", "country", "phone", *_REGISTRATION)


@dataclass(frozen=True, slots=True)
class PaperField:
    """A field: `kind` is `text`, `date`, `decimal`, `choice`, `yes_no`, `country` or `language`; `name` that of its
    label. `choices` are the contract's words."""

    pointer: str
    name: str
    kind: str
    choices: tuple[str, ...] = ()
    longest: int = 255

    @property
    def parent(self) -> str:
        """What the value is of, such as `producer`; empty at the top."""
        way = [part for part in self.pointer[1:].split("/")[:-1] if not part.isdecimal()]
        return way[-1] if way else ""

    @property
    def id(self) -> str:
        """For the page: a pointer without what an id may not have."""
        return "f" + self.pointer.replace("/", "-")


@lru_cache(maxsize=2_000)
def field_at(pointer: str) -> PaperField:
    """The field of a pointer that leads to a single value of the request.

    Raises:
        LookupError: it leads nowhere, or to more than one value.
    """
    *_, last = way = pointer[1:].split("/")
    schema = _schema_at(way)
    name = next(part for part in reversed(way) if not part.isdecimal())
    if way[-2:-1] and way[-2].isdecimal() and "registrations" in way:
        name = f"registration_{last}"
    return PaperField(pointer, name, *_kind_of(last, schema), longest=int(schema.get("maxLength", 255)))


def is_field(pointer: str) -> bool:
    """Whether somebody can say there what a paper needs."""
    try:
        return pointer.startswith("/") and field_at(pointer) is not None
    except LookupError:
        return False


def _kind_of(name: str, schema: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    if name in ("country", "origin"):
        return "country", ()
    if name in ("language", "second_language"):
        return "language", PAPER_LANGUAGES
    if "enum" in schema:
        return "choice", tuple(str(one) for one in schema["enum"])
    if schema.get("type") == "boolean":
        return "yes_no", ()
    if schema.get("format") == "date":
        return "date", ()
    if schema.get("type") in ("object", "array"):
        raise LookupError(name)
    return ("decimal" if name.endswith(("_kg", "_cm")) else "text"), ()


def _schema_at(way: list[str]) -> Mapping[str, Any]:
    whole = _schema()
    here: Mapping[str, Any] = whole
    for part in way:
        here = _resolved(here, whole)
        listed = part.isdecimal() and here.get("type") == "array"
        here = here["items"] if listed else here.get("properties", {})[part]
    return _resolved(here, whole)


def _resolved(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """Behind references, and without the branch for null."""
    while True:
        if "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        elif "anyOf" in schema:
            schema = next(one for one in schema["anyOf"] if one.get("type") != "null")
        else:
            return schema


@cache
def _schema() -> dict[str, Any]:
    return DocumentRequest.model_json_schema()


def _fields(prefix: str, *names: str) -> tuple[PaperField, ...]:
    return tuple(field_at(f"{prefix}/{name}") for name in names)


#: Sections of every form, in the order in which somebody fills it in.
BASE_FIELDS: Final[Mapping[str, tuple[PaperField, ...]]] = {
    "paper": _fields("", "kind", "language", "second_language", "reason_for_export"),
    "invoice": _fields("/invoice", "number", "date", "order_reference", "place_of_sale"),
    "exporter": _fields("/parties/exporter", *_PARTY),
    "consignee": _fields("/parties/consignee", *_PARTY, "type"),
    "package": _fields("/packages/0", "gross_weight_kg", "size/length_cm", "size/width_cm", "size/height_cm"),
    "transport": _fields("/transport", "carrier", "incoterm_place", "tracking_number", "item_id"),
    "signatory": _fields("/signatory", "name", "title", "place", "date"),
}
