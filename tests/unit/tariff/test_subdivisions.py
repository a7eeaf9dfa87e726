import pytest

from dutiful_quote.tariff.subdivisions import region_code


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [
        pytest.param("CA", "CA-ON", "ON", id="the country before it"),
        pytest.param("CA", " on ", "ON", id="small letters and blanks"),
        pytest.param("CA", "Ontario", "ON", id="a name"),
        pytest.param("CA", "québec", "QC", id="a name with accents"),
        pytest.param("ES", "LAS PALMAS", "GC", id="a name in capitals"),
        pytest.param("FR", "Réunion", "RÉUNION", id="what is none stays"),
        pytest.param("US", "", "", id="nothing"),
    ],
)
def test_a_region_is_known_by_code_and_by_name(country: str, written: str, code: str) -> None:
    assert region_code(country, written) == code
