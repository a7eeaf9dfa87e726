"""Tables of standards in the contract, held against the packages that follow those standards."""

import iso4217
import pycountry

from dutiful_shared.contract.countries import COUNTRY_CODES, IN_CUSTOMS_USE
from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.incoterm import INCOTERM_RULES, Incoterm

#: Codes of ISO 4217 that are no money anybody pays with: metals, funds, bond units, tests.
NOT_SPENT = {"XAU", "XAG", "XPD", "XPT", "XBA", "XBB", "XBC", "XBD", "XDR", "XTS", "XXX", "XSU", "XUA", "XAD"}
FUNDS = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"}


def test_every_country_of_iso_3166_is_known_and_no_other() -> None:
    assert {country.alpha_2 for country in pycountry.countries} == COUNTRY_CODES - IN_CUSTOMS_USE


def test_every_currency_of_iso_4217_is_known_with_its_decimals() -> None:
    standard = {
        currency.code: currency.exponent for currency in iso4217.Currency if currency.code not in NOT_SPENT | FUNDS
    }

    differing = {
        code: (standard.get(code), CURRENCY_EXPONENT.get(code))
        for code in standard.keys() | CURRENCY_EXPONENT.keys()
        if standard.get(code) != CURRENCY_EXPONENT.get(code)
    }
    assert differing == {}


def test_all_eleven_incoterms_have_their_rule() -> None:
    assert set(INCOTERM_RULES) == set(Incoterm)
    assert len(Incoterm) == 11
