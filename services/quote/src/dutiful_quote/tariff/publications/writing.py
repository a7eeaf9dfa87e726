"""Writes packaged fact tables: the same facts always give the same bytes."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

#: Above this size a table is compressed.
COMPRESS_ABOVE_BYTES: Final = 300_000

Row = Mapping[str, str]


@dataclass(slots=True)
class FactFolder:
    """The content of one publication folder, as rows of text (columns: see `fact_table`)."""

    path: str
    info: dict[str, str]
    programmes: list[Row] = field(default_factory=list)
    measures: list[Row] = field(default_factory=list)
    areas: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    profile: list[Row] = field(default_factory=list)
    stacking: list[Row] = field(default_factory=list)
    #: How many facts of the source went which way; reported by the build.
    counted: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int = 1) -> None:
        """Add to a tally that the build reports ("not loaded: ...")."""
        if number:
            self.counted[what] = self.counted.get(what, 0) + number

    def area(self, name: str, members: Iterable[str]) -> None:
        """A group of countries; members may come in several calls."""
        self.areas += [{"area": name, "member": member} for member in members]

    def write(self, facts: Path, *, compress: bool = True) -> None:
        """Write the folder below `facts`; files of an earlier build that are no longer made are removed."""
        folder = facts / self.path
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.suffix in {".csv", ".gz", ".toml"}:
                old.unlink()
        text = "".join(
            f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in self.info.items() if value
        )
        (folder / "publication.toml").write_text(text, encoding="utf-8")
        for name in ("programmes", "measures", "areas", "lines", "profile", "stacking"):
            rows: Sequence[Row] = getattr(self, name)
            if rows or name in {"programmes", "measures"}:
                _write_table(folder / f"{name}.csv", rows, compress=compress)


#: Order of columns in every table.
_ORDER: Final = (
    "jurisdiction", "area", "member", "goods_code", "key", "programme", "displaced_by", "kind", "name", "mode", "areas",
    "excluded", "destination", "heading", "rank", "base", "conditions", "rate", "valid_from", "valid_to", "units",
    "value", "reference", "url", "verified_until",
)  # fmt: skip
#: A table without rows still says which columns it must have.
_LEAST: Final = {"programmes.csv": ("key", "programme", "kind", "name"), "measures.csv": ("key",)}


def _write_table(path: Path, rows: Sequence[Row], *, compress: bool) -> None:
    used = {column for row in rows for column, value in row.items() if value} | {*_LEAST.get(path.name, ())}
    columns = [column for column in _ORDER if column in used]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    content = text.getvalue().encode()
    if compress and len(content) > COMPRESS_ABOVE_BYTES:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
    else:
        path.write_bytes(content)
