"""The pages on security name tests: each one is there."""

import re

import pytest
from pydantic import AliasChoices, SecretStr

from dutiful_classify.reranking.settings import RerankSettings
from dutiful_classify.settings import ClassifySettings
from dutiful_docs.settings import DocsSettings
from dutiful_quote.settings import QuoteSettings
from tests.conftest import PROJECT, TESTS

_PAGES = ("owasp-api-top-10.md", "asvs.md", "data.md")
_NAMED = re.compile(r"`([a-z0-9_/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("page", _PAGES)
def test_every_test_that_is_named_is_there(page: str) -> None:
    named = _NAMED.findall((PROJECT / "handbook" / "security" / page).read_text(encoding="utf-8"))

    assert len(named) >= 10
    gone = [
        f"{path}::{name}"
        for path, name in named
        if not (TESTS / path).is_file() or f"def {name}(" not in (TESTS / path).read_text(encoding="utf-8")
    ]
    assert gone == []


def test_the_code_that_protects_data_is_there() -> None:
    page = (PROJECT / "handbook" / "security" / "data.md").read_text(encoding="utf-8")

    named = re.findall(r"`((?:shared|services)/[\w./-]+)`", page)
    assert len(named) >= 10
    assert [path for path in named if not (PROJECT / path).is_file()] == []


def test_each_of_the_ten_has_its_row_with_a_test() -> None:
    rows = (PROJECT / "handbook" / "security" / "owasp-api-top-10.md").read_text(encoding="utf-8").splitlines()

    tested = [row for row in rows if _NAMED.search(row)]
    assert [row.split()[1] for row in tested] == [f"API{number}" for number in range(1, 11)]


#: How many requirements of levels 1 and 2 each section of ASVS 5.0 has; they stand before those of level 3.
_ASKED = {
    "V1.1": 2, "V1.2": 9, "V1.3": 11, "V1.4": 3, "V1.5": 2, "V2.1": 3, "V2.2": 3, "V2.3": 4, "V2.4": 1, "V3.2": 2,
    "V3.3": 4, "V3.4": 6, "V3.5": 5, "V3.7": 2, "V4.1": 3, "V4.2": 1, "V4.3": 2, "V4.4": 4, "V5.1": 1, "V5.2": 3,
    "V5.3": 2, "V5.4": 3, "V6.1": 3, "V6.2": 12, "V6.3": 4, "V6.4": 4, "V6.5": 5, "V6.6": 3, "V6.8": 4, "V7.1": 3,
    "V7.2": 4, "V7.3": 2, "V7.4": 5, "V7.5": 2, "V7.6": 2, "V8.1": 2, "V8.2": 3, "V8.3": 1, "V8.4": 1, "V9.1": 3,
    "V9.2": 4, "V10.1": 2, "V10.2": 2, "V10.3": 4, "V10.4": 11, "V10.5": 5, "V10.6": 2, "V10.7": 3, "V11.1": 2,
    "V11.2": 3, "V11.3": 3, "V11.4": 4, "V11.5": 1, "V11.6": 1, "V12.1": 3, "V12.2": 2, "V12.3": 4, "V13.1": 1,
    "V13.2": 5, "V13.3": 2, "V13.4": 5, "V14.1": 2, "V14.2": 4, "V14.3": 3, "V15.1": 3, "V15.2": 3, "V15.3": 7,
    "V16.1": 1, "V16.2": 5, "V16.3": 4, "V16.4": 3, "V16.5": 3, "V17.1": 1, "V17.2": 4, "V17.3": 2,
}  # fmt: skip
_STATES = {"met", "not applicable", "not done", "platform"}
_FILE = re.compile(r"`([\w./-]+)`")


def _asvs_rows() -> list[list[str]]:
    page = (PROJECT / "handbook" / "security" / "asvs.md").read_text(encoding="utf-8")
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("| V")]


def _numbers(cell: str) -> list[str]:
    """`V6.2.1-12` is twelve requirements."""
    section, _, numbers = cell.rpartition(".")
    first, _, last = numbers.partition("-")
    return [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]


def test_each_requirement_of_asvs_has_one_row() -> None:
    told = [number for row in _asvs_rows() for number in _numbers(row[0])]
    asked = [f"{section}.{number}" for section, most in _ASKED.items() for number in range(1, most + 1)]
    assert told == asked


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in _asvs_rows()])
def test_a_requirement_is_met_by_code_and_a_test_or_said_not_to_be(row: list[str]) -> None:
    _, text, state, code, test = row
    assert text
    assert state in _STATES
    assert (state == "met") == bool(_FILE.findall(code)) == bool(_NAMED.search(test))
    assert [path for path in _FILE.findall(code) if not (PROJECT / path).exists()] == []


def _secret_settings() -> set[str]:
    """The variables of every service whose values are secret."""
    names = {"DUTIFUL_RERANK__KEY"} if RerankSettings.model_fields["key"].annotation == SecretStr | None else set()
    for settings in (QuoteSettings, ClassifySettings, DocsSettings):
        for name, field in settings.model_fields.items():
            if field.annotation is SecretStr:
                alias = field.validation_alias
                names.add(str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"DUTIFUL_{name.upper()}")
    return names


def test_every_secret_setting_stands_in_the_inventory_of_keys() -> None:
    page = (PROJECT / "handbook" / "security" / "keys.md").read_text(encoding="utf-8")

    told = set(re.findall(r"`(DUTIFUL_[A-Z_]+)`", page.partition("## Keys that the system makes")[0]))
    assert _secret_settings() <= told
    assert len(_secret_settings()) >= 10


def test_times_of_mending_are_promised() -> None:
    page = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")

    days = re.findall(r"^\| (critical|high|medium) .*\| (\d+) \|$", page, flags=re.MULTILINE)
    assert [name for name, _ in days] == ["critical", "high", "medium"]
    assert sorted(int(number) for _, number in days) == [int(number) for _, number in days]
