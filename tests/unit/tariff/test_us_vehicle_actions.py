"""Section 232 on vehicles and their parts, over the packaged facts."""

from datetime import date

import pytest

from tests.builders.us_actions import AUTUMN, Assess, charged, over_packaged_facts


@pytest.fixture
def assess() -> Assess:
    return over_packaged_facts()


CAR = "8703230160"


USED_CAR = "8703230190"


@pytest.mark.parametrize(
    ("origin", "on", "heading", "amount"),
    [
        ("MX", date(2025, 4, 2), None, None),
        ("MX", date(2025, 4, 3), "9903.94.01", "2500.00"),
        ("DE", date(2025, 7, 31), "9903.94.01", "2500.00"),
        ("DE", date(2025, 8, 1), "9903.94.51", "1250.00"),
        ("JP", date(2025, 9, 15), "9903.94.01", "2500.00"),
        ("JP", date(2025, 9, 16), "9903.94.41", "1250.00"),
        ("KR", date(2025, 10, 31), "9903.94.01", "2500.00"),
        ("KR", date(2025, 11, 1), "9903.94.61", "1250.00"),
        ("TW", AUTUMN, "9903.94.01", "2500.00"),
    ],
    ids=str,
)
def test_a_car_pays_by_origin_and_day(
    assess: Assess, origin: str, on: date, heading: str | None, amount: str | None
) -> None:
    assert charged(assess(CAR, origin, on, vehicle_age="0")) == ({heading: amount} if heading else {})


def test_a_car_of_25_years_is_free_and_its_age_is_asked(assess: Assess) -> None:
    assert charged(assess(USED_CAR, "DE", vehicle_age="25")) == {}
    assert [gap.fact for gap in assess(USED_CAR, "DE").gaps] == ["vehicle_age"]


def test_a_car_under_a_number_for_new_ones_is_not_asked_for_its_age(assess: Assess) -> None:
    assert charged(assess(CAR, "DE")) == {"9903.94.51": "1250.00"}


def test_being_another_vehicle_is_no_way_of_paying_less(assess: Assess) -> None:
    assert assess(CAR, "DE").alternatives == ()
    assert charged(assess(CAR, "DE", other_vehicle="true")) == {}


def test_content_of_the_united_states_comes_off_a_car_that_is_of_the_usmca(assess: Assess) -> None:
    facts = {"vehicle_age": "1", "us_content_share": "0.4"}
    assert charged(assess(CAR, "MX", claim="S", **facts)) == {"9903.94.03": "1500.00"}
    assert charged(assess(CAR, "MX", **facts)) == {"9903.94.01": "2500.00"}


def test_a_british_car_pays_by_the_quota(assess: Assess) -> None:
    assert charged(assess(CAR, "GB", vehicle_age="1", within_quota="true")) == {"9903.94.31": "750.00"}
    assert charged(assess(CAR, "GB", vehicle_age="1", within_quota="false")) == {"9903.94.01": "2500.00"}
    assert [gap.fact for gap in assess(CAR, "GB", vehicle_age="1").gaps] == ["within_quota"]


@pytest.mark.parametrize(
    ("origin", "heading", "amount"),
    [
        ("CN", "9903.94.05", "2500.00"),
        ("GB", "9903.94.32", "660.00"),
        ("FR", "9903.94.53", "1160.00"),
        ("TW", "9903.94.67", "1160.00"),
    ],
)
def test_a_battery_pays_as_a_car_part_if_it_is_one(assess: Assess, origin: str, heading: str, amount: str) -> None:
    assert charged(assess("8507600010", origin, car_part="true")) == {heading: amount}
    assert charged(assess("8507600010", origin, car_part="false")) == {}
    assert [gap.fact for gap in assess("8507600010", origin).gaps] == ["car_part"]


def test_usmca_parts_are_free_and_nobody_is_asked_what_they_are_for(assess: Assess) -> None:
    free = assess("8708295160", "MX", claim="S")
    assert free.calculable
    assert set(charged(free).values()) <= {"0.00"}


def test_usmca_parts_stay_subject_to_the_action(assess: Assess) -> None:
    assert charged(assess("8708295160", "MX", claim="S", car_part="true")) == {"9903.94.06": "0.00"}
    assert charged(assess("8708295160", "MX", claim="S", car_part="false", truck_part="true")) == {"9903.74.10": "0.00"}


def test_a_part_of_cars_and_trucks_pays_once(assess: Assess) -> None:
    assert charged(assess("8482105044", "CN", car_part="true", truck_part="true")) == {"9903.94.05": "2500.00"}
    assert charged(assess("8482105044", "CN", car_part="false", truck_part="true")) == {"9903.74.08": "2500.00"}


def test_a_laptop_is_no_car_part_unless_it_is_said(assess: Assess) -> None:
    assert charged(assess("8471300100", "CN")) == {}
    assert charged(assess("8471300100", "CN", car_part="true")) == {"9903.94.05": "2500.00"}


def test_trucks_and_buses(assess: Assess) -> None:
    assert charged(assess("8701210080", "MX", vehicle_age="0")) == {"9903.74.01": "2500.00"}
    assert charged(assess("8702103100", "CA", vehicle_age="0")) == {"9903.74.02": "1000.00"}
    assert charged(assess("8701210080", "MX", date(2025, 10, 31), vehicle_age="0")) == {}


def test_an_electric_goods_vehicle_is_either_a_light_truck_or_a_heavy_vehicle(assess: Assess) -> None:
    facts = {"vehicle_age": "0"}
    assert charged(assess("8704600000", "CN", heavy_vehicle="true", **facts)) == {"9903.74.01": "2500.00"}
    assert charged(assess("8704600000", "CN", heavy_vehicle="false", **facts)) == {"9903.94.01": "2500.00"}
    assert assess("8704600000", "CN", **facts).amount > 0


def test_a_chassis_pays_once(assess: Assess) -> None:
    facts = {"vehicle_age": "0", "truck_part": "true"}
    assert charged(assess("8706000300", "CN", car_part="true", **facts)) == {"9903.94.05": "2500.00"}
    assert charged(assess("8706000300", "CN", car_part="false", **facts)) == {"9903.74.01": "2500.00"}
