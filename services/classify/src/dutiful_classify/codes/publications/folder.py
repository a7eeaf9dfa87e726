"""A folder of packaged facts: the codes of one edition without their texts, and a note of where they come from."""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dutiful_classify.codes.nomenclature_row import NomenclatureRow

COLUMNS: Final = ("code", "suffix", "indent", "valid_from", "valid_to", "declarable")


@dataclass(frozen=True, slots=True)
class CodeFolder:
    """What is written to `path` below the facts.

    Attributes:
        about: the entries of `publication.toml`.
        counted: what was passed over, by its reason, for the person who builds.
    """

    path: str
    about: Mapping[str, str | bool]
    rows: Iterable[NomenclatureRow]
    counted: Mapping[str, int] = field(default_factory=dict)

    def write(self, facts: Path) -> int:
        """Write `publication.toml` and `codes.csv.gz`, the same bytes for the same rows; the number of rows."""
        folder = facts / self.path
        folder.mkdir(parents=True, exist_ok=True)
        lines = (f"{name} = {_toml(value)}\n" for name, value in self.about.items())
        (folder / "publication.toml").write_text("".join(lines), encoding="utf-8")
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        count = 0
        for row in self.rows:
            writer.writerow(_cells(row))
            count += 1
        packed = gzip.compress(text.getvalue().encode("ascii"), compresslevel=9, mtime=0)
        (folder / "codes.csv.gz").write_bytes(packed)
        return count


def _cells(row: NomenclatureRow) -> tuple[str, ...]:
    return (
        row.code,
        row.suffix if row.suffix != "80" else "",
        "" if row.indent is None else str(row.indent),
        row.valid_from.isoformat() if row.valid_from else "",
        row.valid_to.isoformat() if row.valid_to else "",
        "" if row.declarable is None else str(int(row.declarable)),
    )


def _toml(value: str | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
