"""The Consolidated Screening List of the US International Trade Administration: the lists of BIS (Entity List, Denied
Persons, Unverified, Military End User), of the State Department and of the Treasury in one, in JSON and CSV.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import ijson

from dutiful_docs.screening.engine.listed import Listed, NameQuality
from dutiful_docs.screening.lists.bounds import KEPT_REMARKS, BoundedFile
from dutiful_docs.screening.lists.csv_rows import named_rows, rows
from dutiful_docs.screening.lists.errors import ListFileError
from dutiful_docs.screening.lists.publication import ReadList
from dutiful_docs.screening.lists.values import births_of, countries_of, kind_of, names_of

_COLUMNS: Final = frozenset({"source", "name", "alt_names", "type"})
_SEPARATOR: Final = ";"


def read_json(file: BoundedFile) -> ReadList:
    """consolidated.json: an object whose `results` are the entries. It names no day of its own.

    Raises:
        ListFileError: it is no JSON, or has no `results`.
    """

    def entries() -> Iterator[Listed]:
        number = 0
        try:
            for number, result in enumerate(ijson.items(file, "results.item"), 1):
                if not isinstance(result, dict):
                    raise ListFileError(f"Result {number} is no object.")
                yield _entry(result)
        except ijson.JSONError as exc:
            raise ListFileError(f"The JSON is broken or cut off: {exc}.") from exc
        if not number:
            raise ListFileError("The JSON has no `results`.")

    return ReadList("csl_json", entries())


def read_csv(file: BoundedFile) -> ReadList:
    """consolidated.csv, with several values in a field between semicolons. It names no day of its own.

    Raises:
        ListFileError: the first line is not its header.
    """
    body = rows(file)
    header = next(body, [])
    if not {name.lower() for name in header} >= _COLUMNS:
        raise ListFileError("The first line is not the header of the Consolidated Screening List.")

    def entries() -> Iterator[Listed]:
        for row in named_rows(header, body):
            # An address ends with its country, behind the last comma.
            places = [part.rpartition(",")[2].strip() for part in _parts(row.get("addresses", ""))]
            yield _entry({**row, "addresses": [{"country": place} for place in places]})

    return ReadList("csl_csv", entries())


def _entry(row: Mapping[str, Any]) -> Listed:
    source = _text(row.get("source"))
    names = [(_text(row.get("name")), NameQuality.PRIMARY)]
    names += [(text, NameQuality.ALIAS) for text in _parts(row.get("alt_names"))]
    addresses = row.get("addresses")
    where = [
        *(_text(one.get("country")) for one in addresses or () if isinstance(one, dict)),
        *_parts(row.get("nationalities")),
        *_parts(row.get("citizenships")),
    ]
    return Listed(
        _text(row.get("id") or row.get("_id")) or f"{source} {_text(row.get('entity_number'))}".strip(),
        kind_of(_text(row.get("type"))),
        names_of(names),
        births_of(_parts(row.get("dates_of_birth"))),
        countries_of(where),
        (source, *_parts(row.get("programs"))),
        _text(row.get("remarks"))[:KEPT_REMARKS],
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _parts(value: object) -> list[str]:
    found = value if isinstance(value, list) else _text(value).split(_SEPARATOR)
    return [text for one in found if (text := _text(one))]
