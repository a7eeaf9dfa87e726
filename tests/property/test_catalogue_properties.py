"""What is written as a file is read as it was, and any bytes are rows or an explained end."""

from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dutiful_quote.catalogue.columns import MOST_COLUMNS, MOST_VALUES, header_of, to_cells
from dutiful_quote.catalogue.export import written_csv
from dutiful_quote.catalogue.imports.reader import read_rows
from dutiful_quote.catalogue.stored import document_of
from dutiful_shared.contract.catalogue import Article
from dutiful_shared.service.row_files import LONGEST_ROW, RowFormat, UnreadableError
from tests.builders.articles import articles, skus


def stated(article: Article) -> dict[str, Any]:
    return dict(orjson.loads(document_of(article)))


@example({"A-1": Article(facts={"meursing_code": "\\u0000"})})  # six characters, none of them NUL
@given(st.dictionaries(skus(), articles(), max_size=8))
def test_what_is_written_as_csv_is_read_as_it_was(catalogue: dict[str, Article]) -> None:
    documents = {sku: stated(article) for sku, article in catalogue.items()}
    keys = {
        f"{group}.{key}"
        for document in documents.values()
        for group, values in document.items()
        if isinstance(values, dict) and group != "dimensions"
        for key in values
    }
    header = header_of(keys)
    file = written_csv([header, *(to_cells(header, sku, document) for sku, document in documents.items())])

    rows = list(read_rows([file], RowFormat.CSV))

    assert not [row.faults for row in rows if row.faults]
    assert {row.sku: orjson.loads(row.document) for row in rows} == documents


@example(body=b"a\n\xff", form=RowFormat.CSV, size=1)
@given(st.binary(max_size=400), st.sampled_from(RowFormat), st.integers(1, 50))
@settings(max_examples=200)
def test_any_bytes_are_rows_or_an_explained_end(body: bytes, form: RowFormat, size: int) -> None:
    parts = [body[i : i + size] for i in range(0, len(body), size)]

    whole, cut = (_told(given_parts, form) for given_parts in ([body], parts))

    assert whole == cut


def _told(parts: list[bytes], form: RowFormat) -> list[str]:
    told: list[str] = []
    try:
        for row in read_rows(parts, form):
            told.append(f"{row.number} {row.sku} {row.document} {row.faults}")
    except UnreadableError as exc:
        told.append(str(exc))
    return told


@pytest.mark.parametrize("piece", [b'",\n",', b'"\n",'])
def test_a_row_of_many_lines_is_no_longer_than_one_of_a_single_line_may_be(piece: bytes) -> None:
    body = b"sku,origin\nA,PT\n" + piece * (LONGEST_ROW // len(piece) + 10)

    with pytest.raises(UnreadableError, match=f"a row is longer than {LONGEST_ROW} characters"):
        list(read_rows([body], RowFormat.CSV))


def test_a_file_has_no_more_columns_than_an_export_writes() -> None:
    names = (f"materials.m{i}" for i in range(MOST_COLUMNS))

    with pytest.raises(UnreadableError, match=f"more than {MOST_COLUMNS} columns"):
        list(read_rows([f"sku,{','.join(names)}\n".encode()], RowFormat.CSV))


def test_a_row_with_more_values_than_an_article_has_is_refused_as_a_whole() -> None:
    header = ",".join(f"materials.m{i}" for i in range(MOST_VALUES))

    (row,) = read_rows([f"sku,{header}\nA{',0.001' * MOST_VALUES}\n".encode()], RowFormat.CSV)

    assert [(fault.code, fault.pointer) for fault in row.faults] == [("csv", "")]
