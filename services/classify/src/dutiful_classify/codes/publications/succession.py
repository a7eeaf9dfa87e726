"""The correlation of two editions of the Harmonized System, from the table of the UN Statistics Division."""

import csv
import gzip
import io
from pathlib import Path

from dutiful_shared.official_files.files import read_rows


def write_correlation(data: Path, facts: Path) -> int:
    """Write `hs/2022_2017.csv.gz`; the number of pairs.

    Pairs of the correlation sheet are exhaustive within a group of many to many; the conversion of the same workbook
    names the one code that most goods go to, which is marked.
    """
    pairs = {(row["hs2022"], row["hs2017"]): row["relationship"] for row in
             read_rows(data / "world/hs/hs2022_hs2017_correlation.csv.gz")}  # fmt: skip
    main = {row["hs2022"]: row["hs2017"] for row in read_rows(data / "world/hs/hs2022_to_hs2017_conversion.csv.gz")}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("newer", "older", "relationship", "main"))
    for (newer, older), relationship in sorted(pairs.items()):
        writer.writerow((newer, older, relationship, int(main.get(newer) == older)))
    folder = facts / "hs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2022_2017.csv.gz").write_bytes(gzip.compress(text.getvalue().encode("ascii"), 9, mtime=0))
    return len(pairs)
