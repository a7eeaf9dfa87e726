"""What holds for every parcel to the European Union: how items are counted, and what a recipe costs."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.engine.declaration import Declaration
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.meursing import SHARES, MeursingTable, Recipe
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.publications.build import FACTS
from dutiful_shared.contract.money import Money
from tests.builders.european_union import goods, to_germany
from tests.builders.tariff import exchange

kinds = st.tuples(
    st.sampled_from(["640399", "610910", "490199"]),
    st.sampled_from(["1.00", "2.50", "7.99"]),
    st.sampled_from(["CN", "IN", "VN"]),
)
descriptions = st.sampled_from(["shoes", "books", "shirts"])
parcels = st.lists(st.tuples(kinds, descriptions), min_size=1, max_size=8)


def lines_of(parcel: list[tuple[tuple[str, str, str], str]]) -> list[GoodsLine]:
    lines = goods(*(kind for kind, _ in parcel))
    return [replace(line, facts={"customs_description": text}) for line, (_, text) in zip(lines, parcel, strict=True)]


def item_duty(lines: list[GoodsLine]) -> Decimal:
    charges = to_germany(*lines).all_charges()
    return sum((one.assessed.amount for one in charges if one.programme == "low_value_item"), Decimal(0))


@given(parcel=parcels)
def test_the_item_duty_is_three_euro_for_each_code_origin_and_description(
    parcel: list[tuple[tuple[str, str, str], str]],
) -> None:
    distinct = {(code, origin, text) for (code, _, origin), text in parcel}

    assert item_duty(lines_of(parcel)) == 3 * len(distinct)


@given(parcel=parcels, data=st.data())
def test_the_order_of_lines_does_not_change_it(
    parcel: list[tuple[tuple[str, str, str], str]], data: st.DataObject
) -> None:
    lines = lines_of(parcel)

    assert item_duty(data.draw(st.permutations(lines))) == item_duty(lines)


@given(parcel=parcels, times=st.integers(1, 50))
def test_the_number_of_pieces_does_not_change_it(parcel: list[tuple[tuple[str, str, str], str]], times: int) -> None:
    lines = lines_of(parcel)

    assert item_duty([replace(line, quantity=line.quantity * times) for line in lines]) == item_duty(lines)


def read_table() -> MeursingTable:
    (tariff,) = read_publication(FACTS / "eu/meursing")
    found = MeursingTable.of(tariff.profile)
    assert found is not None
    return found


TABLE = read_table()


def recipe(shares: list[Decimal]) -> Recipe:
    found = TABLE.declared(Declaration({name: f"{share:f}" for name, share in zip(SHARES, shares, strict=True)}))
    assert found is not None
    return found


@st.composite
def recipes(draw: st.DrawFn) -> list[Decimal]:
    """Four shares in hundredths of a per cent that make up no more than the whole."""
    left, shares = 10_000, []
    for _ in SHARES:
        share = draw(st.integers(0, left))
        shares.append(Decimal(share) / 10_000)
        left -= share
    return draw(st.permutations(shares))


@given(shares=recipes())
def test_every_recipe_has_a_code_whose_bands_it_reaches(shares: list[Decimal]) -> None:
    assert all(share * 100 >= band for share, band in zip(shares, recipe(shares).bands, strict=True))


@given(shares=recipes(), other=recipes())
def test_the_duty_on_sugar_follows_the_sugar_alone(shares: list[Decimal], other: list[Decimal]) -> None:
    starch, sucrose = shares[:2]

    assert recipe(shares).amounts["ADSZ"] == recipe([starch, sucrose, *other[2:]]).amounts["ADSZ"]


@given(shares=recipes())
def test_a_recipe_costs_what_its_code_costs(shares: list[Decimal]) -> None:
    found = recipe(shares)

    assert TABLE.declared(Declaration({"meursing_code": f"7{found.code}"})) == found


@given(
    prices=st.lists(st.decimals("0.01", "900", places=2), min_size=1, max_size=3),
    shipping=st.decimals("0", "100", places=2),
    rate=st.decimals("0.0300", "0.0500", places=4),
)
def test_vat_of_a_sale_is_a_share_of_the_price_in_its_own_currency(
    prices: list[Decimal], shipping: Decimal, rate: Decimal
) -> None:
    lines = goods(*(("490199", str(price), "CN") for price in prices))
    rates = exchange("EUR", CZK=str(rate))

    sold = to_germany(*lines, currency="CZK", shipping=shipping, rates=rates, registrations=frozenset({"IOSS"}))
    taxes = [charge for charge in sold.all_charges() if charge.programme == "standard"]

    assert sum(charge.base.amount for charge in taxes if charge.base) == sum(prices) + shipping
    for charge in taxes:
        assert charge.base is not None
        assert charge.amount == Money(charge.base.amount * Decimal("0.19"), "CZK").rounded()
        assert charge.assessed == Money(charge.amount.amount * rate, "EUR").rounded()
