"""What no country has is told from what is merely written oddly."""

import pytest

from dutiful_quote.quotes.addresses import check_addresses, passed_over
from dutiful_quote.quotes.errors import UnknownPlaceError
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.quote_request import QuoteRequest

TERRITORIES = Territories.packaged()


def sent_to(country: str, **parts: str) -> QuoteRequest:
    lines = [{"id": "1", "quantity": 1, "unit_price": "10.00"}]
    places = {"ship_from": {"country": "CN"}, "ship_to": {"country": country, **parts}}
    return QuoteRequest.model_validate({**places, "currency": "EUR", "lines": lines})


@pytest.mark.parametrize(
    ("country", "region"),
    [
        pytest.param("US", "CA", id="a code"),
        pytest.param("US", "us-ca", id="with the country, in small letters"),
        pytest.param("US", "California", id="a name"),
        pytest.param("US", "AE", id="a post of the forces"),
        pytest.param("US", " ", id="nothing but a blank"),
        pytest.param("JP", "Tokyo", id="a name without its accents"),
        pytest.param("HK", "KLN", id="of a country without parts"),
    ],
)
def test_a_region_that_the_country_has_is_silent(country: str, region: str) -> None:
    request = sent_to(country, region=region)

    check_addresses(request, TERRITORIES)
    assert list(passed_over(request, TERRITORIES)) == []


@pytest.mark.parametrize(
    ("country", "code"),
    [
        pytest.param("DE", "10115", id="as it is written"),
        pytest.param("DE", "D-10115", id="with the country's letter"),
        pytest.param("AT", "AT 1010", id="with the country's code"),
        pytest.param("LV", "1073", id="without the country that belongs to it"),
        pytest.param("PL", "00950", id="without its hyphen"),
        pytest.param("GB", "sw1a1aa", id="in small letters without its blank"),
        pytest.param("GB", "SW1A", id="the beginning that a wallet shows"),
        pytest.param("CA", "M5V", id="cut to three signs"),
        pytest.param("US", "94107-1234", id="of nine digits"),
        pytest.param("GB", "JE2 3AB", id="of an island with a tariff of its own"),
        pytest.param("JP", "\uff11\uff10\uff10\uff0d\uff10\uff10\uff10\uff11", id="in wide signs"),
        pytest.param("EG", "\u0661\u0661\u0665\u0661\u0661", id="in Arabic digits"),
        pytest.param("AE", "00000", id="of a country that has none"),
        pytest.param("DE", "", id="empty"),
    ],
)
def test_a_postal_code_written_oddly_is_silent(country: str, code: str) -> None:
    request = sent_to(country, postal_code=code)

    check_addresses(request, TERRITORIES)
    assert list(passed_over(request, TERRITORIES)) == []


@pytest.mark.parametrize(
    ("country", "parts", "field"),
    [
        pytest.param("US", {"region": "QQ"}, "region", id="a region"),
        pytest.param("IT", {"region": "ZZ"}, "region", id="a province"),
        pytest.param("DE", {"postal_code": "ABC"}, "postal_code", id="letters for digits"),
        pytest.param(
            "DE", {"postal_code": "\uff11\uff12\uff13\uff14\uff15\uff16"}, "postal_code", id="one wide digit too many"
        ),
        pytest.param("GB", {"postal_code": "12345"}, "postal_code", id="digits for letters"),
        pytest.param("US", {"region": "CA", "postal_code": "1234567890"}, "postal_code", id="too long"),
    ],
)
def test_what_no_country_has_is_refused_and_the_refusal_shows_what_it_has(
    country: str, parts: dict[str, str], field: str
) -> None:
    with pytest.raises(UnknownPlaceError, match="such as") as caught:
        check_addresses(sent_to(country, **parts), TERRITORIES)

    assert caught.value.pointer == f"/ship_to/{field}"


@pytest.mark.parametrize(
    ("country", "region"), [pytest.param("MX", "B.C.", id="a platform's own"), pytest.param("DE", "Bavaria", id="name")]
)
def test_a_region_of_another_list_is_passed_over_and_told(country: str, region: str) -> None:
    request = sent_to(country, region=region)

    check_addresses(request, TERRITORIES)
    (told,) = passed_over(request, TERRITORIES)
    assert (told.fact, told.pointer) == ("region", "/ship_to/region")


def test_every_place_of_the_cart_is_looked_at() -> None:
    request = sent_to("US")
    parts = [{"id": "a", "ship_from": {"country": "DE", "postal_code": "ABC"}}]
    plain = request.model_dump(exclude_unset=True, mode="json")
    request = QuoteRequest.model_validate(
        {**plain, "consignments": parts, "lines": [{**plain["lines"][0], "consignment": "a"}]}
    )

    with pytest.raises(UnknownPlaceError) as caught:
        check_addresses(request, TERRITORIES)
    assert caught.value.pointer == "/consignments/0/ship_from/postal_code"


def test_all_that_is_wrong_with_the_addresses_is_told_at_once() -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        check_addresses(sent_to("US", region="QQ", postal_code="ABCDE"), TERRITORIES)

    assert [one.pointer for one in (caught.value, *caught.value.others)] == ["/ship_to/region", "/ship_to/postal_code"]
