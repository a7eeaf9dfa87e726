"""Which official files are read for which country, and by which reader: the table of sources, and the walk over files.

A file is recognised by what it is (JSON, workbook, CSV) and by the columns of its first row, never by its name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.errors import RowRefusedError, UnreadableFileError
from dutiful_quote.tariff.import_report import ImportOptions, RefusedRow
from dutiful_quote.tariff.publications import ca_tariff_files as ca
from dutiful_quote.tariff.publications import eu_taric_files as eu
from dutiful_quote.tariff.publications import uk_tariff_files as uk
from dutiful_quote.tariff.publications import us_hts_files as us
from dutiful_quote.tariff.publications.ca_tariff import add_tariff_item, ca_tariff_folder
from dutiful_quote.tariff.publications.eu_taric import eu_taric_folder
from dutiful_quote.tariff.publications.jp_tariff import add_statistical_code, jp_tariff_folder, rows_of_one_season
from dutiful_quote.tariff.publications.mx_ligie import add_fraccion, mx_ligie_folder
from dutiful_quote.tariff.publications.official_files import (
    Row,
    first_character,
    is_workbook,
    read_json,
    records_of_csv,
    records_of_json,
    records_of_workbook,
)
from dutiful_quote.tariff.publications.trade_choices import settle_choices
from dutiful_quote.tariff.publications.uk_tariff import gb_ukgt_folder
from dutiful_quote.tariff.publications.us_hts import us_hts_folder
from dutiful_quote.tariff.publications.writing import FactFolder
from dutiful_quote.tariff.publications.za_sacu import add_heading, za_sacu_folder

#: So many refused rows are kept; a file with more of them is another file.
MOST_REFUSED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of official files: recognised by the `columns` that every row has, read row by row by `add`.

    `dialect` is how its rates are written; empty where it has none.
    """

    name: str
    columns: frozenset[str]
    add: Callable[[FactFolder, Mapping[str, Any]], None]
    dialect: str = ""


@dataclass(frozen=True, slots=True)
class OfficialSource:
    """The files of one publication. `begin` makes the folder before the first row."""

    begin: Callable[[], FactFolder]
    layouts: tuple[Layout, ...]
    #: The records of a JSON document that is one object (file, document).
    expand: Callable[[str, Any], Iterator[Row]] | None = None
    #: Which measures stay, when all rows are read.
    stay: Callable[[FactFolder], Sequence[bool]] | None = None


SOURCES: Final[Mapping[str, OfficialSource]] = {
    "us": OfficialSource(
        us_hts_folder,
        (
            Layout("USITC export in JSON", us.JSON_FIELDS, us.add_json_row, "US"),
            Layout("USITC export in CSV", us.CSV_FIELDS, us.add_csv_row, "US"),
            Layout("rated lines of the schedule in CSV", us.RATE_LINE_FIELDS, us.add_rate_line, "US"),
        ),
    ),
    "gb": OfficialSource(
        gb_ukgt_folder,
        (
            Layout("commodity answer of the Trade Tariff API", uk.PAYLOAD_FIELDS, uk.add_payload_record, "GB"),
            Layout("measures in CSV", uk.MEASURE_FIELDS, uk.add_measure_row, "GB"),
            Layout("table of the Global Tariff", uk.RATE_FIELDS, uk.add_rate_row, "GB"),
            Layout("list of commodities", uk.COMMODITY_FIELDS, uk.add_commodity_row),
        ),
        expand=uk.payload_records,
        stay=settle_choices,
    ),
    "eu": OfficialSource(
        eu_taric_folder,
        (
            Layout("TARIC import duties", eu.DUTY_FIELDS, eu.add_duty_row, "EU"),
            Layout("TARIC list of codes", eu.CODE_FIELDS, eu.add_code_row),
            Layout("commodity answer of the Northern Ireland tariff", uk.PAYLOAD_FIELDS, uk.add_payload_record, "EU"),
            Layout("table of Common Customs Tariff rates", eu.RATE_FIELDS, eu.add_rate_row, "EU"),
        ),
        expand=uk.payload_records,
        stay=settle_choices,
    ),
    "ca": OfficialSource(
        ca_tariff_folder,
        (
            Layout("CBSA tariff table", ca.TABLE_FIELDS, ca.add_table_row, "CA"),
            Layout("tariff items in CSV", ca.ITEM_FIELDS, add_tariff_item, "CA"),
        ),
    ),
    "jp": OfficialSource(
        jp_tariff_folder,
        (
            Layout(
                "statistical codes in CSV",
                frozenset({"code9", "unit1", "unit2", "mfn_ad_valorem_pct", "mfn_rate_text"}),
                add_statistical_code,
                "JP",
            ),
        ),
        stay=rows_of_one_season,
    ),
    "za": OfficialSource(
        za_sacu_folder,
        (
            Layout(
                "Schedule 1 Part 1 in CSV",
                frozenset({"code", "stat_unit", "general", "eu_uk", "efta", "mercosur"}),
                add_heading,
                "ZA",
            ),
        ),
    ),
    "mx": OfficialSource(
        mx_ligie_folder,
        (
            Layout(
                "fracciones in CSV",
                frozenset({"fraccion", "unit", "igi_2025-07-28", "igi_2026-01-01"}),
                add_fraccion,
                "MX",
            ),
        ),
    ),
}


