"""Readers of official nomenclatures, by the columns of their files: a row becomes a `NomenclatureRow` or says why not.

The same readers serve the packaged facts, which keep no texts, and the operator's imports, which do.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from dutiful_classify.codes.nomenclature_row import PRODUCT_LINE, NomenclatureRow
from dutiful_shared.official_files.errors import RowRefusedError, UnreadableFileError
from dutiful_shared.official_files.files import (
    Row,
    first_character,
    is_workbook,
    records_of_csv,
    records_of_json,
    records_of_workbook,
)

#: A day so far ahead means "until further notice".
_NO_END: Final = 9999
_HTS_NUMBER: Final = re.compile(r"[0-9]{4}(?:\.[0-9]{2}){0,3}")
_TARIC_CODE: Final = re.compile(r"([0-9]{10}) ([0-9]{2})")
_CODE: Final = re.compile(r"[0-9]{2,14}")
#: The deepest official tree at hand has 13 levels.
_MOST_INDENT: Final = 20
_MOST_TEXT: Final = 8_000


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of official file: the columns that tell it from others, and what a row of it says.

    Attributes:
        repeats: a code stands once for each season of its rate, row upon row; the first speaks for all.
    """

    name: str
    columns: frozenset[str]
    read: Callable[[Mapping[str, Any]], NomenclatureRow]
    repeats: bool = False


def hts_row(row: Mapping[str, Any]) -> NomenclatureRow:
    """An object of the USITC export of the Harmonized Tariff Schedule.

    Raises:
        RowRefusedError: its number is none of the schedule.
    """
    number = _cell(row, "htsno")
    if number and not _HTS_NUMBER.fullmatch(number):
        raise RowRefusedError(f"htsno: {number[:30]!r} is not a number of the schedule such as 6109.10.00.12")
    return NomenclatureRow(number.replace(".", ""), _indent(_cell(row, "indent")), _text(_cell(row, "description")))


def taric_row(row: Mapping[str, Any]) -> NomenclatureRow:
    """A row of the workbook "Nomenclature" of TARIC, or of it as CSV.

    Raises:
        RowRefusedError: its code is not ten digits and a suffix of two.
    """
    found = _TARIC_CODE.fullmatch(_cell(row, "Goods code"))
    if not found:
        raise RowRefusedError(f"Goods code: {_cell(row, 'Goods code')[:30]!r} is not ten digits and a suffix of two")
    # The export writes a bar for the space that must not break.
    wording = _text(_cell(row, "Description").replace("|", " "))
    return NomenclatureRow(
        found[1], _cell(row, "Indent").count("-"), wording, found[2], _day(row, "Start date"), _day(row, "End date")
    )


def uk_row(row: Mapping[str, Any]) -> NomenclatureRow:
    """A row of the UK list of commodities.

    Raises:
        RowRefusedError: its code, suffix or end line is malformed.
    """
    code, suffix = _cell(row, "Commodity code"), _cell(row, "Product line suffix")
    if not re.fullmatch(r"[0-9]{10}", code):
        raise RowRefusedError(f"Commodity code: {code[:30]!r} is not ten digits")
    if not re.fullmatch(r"[0-9]{2}", suffix):
        raise RowRefusedError(f"Product line suffix: {suffix[:30]!r} is not two digits")
    last = _cell(row, "End line")
    if last not in {"0", "1"}:
        raise RowRefusedError(f"End line: {last[:30]!r} is neither 0 nor 1")
    return NomenclatureRow(
        code,
        _indent(_cell(row, "Indentation")),
        _text(_cell(row, "Description")),
        suffix,
        _day(row, "Start date"),
        _day(row, "End date"),
        last == "1" and suffix == PRODUCT_LINE,
    )


def plain_row(row: Mapping[str, Any]) -> NomenclatureRow:
    """A row of a table of `code`, `description` and, where they are, `indent`, `suffix`, `valid_from`, `valid_to`.

    Raises:
        RowRefusedError: its code or `declarable` is malformed.
    """
    code = re.sub(r"[. ]", "", _cell(row, "code"))
    indent = _cell(row, "indent")
    if not _CODE.fullmatch(code) and not (indent and not code):
        raise RowRefusedError(f"code: {_cell(row, 'code')[:30]!r} is not 2 to 14 digits")
    suffix = _cell(row, "suffix") or PRODUCT_LINE
    declarable = _cell(row, "declarable")
    if declarable not in {"", "0", "1"}:
        raise RowRefusedError(f"declarable: {declarable[:30]!r} is neither 0 nor 1")
    return NomenclatureRow(
        code,
        _indent(indent) if indent else None,
        _text(_cell(row, "description")),
        suffix,
        _day(row, "valid_from"),
        _day(row, "valid_to"),
        declarable == "1" if declarable else None,
    )


