"""Numbers of registrations and tax ids: those that cannot be right are refused, whatever a register would say."""

from typing import Any

import pytest

from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.quotes.errors import UnknownSchemeError, WrongTaxNumberError
from dutiful_quote.quotes.tax_numbers import check_schemes, check_tax_numbers
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.schemes.registration_numbers import SCHEMES
from tests.builders.tariff import measure


def request(**changes: Any) -> QuoteRequest:
    lines = [{"id": "1", "quantity": 1, "unit_price": "10.00"}]
    places = {"ship_from": {"country": "CN"}, "ship_to": {"country": "DE"}}
    return QuoteRequest.model_validate({**places, "currency": "EUR", "lines": lines, **changes})


def sold_by(scheme: str, number: str | None = None) -> QuoteRequest:
    return request(seller={"registrations": [{"scheme": scheme, "number": number}]})


def bought_by(kind: str, number: str) -> QuoteRequest:
    return request(buyer={"tax_ids": [{"type": "PASSPORT", "number": "anything"}, {"type": kind, "number": number}]})


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("IOSS", "IM2760000001"),
        ("IOSS", "im 276 000000 1"),
        ("GB_VAT", "GB 980 7806 84"),
        ("GB_VAT", "980780684"),
        ("GB_VAT", "XI110305878"),
        ("EU_VAT", "DE136695976"),
        ("EU_VAT", "FR61954506077"),
        ("EORI", "GB980780684000"),
        ("EORI", "DE1234567"),
        ("VOEC", "2024926"),
        ("AU_GST", "83 914 571 673"),
        ("AU_GST", "300012345678"),
        ("NZ_GST", "49-098-576"),
        ("SG_GST", "M91234567X"),
        ("SG_GST", "00192200M"),
        ("JP_JCT", "T1234567890123"),
        ("CL_VAT", "12.531.909-2"),
        ("UKIMS", "XIUKIM47699357400020231115081800"),
        ("CN_CBEC", "3302462190"),
    ],
)
def test_a_number_that_its_scheme_could_have_given_passes(scheme: str, number: str) -> None:
    check_tax_numbers(sold_by(scheme, number))
    check_tax_numbers(bought_by(scheme, number))


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        pytest.param("IOSS", "x", id="a letter"),
        pytest.param("IOSS", "IM0000000000", id="IOSS of no member state"),
        pytest.param("IOSS", "IM276000000", id="IOSS too short"),
        pytest.param("IOSS", "EU372022452", id="the scheme for services"),
        pytest.param("IOSS", "IM27600000\uff11\uff11", id="full-width digits"),
        pytest.param("GB_VAT", "GB123456789", id="a wrong check digit"),
        pytest.param("GB_VAT", "GB000000000", id="nothing but zeros"),
        pytest.param("EU_VAT", "DE136695977", id="a wrong German check digit"),
        pytest.param("EU_VAT", "136695976", id="no member state"),
        pytest.param("EU_VAT", "CHE123456788", id="Switzerland"),
        pytest.param("EORI", "12345", id="no country"),
        pytest.param("EORI", "GB1234567", id="a short number of Great Britain"),
        pytest.param("VOEC", "VOEC", id="no digits"),
        pytest.param("AU_GST", "83914571674", id="a wrong ABN"),
        pytest.param("NZ_GST", "136410133", id="a wrong IRD number"),
        pytest.param("SG_GST", "12345", id="neither UEN nor registration"),
        pytest.param("JP_JCT", "1234567890123", id="without T"),
        pytest.param("CL_VAT", "12531909-3", id="a wrong RUT"),
        pytest.param("UKIMS", "XIUKIM1", id="a short authorisation"),
        pytest.param("CN_CBEC", "?", id="a sign"),
    ],
)
def test_a_number_that_its_scheme_cannot_have_given_is_refused(scheme: str, number: str) -> None:
    with pytest.raises(WrongTaxNumberError) as of_seller:
        check_tax_numbers(sold_by(scheme, number))
    with pytest.raises(WrongTaxNumberError) as of_buyer:
        check_tax_numbers(bought_by(scheme, number))

    assert of_seller.value.pointer == "/seller/registrations/0/number"
    assert of_buyer.value.pointer == "/buyer/tax_ids/1/number"


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_a_registration_may_keep_its_number_to_itself(scheme: str) -> None:
    check_tax_numbers(sold_by(scheme))


def test_a_scheme_that_no_law_names_is_refused() -> None:
    with pytest.raises(UnknownSchemeError) as refused:
        check_schemes(sold_by("ISOS"), ())

    assert refused.value.pointer == "/seller/registrations/0/scheme"


def test_a_scheme_that_a_loaded_law_names_passes() -> None:
    check_schemes(sold_by("XX_GST"), [measure(MeasureKind.VAT, "supply", conditions={"scheme": "XX_GST"})])
