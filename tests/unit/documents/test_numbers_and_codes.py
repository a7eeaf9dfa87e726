"""Numbers and goods codes of a paper that cannot be what they are called: refused at their place, as a quote does."""

from typing import Any

import pytest

from dutiful_shared.contract.documents import DocumentRequest
from tests.builders.papers import CONSIGNEE, EXPORTER, faults, order, wanted


def found(asked: DocumentRequest) -> list[str]:
    return [pointer for pointer, _ in faults(asked)]


def registered(country: str, called: str, number: str) -> DocumentRequest:
    exporter = {"name": "Somebody", "country": country, "registrations": [{"type": called, "number": number}]}
    return wanted(parties={"exporter": exporter})


def coded(hs_code: str, system: str = "HS") -> DocumentRequest:
    lines: list[dict[str, Any]] = order()["lines"]
    lines[1] |= {"hs_code": hs_code, "code_system": system}
    return wanted(order=order(lines=lines))


def test_a_paper_whose_numbers_and_codes_could_be_right_has_no_fault() -> None:
    assert found(wanted()) == []


@pytest.mark.parametrize(
    ("country", "called", "number"),
    [
        pytest.param("DE", "EORI", "12345", id="EORI without a country"),
        pytest.param("GB", "EORI", "GB123", id="a short British EORI"),
        pytest.param("US", "IOSS", "IM0000000000", id="IOSS of no member state"),
        pytest.param("AU", "ABN", "83914571674", id="a wrong ABN"),
        pytest.param("AU", "AU_GST", "83914571674", id="by the name of the scheme"),
        pytest.param("US", "EIN", "12-345678", id="a short EIN"),
        pytest.param("CN", "EIN", "12-345678", id="a short EIN of a company elsewhere"),
        pytest.param("BR", "CPF", "11111111112", id="a wrong CPF"),
        pytest.param("BR", "CNPJ", "16.727.230/0001-98", id="a wrong CNPJ"),
        pytest.param("KR", "PCCC", "123456789012", id="PCCC without P"),
        pytest.param("CL", "RUT", "12531909-3", id="a wrong Chilean RUT"),
        pytest.param("DE", "VAT", "DE136695977", id="a wrong German VAT number"),
        pytest.param("DE", "VAT", "136695977", id="likewise, without the country"),
        pytest.param("FR", "VAT", "DE136695977", id="likewise, of a French party"),
        pytest.param("GR", "VAT", "EL123456789", id="a wrong Greek VAT number"),
        pytest.param("GB", "VAT", "123456789", id="a wrong British VAT number"),
    ],
)
def test_a_number_of_a_party_that_cannot_be_of_its_scheme_is_told(country: str, called: str, number: str) -> None:
    assert found(registered(country, called, number)) == ["/parties/exporter/registrations/0/number"]


@pytest.mark.parametrize(
    ("country", "called", "number"),
    [
        pytest.param("DE", "EORI", "DE1234567", id="EORI"),
        pytest.param("AU", "ABN", "83 914 571 673", id="ABN with blanks"),
        pytest.param("BR", "CNPJ", "16.727.230/0001-97", id="CNPJ as it is printed"),
        pytest.param("DE", "VAT", "136695976", id="a VAT number without its country"),
        pytest.param("FR", "VAT", "DE136695976", id="a German one of a French party"),
        pytest.param("DE", "VAT", "GB980780684", id="a British one of a German party"),
        pytest.param("GR", "VAT", "EL 094259216", id="a Greek one"),
        pytest.param("FR", "VAT", "CHE-107.787.577", id="one of a state whose numbers are not known here"),
        pytest.param("CN", "VAT", "1", id="what VAT means elsewhere"),
        pytest.param("UY", "RUT", "12531909-3", id="the RUT of another country than Chile"),
        pytest.param("US", "REX", "whatever", id="a scheme that is not known here"),
    ],
)
def test_a_number_of_a_party_that_could_be_right_passes(country: str, called: str, number: str) -> None:
    assert found(registered(country, called, number)) == []


@pytest.mark.parametrize(
    ("hs_code", "system"),
    [
        pytest.param("999999", "HS", id="the code of statistics for what nobody specified"),
        pytest.param("6109.11", "HS", id="no subheading of its heading"),
        pytest.param("7701", "HS", id="a heading of the reserved chapter"),
        pytest.param("9801001000", "HS", id="a code of a country under the name of the Harmonized System"),
        pytest.param("6109110000", "US", id="a code of a country below no subheading"),
    ],
)
def test_a_code_that_there_is_not_is_told(hs_code: str, system: str) -> None:
    assert found(coded(hs_code, system)) == ["/order/lines/1/hs_code"]


@pytest.mark.parametrize(
    ("hs_code", "system"),
    [
        pytest.param("6911.10", "HS", id="a subheading with a dot"),
        pytest.param("6911", "HS", id="a heading"),
        pytest.param("9801001000", "US", id="what the Harmonized System leaves to a country"),
    ],
)
def test_a_code_that_there_is_passes(hs_code: str, system: str) -> None:
    assert found(coded(hs_code, system)) == []


def test_numbers_of_the_orders_seller_and_buyer_are_looked_at_in_the_order() -> None:
    said = order(
        seller={"registrations": [{"scheme": "IOSS", "number": "x"}]},
        buyer={"tax_ids": [{"type": "EU_VAT", "number": "FR1"}]},
    )
    assert found(wanted(order=said)) == ["/order/seller/registrations/0/number", "/order/buyer/tax_ids/0/number"]


def test_every_party_is_looked_at() -> None:
    wrong = {"registrations": [{"type": "EORI", "number": "?"}]}
    parties = {"exporter": EXPORTER | wrong, "consignee": CONSIGNEE | wrong, "forwarder": {"name": "G", **wrong}}
    roles = ["exporter", "consignee", "forwarder"]
    assert found(wanted(parties=parties)) == [f"/parties/{role}/registrations/0/number" for role in roles]
