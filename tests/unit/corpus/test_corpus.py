"""The corpus of worked cases: its files have their form, and whoever adds one is told what is wrong with it."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.conftest import PROJECT
from tests.corpus.check import main
from tests.corpus.comparison import differences
from tests.corpus.reading import CASES, faults_in
from tests.corpus.write_schema import SCHEMA, schema_text

GOOD = """\
- title: a book is free of duty
  source: "HTSUS 4901.99.00"
  working: "0 %"
  request:
    ship_from: {country: GB}
    ship_to: {country: US}
    currency: USD
    import_date: 2026-07-20
    lines:
      - {id: "1", hs_code: "490199", origin: GB, quantity: 1, unit_price: "20.00"}
  expect:
    status: complete
    charges: [[column_1, "0.00", checkout]]
    options.ddp.available: "True"
"""


@pytest.mark.parametrize("file", [pytest.param(one, id=str(one.relative_to(CASES))) for one in CASES.rglob("*.yaml")])
def test_a_file_of_the_corpus_is_well_formed(file: Path) -> None:
    assert faults_in(file) == []


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "make contract writes it anew"


def test_the_schema_takes_what_the_checker_takes() -> None:
    cases = yaml.load(GOOD.replace("2026-07-20", '"2026-07-20"'), Loader=yaml.SafeLoader)

    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(cases)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("[column_1, ", "[column_1", "line 13", id="not YAML"),
        pytest.param("  source: ", "  sources: ", "source: Field required", id="no source"),
        pytest.param('"0.00"', "nothing", "line 13: expect/charges/0/1: ", id="no amount"),
        pytest.param("checkout", "later", "line 13: expect/charges/0/2: ", id="no such moment"),
        pytest.param("status: complete", "status: fine", "line 12: expect/status: ", id="no such status"),
        pytest.param("currency: USD", "currency: USDX", "line 7: request/currency: ", id="a fault of the cart"),
        pytest.param("options.ddp", "option.ddp", "'option' is no field of an answer", id="no such path"),
    ],
)
def test_a_fault_is_told_with_its_line_and_field(old: str, new: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")

    assert any(said in str(fault) for fault in faults_in(file))


def test_a_title_that_stands_twice_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD + GOOD, encoding="utf-8")

    assert [str(fault) for fault in faults_in(file)] == [
        "line 15: title: 'a book is free of duty' stands twice in this file"
    ]


def test_the_checker_ends_with_a_status_and_says_what_it_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD, encoding="utf-8")

    assert main([str(file), "--form-only"]) == 0
    assert "1 files, 1 cases: well formed" in capsys.readouterr().out


def test_the_checker_says_that_no_house_is_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD, encoding="utf-8")

    assert main([str(file), "--key-file", str(tmp_path / "none")]) == 1
    assert "Is `make run` up?" in capsys.readouterr().out


def test_a_difference_says_what_was_expected_and_what_came() -> None:
    charge = {"programme": "column_1", "amount": {"amount": "1.00"}, "collected": "checkout"}
    answer = {"status": "complete", "lines": [{"charges": [charge]}], "charges": []}
    expected = {"status": "complete", "charges": [["column_1", "0.00", "checkout"]], "nothing.there": "1"}

    assert differences(expected, answer) == [
        ("charges", [["column_1", "0.00", "checkout"]], [["column_1", "1.00", "checkout"]]),
        ("nothing.there", "1", "null"),
    ]


def test_the_case_that_the_handbook_shows_is_well_formed(tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(.*?)```", (PROJECT / "handbook/developers/corpus.md").read_text(), re.DOTALL)
    assert shown is not None
    file = tmp_path / "shown.yaml"
    file.write_text(shown[1], encoding="utf-8")

    assert faults_in(file) == []
