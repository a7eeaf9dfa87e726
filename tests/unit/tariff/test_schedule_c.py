"""Schedule C country codes of the packaged table."""

import pytest

from dutiful_quote.tariff.schedule_c import ScheduleC


@pytest.fixture(scope="module")
def schedule_c() -> ScheduleC:
    return ScheduleC.packaged()


@pytest.mark.parametrize(
    ("country", "code"),
    [
        pytest.param("CN", "5700", id="China"),
        pytest.param("CA", "1220", id="Canada"),
        pytest.param("RS", "4801", id="Serbia as it is now"),
        pytest.param("NC", "6412", id="New Caledonia"),
    ],
)
def test_a_country_has_its_code(schedule_c: ScheduleC, country: str, code: str) -> None:
    assert schedule_c.of(country) == code


def test_a_country_of_the_past_has_none(schedule_c: ScheduleC) -> None:
    assert schedule_c.of("CS") is None
