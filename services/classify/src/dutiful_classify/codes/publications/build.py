"""Rebuilds the packaged codes from stored official publications: `python -m ...publications.build <folder of data>`.

Only facts are kept: codes, dates, indents. Texts stay with their publishers; an operator imports them. The result
depends on nothing but the files read: a second run writes the same bytes.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.codes.code_tree import NATIONAL_CHAPTERS
from dutiful_classify.codes.import_files import read_edition
from dutiful_classify.codes.nomenclature_row import NomenclatureRow
from dutiful_classify.codes.publications.destinations import write_destinations
from dutiful_classify.codes.publications.folder import CodeFolder
from dutiful_classify.codes.publications.frequencies import write_frequencies
from dutiful_classify.codes.publications.succession import write_correlation

#: Where the packaged facts live in this source tree.
FACTS: Final = Path(__file__).parents[1] / "facts"


@dataclass(frozen=True, slots=True)
class Source:
    """An official file, and what its facts are called."""

    path: str
    file: str
    edition: str
    title: str
    publisher: str
    source_url: str
    licence: str
    published_on: str
    note: str = ""
    partial: bool = False

    @property
    def system(self) -> str:
        """The code system, by the folder that the file lies in."""
        return self.path.partition("/")[0].upper()


SOURCES: Final = (
    Source("us/hts", "us/hts/hts_2026_rev_10.json.gz", "2026 Revision 10", "Harmonized Tariff Schedule",
           "United States International Trade Commission", "https://hts.usitc.gov",
           "US government work, public domain", "2026-06-08"),
    Source("eu/taric", "eu/taric_nomenclature_en_2025-04-29.csv.gz", "2025-04-29", "TARIC nomenclature",
           "European Commission, DG TAXUD", "https://taxation-customs.ec.europa.eu",
           "reuse under Commission Decision 2011/833/EU; © European Union", "2025-04-29"),
    Source("gb/commodities", "uk/uk_nomenclature_2022-12-23.csv.gz", "2022-12-23", "UK goods nomenclature",
           "HM Revenue and Customs", "https://www.trade-tariff.service.gov.uk",
           "Open Government Licence v3.0", "2022-12-23"),
    Source("jp/tariff", "world/tariffs/tariff_jp_2026-07.csv.gz", "2026-07", "Tariff schedule", "Japan Customs",
           "https://www.customs.go.jp", "Japan Customs content terms", "2026-07-12"),
    Source("mx/ligie", "world/mfn/tariff_mx_ligie_2026-01-01.csv.gz", "2026-01-01",
           "General import and export tax act", "Congress of Mexico", "https://www.dof.gob.mx",
           "Mexican law text; compilation MIT", "2025-12-09",
           "Fractions of 8 digits; the commercial identification numbers (NICO) are not in this publication."),
    Source("br/ncm", "world/mfn/nomenclature_br_ncm_2025-05-13.csv.gz", "2025-05-13",
           "Mercosur Common Nomenclature", "Siscomex, Brazil", "https://portalunico.siscomex.gov.br",
           "government data; compilation MIT", "2025-05-13"),
    Source("ca/tariff", "world/mfn/tariff_ca_t2026-2_part.csv.gz", "T2026-2, chapters 40 to 43, 60 to 69, heading 9503",
           "Customs Tariff", "Canada Border Services Agency", "https://www.cbsa-asfc.gc.ca",
           "Crown copyright, non-commercial reproduction", "2026-09-01",
           "Tariff items of 8 digits; statistical suffixes and the other chapters are not in this publication.", True),
    Source("au/tariff", "world/tariffs/tariff_au_mfn.csv.gz", "2026-04", "Working Tariff, Schedule 3",
           "Australian Border Force", "https://www.abf.gov.au", "CC BY", "2026-04-17",
           "Incomplete: 21 chapters and parts of others are absent. The statistical codes are not in it.", True),
    Source("no/tariff", "world/tariffs/tariff_no_agreement_rates_2026-02.csv.gz", "2026-02", "Agreement rates",
           "Norwegian Customs", "https://www.toll.no", "NLOD", "2026-02-03",
           "The codes for which agreement rates are published, which is nearly all of the tariff.", True),
    Source("za/sacu", "world/tariffs/tariff_za_sacu_2026-02-13.csv.gz", "2026-02-13", "Schedule 1 Part 1",
           "South African Revenue Service", "https://www.sars.gov.za", "government publication", "2026-02-13"),
)  # fmt: skip


def read_source(source: Source, data: Path) -> CodeFolder:
    """The facts of a stored file.

    Raises:
        OSError: the file is missing in `data`.
        UnreadableFileError, NomenclatureRefusedError: it is not what it was.
    """
    about: dict[str, str | bool] = {
        "system": source.system,
        "edition": source.edition,
        "title": source.title,
        "publisher": source.publisher,
        "source_url": source.source_url,
        "licence": source.licence,
        "published_on": source.published_on,
        "partial": source.partial,
    }
    if source.note:
        about["note"] = source.note
    return CodeFolder(source.path, about, _facts(source, data / source.file))


def _facts(source: Source, path: Path) -> Iterator[NomenclatureRow]:
    """Codes of the Harmonized System's chapters; a heading without a code belongs to the chapter of the code before."""
    chapter = ""
    for row in read_edition(source.system, CodeSystems.packaged().get(source.system), path).rows:
        chapter = row.code[:2] or chapter
        if chapter not in NATIONAL_CHAPTERS:
            yield replace(row, text="")


def build(data: Path, facts: Path = FACTS, wanted: Sequence[str] = ()) -> dict[str, int]:
    """Write every publication (or those whose path is `wanted`) below `facts`: path -> number of rows."""
    return {
        source.path: read_source(source, data).write(facts) for source in SOURCES if not wanted or source.path in wanted
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry: prints what was written."""
    parser = argparse.ArgumentParser(description="Rebuild the packaged codes.")
    parser.add_argument("data", type=Path, help="folder of stored official publications")
    parser.add_argument("only", nargs="*", help="publications to rebuild, such as us/hts; all without")
    parser.add_argument("--facts", type=Path, default=FACTS, help="where to write")
    options = parser.parse_args(arguments)
    for path, count in build(options.data, options.facts, options.only).items():
        sys.stdout.write(f"{path}: {count} rows\n")
    if not options.only:
        sys.stdout.write(f"destinations: {write_destinations(options.data, options.facts)}\n")
        sys.stdout.write(f"frequencies: of {write_frequencies(options.data, options.facts)} rows\n")
        sys.stdout.write(f"hs 2022 to 2017: {write_correlation(options.data, options.facts)} pairs\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