@dataclass(slots=True)
class FactsOfFiles:
    """What was read: the facts, where each row of them came from, what was refused, how many rows each file had."""

    folder: FactFolder
    measure_places: list[tuple[str, str]] = field(default_factory=list)
    line_places: list[tuple[str, str]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)

    def origin_of(self, table: str, row: int) -> tuple[str, str]:
        """(file, place) of what became the row of a fact table."""
        places = self.line_places if "lines.csv" in table else self.measure_places
        return places[row - 1] if 0 < row <= len(places) else (table, f"row {row}")

    def add(self, layout: Layout, file: str, row: Row) -> None:
        """Add one row, or note why it is refused.

        Raises:
            UnreadableFileError: too many rows were refused.
        """
        place, record = row
        folder = self.folder
        kept = (len(folder.measures), len(folder.lines))
        try:
            layout.add(folder, record)
        except RowRefusedError as error:
            del folder.measures[kept[0] :], folder.lines[kept[1] :]
            self.refused.append(RefusedRow(file, place, str(error)))
            if len(self.refused) > MOST_REFUSED:
                raise UnreadableFileError(file, place, f"more than {MOST_REFUSED} rows were refused") from None
        self.measure_places += [(file, place)] * (len(folder.measures) - kept[0])
        self.line_places += [(file, place)] * (len(folder.lines) - kept[1])
        self.read[file] = self.read.get(file, 0) + 1

    def keep(self, stay: Sequence[bool]) -> None:
        """Leave out the measures that do not stay."""
        self.folder.measures[:] = compress(self.folder.measures, stay)
        self.measure_places[:] = compress(self.measure_places, stay)


def read_official(source: str, files: Sequence[Path], options: ImportOptions) -> FactsOfFiles:
    """The facts of official files, in the order of their names.

    Raises:
        OSError: a file cannot be read.
        UnreadableFileError: a file is not of this source, or the options lack what the files do not say.
    """
    kind = SOURCES[source]
    facts = FactsOfFiles(kind.begin())
    dialects: set[str] = set()
    for path in sorted(files, key=lambda path: (path.name, str(path))):
        if path.name in facts.read:
            raise UnreadableFileError(path.name, "", "is named twice")
        layout: Layout | None = None
        for row in _records(kind, path):
            if layout is None:
                layout = _layout(kind, path, row[1])
                dialects |= {layout.dialect} - {""}
            facts.add(layout, path.name, row)
        if layout is None:
            raise UnreadableFileError(path.name, "", "holds no rows")
    if kind.stay is not None:
        facts.keep(kind.stay(facts.folder))
    if len(dialects) > 1:
        raise UnreadableFileError(files[0].name, "", "its rates are written otherwise than those of the other files")
    _describe(facts.folder, files, options, next(iter(dialects), facts.folder.info["dialect"]))
    return facts


def _records(kind: OfficialSource, path: Path) -> Iterator[Row]:
    if is_workbook(path):
        return records_of_workbook(path)
    first = first_character(path)
    if first == "{" and kind.expand is not None:
        return kind.expand(path.name, read_json(path))
    return records_of_json(path) if first in {"[", "{"} else records_of_csv(path)


def _layout(kind: OfficialSource, path: Path, record: Mapping[str, Any]) -> Layout:
    found = next((layout for layout in kind.layouts if layout.columns <= record.keys()), None)
    if found is None:
        known = "; ".join(f"{layout.name} ({', '.join(sorted(layout.columns))})" for layout in kind.layouts)
        raise UnreadableFileError(path.name, "first row", f"has not the columns of any file that is read here: {known}")
    return found


def _describe(folder: FactFolder, files: Sequence[Path], options: ImportOptions, dialect: str) -> None:
    """Say of which edition the facts are; what is said of the packaged edition alone is not true of them."""
    edition = options.edition.strip()
    published_on = options.published_on.isoformat() if options.published_on else ""
    for value, name in ((edition, "--edition"), (published_on, "--published-on")):
        if not value:
            raise UnreadableFileError(files[0].name, "", f"does not say its {name[2:]}; add {name}")
    for name in ("note", "attribution"):
        folder.info.pop(name, None)
    verified = options.verified_until.isoformat() if options.verified_until else published_on
    folder.info |= {"edition": edition, "published_on": published_on, "verified_until": verified, "dialect": dialect}