def listed(column: str, text: str = "", valid_from: str = "", valid_to: str = "", *, repeats: bool = False) -> Format:
    """The reader of a table with one code a row, in `column`; it raises RowRefusedError where that is none."""

    def read(row: Mapping[str, Any]) -> NomenclatureRow:
        code = re.sub(r"[. ]", "", _cell(row, column))
        if not _CODE.fullmatch(code):
            raise RowRefusedError(f"{column}: {code[:30]!r} is not 2 to 14 digits")
        wording = _text(_cell(row, text)) if text else ""
        begins = _day(row, valid_from) if valid_from else None
        ends = _day(row, valid_to) if valid_to else None
        return NomenclatureRow(code, None, wording, PRODUCT_LINE, begins, ends)

    return Format(f"list of {column}", frozenset({column, *([text] if text else [])}), read, repeats)


#: In the order in which they are tried. Systems that have a reader of their own take that one only.
FORMATS: Final[Mapping[str, tuple[Format, ...]]] = {
    "US": (Format("USITC export", frozenset({"htsno", "indent", "description"}), hts_row),),
    "EU": (Format("TARIC nomenclature", frozenset({"Goods code", "Indent", "Description"}), taric_row),),
    "GB": (Format("UK commodities", frozenset({"Commodity code", "Product line suffix", "Indentation",
                                               "Description"}), uk_row),),
    "JP": (listed("code9", "description_ja", repeats=True),),
    "MX": (listed("fraccion", "description_es"),),
    "BR": (listed("ncm", "description_pt", "valid_from", "valid_to"),),
    "AU": (listed("code8", "description_en"),),
    "NO": (listed("code8", "description_en"),),
    "ZA": (listed("code", "description_en"),),
    "CA": (listed("tariff_item"),),
}  # fmt: skip
PLAIN: Final = Format("table of codes", frozenset({"code", "description"}), plain_row)


def records(path: Path) -> Iterator[Row]:
    """The rows of a file of any kind, each with its place.

    Raises:
        OSError: it is not there.
        UnreadableFileError: it is no table, or more than is read.
    """
    if is_workbook(path):
        return records_of_workbook(path)
    return records_of_json(path) if first_character(path) == "[" else records_of_csv(path)


def format_of(system: str, path: Path, first: Mapping[str, Any]) -> Format:
    """The reader for a file whose first row is `first`.

    Raises:
        UnreadableFileError: the columns are those of no file that is read for this system.
    """
    formats = (*FORMATS.get(system, ()), PLAIN)
    for one in formats:
        if one.columns <= first.keys():
            return one
    known = "; ".join(f"{one.name}: {', '.join(sorted(one.columns))}" for one in formats)
    reason = f"has not the columns of any file that is read for {system}: {known}"
    raise UnreadableFileError(path.name, "first row", reason)


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int | float | str | date):
        return str(value).strip()
    raise RowRefusedError(f"{name}: is not a text")


def _indent(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_INDENT:
        raise RowRefusedError(f"indent: {text[:30]!r} is not a depth from 0 to {_MOST_INDENT}")
    return int(text)


def _text(wording: str) -> str:
    plain = " ".join(re.sub(r"<[^<>]{0,20}>", "", wording).split())
    if len(plain) > _MOST_TEXT:
        raise RowRefusedError(f"description: is longer than {_MOST_TEXT} characters")
    return plain


def _day(row: Mapping[str, Any], name: str) -> date | None:
    text = _cell(row, name)
    if not text:
        return None
    european = re.fullmatch(r"([0-9]{2})[-/]([0-9]{2})[-/]([0-9]{4})", text)
    try:
        day = date.fromisoformat(f"{european[3]}-{european[2]}-{european[1]}" if european else text)
    except ValueError:
        raise RowRefusedError(f"{name}: {text[:30]!r} is not a day such as 2026-11-20") from None
    return day if day.year < _NO_END else None
