"""The packaged rules of what customs asks buyers for, and the numbers that they name."""

import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

import orjson
import pytest

from dutiful_quote.quotes.buyer_data import packaged_rules
from dutiful_shared.contract.buyer_data import BuyerDataAnswer
from dutiful_shared.contract.shipping import TransportMode
from dutiful_shared.schemes.buyer_numbers import BUYER_NUMBERS
from dutiful_shared.schemes.registration_numbers import fits

TABLE: dict[str, Any] = tomllib.loads(
    files("dutiful_quote.quotes").joinpath("buyer_data.toml").read_text(encoding="utf-8")
)
KNOWN = {
    "destinations", "buyer", "role", "numbers", "copy_needed", "value_over", "value_currency", "modes", "reason",
    "valid_from", "source", "url", "standing",
}  # fmt: skip


def test_no_rule_has_a_word_that_nothing_reads() -> None:
    assert {name for row in TABLE["requirement"] for name in row} <= KNOWN


def test_no_rule_stands_twice() -> None:
    places = [(one, row["buyer"], *row["numbers"]) for row in TABLE["requirement"] for one in row["destinations"]]
    assert len(places) == len(set(places))


def test_every_rule_says_where_it_was_read_and_begins_before_that() -> None:
    for row in TABLE["requirement"]:
        assert row["source"]
        assert row["url"].startswith("http")
        assert row.get("valid_from", date.min) <= TABLE["read_on"] == date(2026, 12, 1)


def test_every_rule_is_of_ways_of_carriage_that_there_are() -> None:
    modes = {mode for rules in packaged_rules().values() for rule in rules for mode in rule.modes}
    assert modes <= {mode.value for mode in TransportMode}


def test_a_rule_tells_whether_one_of_its_numbers_is_given() -> None:
    (rule,) = packaged_rules()["MX", "consumer"]
    asked, given = (BuyerDataAnswer.model_validate_json(orjson.dumps(one)) for one in (rule.asked, rule.given))

    assert (asked.given, given.given) == (False, True)
    assert [number.type for number in asked.any_of] == ["MX_RFC", "MX_CURP", "PASSPORT"]


def test_the_limit_of_a_formal_entry_is_that_of_the_law() -> None:
    (rule,) = packaged_rules()["US", "business"]
    facts = files("dutiful_quote.tariff.facts").joinpath("us/fees/programmes.csv").read_text(encoding="utf-8")

    assert rule.value_over == Decimal(2500)
    assert 'informal_entry,relief,"Informal entry up to USD 2,500",,,value_at_most=2500; value_currency=USD' in facts


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("AR_CUIT", "20-05536168-2"),
        ("CA_BN", "12302 6635 RM 0001"),
        ("ES_NIF", "54362315K"),
        ("KR_BRN", "116-82-00276"),
        ("PK_CNIC", "34201-0891231-8"),
        ("BR_CPF", "390.533.447-05"),
        ("BR_CNPJ", "16.727.230/0001-97"),
        ("CL_RUT", "12.531.909-2"),
        ("CN_RIC", "360426199101010071"),
        ("CN_USCC", "91110000600037341L"),
        ("EC_CI", "171430710-3"),
        ("EC_RUC", "1792060346-001"),
        ("EORI", "GB980780684000"),
        ("ID_NIK", "3171011708450001"),
        ("ID_NPWP", "01.300.066.6-091.000"),
        ("IL_HP", "516179157"),
        ("IL_IDNR", "3933742-3"),
        ("IN_AADHAAR", "2341 2341 2346"),
        ("IN_EPIC", "WKH1186253"),
        ("IN_GSTIN", "27AAPFU0939F1ZV"),
        ("IN_PAN", "ACUPA7085R"),
        ("KR_PCCC", "P112345678909"),
        ("MX_CURP", "BOXW310820HNERXN09"),
        ("MX_RFC", "GODE 561231 GR8"),
        ("PASSPORT", "C01X00T47"),
        ("TR_TCKN", "17291716060"),
        ("TR_VKN", "4540536920"),
        ("US_EIN", "91-1144442"),
        ("US_SSN", "536-90-4399"),
        ("ZA_IDNR", "7503305044089"),
        ("ZA_TIN", "0001339050"),
    ],
)
def test_a_number_that_could_be_one_fits(kind: str, number: str) -> None:
    assert fits(kind, number)


@pytest.mark.parametrize("kind", [kind for kind, one in BUYER_NUMBERS.items() if one.pattern])
def test_a_number_of_no_such_form_does_not_fit(kind: str) -> None:
    assert not fits(kind, "12A")
