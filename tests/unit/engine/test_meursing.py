"""Agricultural components by code and by recipe, on the packaged table."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.declaration import Declaration, FactNeededError
from dutiful_quote.engine.duty_rate import AgriculturalComponent, AtMost, Sum
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.meursing import MeursingTable
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.publications.build import FACTS
from tests.builders.tariff import consignment, duty, exchange, law, line, percent

EA, ADSZ = AgriculturalComponent("EA"), AgriculturalComponent("ADSZ")
SWEETS = AtMost(Sum((percent("9"), EA)), Sum((percent("18.7"), ADSZ)))


@pytest.fixture(scope="module")
def profile() -> dict[str, str]:
    (tariff,) = read_publication(FACTS / "eu/meursing")
    return dict(tariff.profile)


@pytest.fixture(scope="module")
def table(profile: dict[str, str]) -> MeursingTable:
    found = MeursingTable.of(profile)
    assert found is not None
    return found


def code_of(table: MeursingTable, starch: str, sucrose: str, fat: str, protein: str) -> str:
    shares = {"starch_share": starch, "sucrose_share": sucrose, "milk_fat_share": fat, "milk_protein_share": protein}
    recipe = table.declared(Declaration(shares))
    assert recipe is not None
    return recipe.code


@pytest.mark.parametrize(
    ("code", "amounts"),
    [
        pytest.param("476", ("117.11", "10.06", "13.99"), id="as the official tests of the tariff have it"),
        pytest.param("507", ("99.88", "18.87", "4.16"), id="another of theirs"),
        pytest.param("000", ("0", "0", "0"), id="no milk, starch or sugar"),
    ],
)
def test_amounts_of_a_code(table: MeursingTable, code: str, amounts: tuple[str, ...]) -> None:
    recipe = table.recipes[code]

    assert tuple(recipe.amounts[name] for name in ("EA", "ADSZ", "ADFM")) == tuple(map(Decimal, amounts))


def test_the_table_has_all_its_codes(table: MeursingTable) -> None:
    assert len(table.recipes) == 504


@pytest.mark.parametrize("written", ["476", "7476"])
def test_a_code_is_written_with_or_without_the_seven(table: MeursingTable, written: str) -> None:
    recipe = table.declared(Declaration({"meursing_code": written}))

    assert recipe is not None
    assert recipe.code == "476"


def test_a_code_that_is_not_in_the_table_is_no_recipe(table: MeursingTable) -> None:
    assert table.declared(Declaration({"meursing_code": "7014"})) is None


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        pytest.param(("0", "0", "0", "0"), "000", id="nothing of it"),
        pytest.param(("0.0499", "0.0499", "0.0149", "0.0249"), "000", id="at the upper ends of the first bands"),
        pytest.param(("0.05", "0", "0", "0"), "005", id="from 5 % of starch"),
        pytest.param(("0", "0.05", "0", "0"), "001", id="from 5 % of sucrose"),
        pytest.param(("0", "0", "0.015", "0"), "100", id="from 1.5 % of milk fat"),
        pytest.param(("0", "0", "0", "0.025"), "020", id="from 2.5 % of milk protein"),
        pytest.param(("0.55", "0.10", "0.10", "0.20"), "476", id="a recipe in the middle"),
        pytest.param(("0.75", "0.25", "0", "0"), "759", id="much starch leaves two bands of sugar"),
        pytest.param(("0", "0", "0.40", "0.55"), "720", id="much milk fat has no bands of protein"),
    ],
)
def test_code_of_a_recipe(table: MeursingTable, shares: tuple[str, str, str, str], code: str) -> None:
    assert code_of(table, *shares) == code


def test_without_any_share_the_code_is_asked_for(table: MeursingTable) -> None:
    with pytest.raises(FactNeededError, match="meursing_code"):
        table.declared(Declaration({}))


def test_with_some_share_the_next_one_is_asked_for(table: MeursingTable) -> None:
    with pytest.raises(FactNeededError, match="sucrose_share"):
        table.declared(Declaration({"starch_share": "0.1"}))


def test_milk_protein_is_not_asked_for_where_it_does_not_matter(table: MeursingTable) -> None:
    recipe = table.declared(Declaration({"starch_share": "0", "sucrose_share": "0", "milk_fat_share": "0.5"}))

    assert recipe is not None
    assert recipe.code == "720"


@pytest.mark.parametrize(
    ("share", "stated", "answers"),
    [
        pytest.param("starch_share", {}, ("0", "0.05", "0.25", "0.5", "0.75"), id="bands of starch"),
        pytest.param("sucrose_share", {"starch_share": "0.6"}, ("0", "0.05", "0.3"), id="of sugar beside much starch"),
        pytest.param(
            "milk_protein_share",
            {"starch_share": "0", "sucrose_share": "0", "milk_fat_share": "0.07"},
            ("0", "0.04", "0.15"),
            id="of protein at 7 % of milk fat",
        ),
        pytest.param("steel_share", {}, (), id="a share that is none of a recipe"),
    ],
)
def test_answers_that_bound_a_share(
    table: MeursingTable, share: str, stated: dict[str, str], answers: tuple[str, ...]
) -> None:
    assert tuple(f"{Decimal(one).normalize():f}" for one in table.possible_answers(share, stated)) == answers


def test_no_code_costs_more_than_those_that_bound_the_range(table: MeursingTable) -> None:
    bounding = [table.recipes[code].amounts for code in table.possible_answers("meursing_code", {})]

    assert all(
        any(all(bound[name] >= recipe.amounts[name] for name in bound) for bound in bounding)
        for recipe in table.recipes.values()
    )


def sweets(profile: dict[str, str], weight: str | None = "100", **facts: str) -> Assessment:
    quantities = {"KGM": Decimal(weight)} if weight else {}
    rules = law(
        [duty("170490", SWEETS)], codes=["170490"], profile={"currency": "EUR", "valuation_basis": "CIF", **profile}
    )
    cart = consignment(line("170490", "1000.00", quantities=quantities, facts=facts), currency="EUR")
    return assess(cart, rules, exchange("EUR"))


def test_the_component_is_charged_by_net_weight_under_its_cap(profile: dict[str, str]) -> None:
    (charge,) = sweets(profile, meursing_code="476").lines[0].charges

    assert charge.assessed.amount == Decimal("197.06")


def test_an_unknown_recipe_gives_the_range_of_the_table(profile: dict[str, str]) -> None:
    assessment = sweets(profile)
    (question,) = [found for found in assessment.missing if found.fact == "meursing_code"]

    assert question.spread is not None
    assert question.spread.low == Decimal("90.00")  # 9 % and no component
    assert question.spread.high == Decimal("225.99")  # 18.7 % and the highest ADSZ, 38.99


def test_the_question_shows_the_cheapest_and_the_dearest_recipe(profile: dict[str, str]) -> None:
    (question,) = [found for found in sweets(profile).missing if found.fact == "meursing_code"]

    assert "90.00 if meursing_code is 000; 225.99 if meursing_code is" in question.question
    assert question.question.endswith("other answers lie between.")


def test_a_recipe_without_its_milk_gives_the_range_over_all_milk(profile: dict[str, str]) -> None:
    assessment = sweets(profile, starch_share="0", sucrose_share="0.1")
    (question,) = [found for found in assessment.missing if found.fact == "milk_fat_share"]

    assert question.spread is not None
    assert question.spread.low == Decimal("100.06")  # code 7001: 9 % and EA 10.06
    assert question.spread.high == Decimal("197.06")  # the cap: 18.7 % and ADSZ 10.06


def test_a_missing_weight_is_asked_for(profile: dict[str, str]) -> None:
    assert "quantity KGM" in {found.fact for found in sweets(profile, weight=None, meursing_code="476").missing}


def test_a_code_that_is_not_in_the_table_names_the_form(profile: dict[str, str]) -> None:
    facts = {found.fact for found in sweets(profile, meursing_code="014").missing}

    assert "rate form: agricultural component EA" in facts


def test_without_a_table_the_form_is_named() -> None:
    assert "rate form: agricultural component EA" in {found.fact for found in sweets({}).missing}
