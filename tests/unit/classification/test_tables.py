"""Files of answers and overrides are opened in spreadsheets, and hold what shops call their goods."""

import pytest

from dutiful_classify.classifications.tables import written_csv
from dutiful_shared.service.row_files import CsvFile


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "\tcup"])
def test_no_cell_of_a_file_is_a_formula_and_the_file_can_be_read_again(text: str) -> None:
    written = written_csv([["sku"], [text], ["cup"]])

    assert written.decode().splitlines()[1].strip('"').startswith("'")
    file = CsvFile([written])
    assert file.header() == ["sku"]
    assert [cells for _, cells in file.rows()] == [[text], ["cup"]]
