"""Files that nobody has checked: each hostile one is refused in one line with its name and place, in bounded memory."""

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dutiful_quote.tariff.errors import UnreadableFileError
from dutiful_quote.tariff.import_report import ImportOptions
from dutiful_quote.tariff.publications.official_files import MOST_BYTES
from dutiful_quote.tariff.publications.official_sources import read_official

OPTIONS = ImportOptions(edition="2026 Revision 10", published_on=date(2026, 6, 8))
ROW = b'{"htsno": "6109.10.00", "general": "16.5%", "special": "", "other": "90%", "units": [], "footnotes": null}'


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def bomb() -> bytes:
    return gzip.compress(b"[" + b" " * (40 * 1024 * 1024))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip bomb": (bomb, "unpacks to more than 200 times"),
    "zip bomb": (lambda: zipped(a=b"[" + b" " * (40 * 1024 * 1024)), "unpacks to more than 200 times"),
    "workbook bomb": (
        lambda: zipped(**{"[Content_Types].xml": b"<a/>", "x": b" " * (40 * 1024 * 1024)}),
        "unpacks to more than 200 times",
    ),
    "broken workbook": (lambda: zipped(**{"[Content_Types].xml": b"<a/>"}), "is a broken workbook"),
    "zip of two": (lambda: zipped(a=b"[]", b=b"[]"), "is a zip of 2 files"),
    "truncated gzip": (lambda: gzip.compress(b"[" + ROW + b"]")[:-12], "cannot be unpacked"),
    "flipped gzip": (lambda: gzip.compress(b"[" + ROW + b"]")[:-6] + b"000000", "cannot be unpacked"),
    "truncated JSON": (lambda: b"[" + ROW + b", {", "broken or cut off"),
    "HTML": (lambda: b"<!DOCTYPE html><html><body>Not found</body></html>", "HTML, XML or JSON"),
    "wrong encoding": (lambda: b'[{"htsno": "\xff\xfe"}]', "JSON"),
    "UTF-16": (lambda: "htsno,general,other\n".encode("utf-16"), "UTF-8"),
    "NaN": (lambda: b'[{"htsno": NaN}]', "JSON"),
    "huge number": (lambda: b'[{"htsno": ' + b"9" * 100_000 + b"}]", "JSON"),
    "huge exponent": (lambda: b'[{"htsno": 1e999999999999999999999}]', "number"),
    "deep nesting": (lambda: b'[{"htsno": ' + b"[" * 100_000, "nested deeper"),
    "name twice": (lambda: b'[{"htsno": "1", "htsno": "2"}]', "'htsno' twice"),
    "fat record": (lambda: b'[{"units": [' + b"1," * 100_000 + b"1]}]", "more values than any record"),
    "not objects": (lambda: b"[1, 2]", "item 1: is not an object"),
    "goes on": (lambda: b"[" + ROW + b"] []", "JSON"),
    "empty": (lambda: b"", "is empty"),
    "blank": (lambda: b" \n", "has no header"),
    "no rows": (lambda: b"htsno,general,other\n", "holds no rows"),
    "empty list": (lambda: b"[]", "holds no rows"),
    "other columns": (lambda: b"a,b\n1,2\n", "has not the columns"),
    "column twice": (lambda: b"htsno,htsno\n1,2\n", "column 'htsno' twice"),
    "short row": (lambda: b"htsno,general,other\n1\n", "row 1: has 1 cells"),
    "NUL": (lambda: b"htsno,general,other\n1\0,2,3\n", "NUL byte"),
    "long line": (lambda: b"htsno,general,other\n" + b"x" * 2_000_000, "line 2: is longer than"),
    "open quote": (lambda: b'htsno,general,other\n"1,2,3\n', "is no CSV"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    make, reason = HOSTILE[name]
    path = tmp_path / "schedule"
    path.write_bytes(make())
    with pytest.raises(UnreadableFileError) as caught:
        read_official("us", [path], OPTIONS)
    text = str(caught.value)
    assert text.startswith("schedule")
    assert reason in text
    assert "\n" not in text
    assert len(text) < 600


def test_a_line_without_an_end_costs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "schedule.csv"
    with path.open("wb") as file:
        file.write(b"htsno,general,other\n")
        file.seek(MOST_BYTES - 1)
        file.write(b"x")
    tracemalloc.start()
    with pytest.raises(UnreadableFileError):
        read_official("us", [path], OPTIONS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024


def test_a_file_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    with path.open("wb") as file:
        file.seek(1024**3)
        file.write(b"x")
    with pytest.raises(UnreadableFileError, match="larger than 96 MB"):
        read_official("us", [path], OPTIONS)


def test_a_link_and_a_folder_are_no_files(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    real.write_bytes(b"[" + ROW + b"]")
    link = tmp_path / "link.json"
    link.symlink_to(real)
    with pytest.raises(UnreadableFileError, match="symbolic link"):
        read_official("us", [link], OPTIONS)
    with pytest.raises(UnreadableFileError, match="is a folder"):
        read_official("us", [tmp_path], OPTIONS)


@pytest.mark.parametrize(
    "content",
    [b"[" + ROW + b"]", b"\xef\xbb\xbf[" + ROW + b"]", gzip.compress(b"[" + ROW + b"]"), zipped(a=b"[" + ROW + b"]")],
    ids=["plain", "byte order mark", "gzip", "zip"],
)
def test_a_good_file_is_read_however_it_is_packed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "schedule"
    path.write_bytes(content)
    facts = read_official("us", [path], OPTIONS)
    assert [row["rate"] for row in facts.folder.measures] == ["16.5%", "90%"]


@pytest.mark.parametrize(
    ("options", "wanted"),
    [(ImportOptions(published_on=date(2026, 6, 8)), "--edition"), (ImportOptions(edition="x"), "--published-on")],
    ids=["edition", "day"],
)
def test_what_the_file_does_not_say_must_be_given(tmp_path: Path, options: ImportOptions, wanted: str) -> None:
    path = tmp_path / "schedule"
    path.write_bytes(b"[" + ROW + b"]")
    with pytest.raises(UnreadableFileError, match=wanted):
        read_official("us", [path], options)
