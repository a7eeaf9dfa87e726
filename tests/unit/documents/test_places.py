"""Two addresses can be of one place, in whatever way people write them, or cannot."""

import pytest

from dutiful_docs.documents.places import Whereabouts, contradicted

ONE_PLACE = {
    "a country": (("FR",), ("FR",)),
    "Northern Ireland by both codes": (("XI",), ("GB",)),
    "Northern Ireland and its postal code": (("XI", None, "BT1 5GS"), ("GB", None, "bt1 5gs")),
    "the Isle of Man": (("IM",), ("GB", None, "IM1 1AA")),
    "Jersey": (("GB", None, "JE2 4UH"), ("JE",)),
    "the Canary Islands": (("IC",), ("ES", "GC", "35001")),
    "Ceuta": (("EA",), ("ES", None, "51001")),
    "Monaco": (("MC", None, "98000"), ("FR", None, "98000")),
    "San Marino": (("SM",), ("IT", None, "47890")),
    "the Vatican": (("VA",), ("IT", None, "00120")),
    "Puerto Rico": (("PR",), ("US", "PR", "00901-1234")),
    "Guam": (("GU",), ("US", "GU", "96910")),
    "Aland": (("AX",), ("FI", None, "22100")),
    "Reunion": (("RE", None, "97400"), ("FR",)),
    "Svalbard": (("SJ",), ("NO", None, "9170")),
    "Buesingen by either post": (("DE", None, "78266"), ("CH", None, "8238")),
    "a region with and without the country": (("US", "US-CA"), ("US", "ca")),
    "a region by code and by name": (("US", "CA"), ("US", "California")),
    "a town and its region": (("FR", "75C"), ("FR", "IDF")),
    "five digits and nine": (("US", None, "94107"), ("US", None, "94107-1234")),
    "a postal code with the country before it": (("FR", None, "FR-69002"), ("FR", None, "69 002")),
    "a post box beside its streets": (("FR", None, "69422"), ("FR", None, "69003")),
    "the start of a postal code, as some shops tell": (("GB", None, "SW1A"), ("GB", None, "SW1A 1AA")),
    "two areas of London": (("GB", None, "E1 6AN"), ("GB", None, "SE1 9SG")),
    "nothing but the country": (("US", "CA", "94107"), ("US",)),
}
TWO_PLACES = {
    "two countries": (("FR",), ("US",), "country"),
    "two islands with the post of one state": (("IM",), ("JE",), "country"),
    "two departments overseas": (("GP",), ("RE",), "country"),
    "Northern Ireland and London": (("XI",), ("GB", None, "SW1A 1AA"), "postal_code"),
    "Belfast and Birmingham": (("GB", None, "BT1 5GS"), ("GB", None, "B1 1AA"), "postal_code"),
    "the Canary Islands and Madrid": (("ES", None, "28013"), ("IC",), "postal_code"),
    "Guadeloupe and Saint-Martin": (("FR", None, "97110"), ("FR", None, "97150"), "postal_code"),
    "two states": (("US", "CA", "94107"), ("US", "US-NY", None), "region"),
    "two ends of a country": (("US", None, "94107"), ("US", None, "10001"), "postal_code"),
    "two provinces by their postal letters": (("CA", None, "M5V 1Z7"), ("CA", None, "V6B 1A1"), "postal_code"),
    "Buesingen and Zurich": (("DE", None, "78266"), ("CH", None, "8001"), "country"),
}


@pytest.mark.parametrize("places", [pytest.param(places, id=name) for name, places in ONE_PLACE.items()])
def test_what_may_be_one_place_contradicts_nothing(places: tuple[tuple[str | None, ...], ...]) -> None:
    one, other = (Whereabouts(*said) for said in places)  # type: ignore[arg-type]
    assert (contradicted(one, other), contradicted(other, one)) == (None, None)


@pytest.mark.parametrize("said", [pytest.param(said, id=name) for name, said in TWO_PLACES.items()])
def test_what_cannot_be_one_place_is_told_by_the_part_that_differs(
    said: tuple[tuple[str | None, ...], tuple[str | None, ...], str],
) -> None:
    one, other = Whereabouts(*said[0]), Whereabouts(*said[1])  # type: ignore[arg-type]
    assert (contradicted(one, other), contradicted(other, one)) == (said[2], said[2])
