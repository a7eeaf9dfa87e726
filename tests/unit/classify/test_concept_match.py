"""Which goods a title names, and which of their codes it makes likely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_classify.engine.concept_match import ConceptMatcher, shares
from dutiful_classify.engine.product import Product
from dutiful_classify.engine.reading import Reader
from dutiful_classify.lexicon.attributes import load_attribute_words
from dutiful_classify.lexicon.concepts import Concept, ConceptCode
from tests.unit.classify.conftest import CONCEPTS, T_SHIRT, matcher_of


@pytest.mark.parametrize(
    ("title", "concept"),
    [
        pytest.param("Men's cotton T-shirts", "t_shirt", id="plural and hyphen"),
        pytest.param("Damenlederhandtasche schwarz", "handbag", id="the end of a German compound"),
        pytest.param("女士真皮手提包新款", "handbag", id="characters without spaces"),
        pytest.param("メンズTシャツ 半袖", "t_shirt", id="kana and letters together"),
        pytest.param("Phone case", "phone_case", id="the longer name wins over the part of it"),
    ],
)
def test_goods_are_found_by_name(title: str, concept: str, reader: Reader, matcher: ConceptMatcher) -> None:
    assert [match.concept.id for match in matcher.matches(reader.read(Product(title)))] == [concept]


def test_what_says_of_which_kind_stands_in_any_order_before_the_thing(reader: Reader) -> None:
    salt = Concept("rock_salt", {"en": ("himalayan pink salt",)}, (), (ConceptCode("250100", 1, {}),))
    matcher = matcher_of((salt,))
    found = [
        [match.concept.id for match in matcher.matches(reader.read(Product(title)))]
        for title in ("Pink Himalayan salt", "Pink salt Himalayan")
    ]
    assert found == [["rock_salt"], []]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        pytest.param(
            "Toolboxes, wooden", "wooden_toolbox", id="the kind behind a comma, as invoices and indexes have it"
        ),
        pytest.param("Toolboxes (wooden), for workshops", "wooden_toolbox", id="the kind in brackets"),
        pytest.param("Cover for sofas, grey", "sofa_cover", id="the kind behind a for"),
        pytest.param("Wooden toolboxes", "wooden_toolbox", id="the kind before the thing"),
        pytest.param("Toolbox, wooden handle", None, id="the next part of a listing says more than a kind"),
        pytest.param("Cover grey sofa", None, id="words in a row keep their order"),
    ],
)
def test_the_thing_may_stand_before_its_kind(title: str, found: str | None, reader: Reader) -> None:
    kinds = (("wooden_toolbox", "wooden toolbox", "442199"), ("sofa_cover", "sofa cover", "630790"))
    matcher = matcher_of([Concept(id_, {"en": (name,)}, (), (ConceptCode(hs6, 1, {}),)) for id_, name, hs6 in kinds])
    assert [match.concept.id for match in matcher.matches(reader.read(Product(title)))] == ([found] if found else [])


@pytest.mark.parametrize(
    ("title", "hs6"),
    [
        pytest.param("T-shirt", "610910", id="nothing stated: the commonest"),
        pytest.param("Silk T-shirt", "610990", id="stated in the title"),
        pytest.param("Handbag PU leather", "420222", id="pu leather is no leather"),
        pytest.param("Wallet case phone case", "420232", id="an attribute only this concept knows"),
    ],
)
def test_what_is_stated_moves_the_code(title: str, hs6: str, reader: Reader, matcher: ConceptMatcher) -> None:
    match = matcher.matches(reader.read(Product(title)))[0]
    assert max(match.codes, key=lambda code: match.codes[code]) == hs6


def test_a_stated_phrase_hides_the_values_within_it() -> None:
    ring = Concept(
        "ring",
        {"en": ("ring",)},
        (),
        (ConceptCode("420221", 1, {"upper": ("leather",)}), ConceptCode("420222", 1, {"upper": ("rubber",)})),
    )
    stated = load_attribute_words()
    (match,) = matcher_of((ring,), stated=stated).matches(Reader(stated).read(Product("PU leather ring")))
    assert match.codes["420221"] == match.codes["420222"]


@pytest.mark.parametrize("metal", ["Silver", "Gold"])
def test_a_colour_is_no_precious_metal(metal: str, reader: Reader) -> None:
    ring = Concept(
        "ring",
        {"en": ("ring",)},
        (),
        (
            ConceptCode("711311", 1, {"material": ("silver", "gold")}),
            ConceptCode("711719", 1, {"material": ("alloy",)}),
        ),
    )
    (match,) = matcher_of((ring,)).matches(reader.read(Product(f"{metal} ring")))
    assert match.codes["711311"] == match.codes["711719"]


def test_no_name_reaches_across_a_with(reader: Reader, matcher: ConceptMatcher) -> None:
    assert [one.concept.id for one in matcher.matches(reader.read(Product("Phone with case")))] == ["case"]


def test_what_is_said_first_weighs_more(reader: Reader, matcher: ConceptMatcher) -> None:
    first, later = matcher.matches(reader.read(Product("Purse red large tee")))
    assert (first.concept.id, later.concept.id) == ("handbag", "t_shirt")
    assert first.weight > later.weight


def test_a_form_alone_names_nothing(reader: Reader) -> None:
    form = Concept("holder_form", {"en": ("holder",)}, (), (ConceptCode("392690", 1, {}),))
    assert matcher_of((form,)).matches(reader.read(Product("Blue holder"))) == []


def test_a_noun_of_a_trade_weighs_less_than_goods(reader: Reader) -> None:
    trade = Concept("jewelry_generic", {"en": ("jewelry",)}, (), (ConceptCode("711719", 1, {}),))
    first, _ = matcher_of((trade, T_SHIRT)).matches(reader.read(Product("Jewelry red large tee")))
    assert first.concept.id == "t_shirt"


@pytest.mark.parametrize(
    ("title", "materials"),
    [
        pytest.param("Ceramic mug with bamboo lid", {"ceramic"}, id="the lid is not the mug"),
        pytest.param("Tasche aus Leder", {"leather"}, id="nothing else is stated"),
        pytest.param("14K gold ring", {"gold"}, id="fineness"),
        pytest.param("14K gold plated ring", {"gold plated"}, id="plated is no gold"),
        pytest.param("Pet bed", None, id="pet is no plastic here"),
    ],
)
def test_the_material_is_that_of_the_goods(title: str, materials: set[str] | None, reader: Reader) -> None:
    assert reader.read(Product(title)).facts.get("material") == materials


def test_an_attribute_is_read_as_well_as_the_title(reader: Reader, matcher: ConceptMatcher) -> None:
    product = Product("T-shirt", attributes={"material": "100% silk"})
    assert matcher.matches(reader.read(product))[0].codes["610990"] > 0.8


def test_the_shelf_states_no_material(reader: Reader) -> None:
    assert "material" not in reader.read(Product("Belt", category="Leather goods > Belts")).facts


def test_the_names_of_goods_in_the_category_count_less(reader: Reader, matcher: ConceptMatcher) -> None:
    matches = matcher.matches(reader.read(Product("Tee", category="Handbags")))
    assert [match.concept.id for match in matches] == ["t_shirt", "handbag"]


@given(st.lists(st.sampled_from(["tee", "purse", "phone", "case", "cotton", "leather", "card", "holder"]), max_size=12))
def test_weights_and_shares_are_probabilities(words: list[str]) -> None:
    matches = matcher_of(CONCEPTS).matches(Reader([]).read(Product(" ".join(words))))
    assert sum(match.weight for match in matches) == pytest.approx(1 if matches else 0)
    assert all(sum(match.codes.values()) == pytest.approx(1) for match in matches)


def test_what_is_said_of_another_fact_changes_nothing() -> None:
    assert shares(T_SHIRT, {"power": frozenset({"electric"})}) == shares(T_SHIRT, {})


@pytest.mark.parametrize(
    ("title", "concept"),
    [
        pytest.param("Rechargeable batteries", "battery", id="nothing else is named"),
        pytest.param("Tee battery", "t_shirt", id="beside goods it only describes"),
    ],
)
def test_a_noun_that_often_describes_counts_alone(title: str, concept: str, reader: Reader) -> None:
    battery = Concept("battery", {"en": ("battery",)}, (), (ConceptCode("850760", 1, {}),), place="nouns")
    matches = matcher_of((*CONCEPTS, battery)).matches(reader.read(Product(title)))
    assert [match.concept.id for match in matches] == [concept]


@pytest.mark.parametrize(
    ("title", "language", "thing"),
    [
        pytest.param("Cable de celular", "en", "cable", id="de, and the thing before it"),
        pytest.param("Cavo di cellulare", "en", "cable", id="di, and the thing before it"),
        pytest.param("Funda celular", "en", "cover", id="two nouns that only Spanish has"),
        pytest.param("Cable usb", "es", "cable", id="a name of all languages in a text said to be Spanish"),
        pytest.param("Cable usb", "en", "usb", id="the same where nothing says so"),
        pytest.param("Phone cover", "en", "cover", id="English says the thing last"),
        pytest.param("Phone cover", "es", "cover", id="and does so in a Spanish shop"),
        pytest.param("Funda, celular", "es", "cover", id="a mark parts them: the first is the thing"),
    ],
)
def test_the_thing_stands_where_the_language_has_it(title: str, language: str, thing: str, reader: Reader) -> None:
    names = {
        "cable": {"en": ("cable",), "es": ("cable",), "it": ("cavo",)},
        "phone": {"en": ("phone",), "es": ("celular",), "it": ("cellulare",)},
        "cover": {"en": ("cover",), "es": ("funda",)},
        "usb": {"en": ("usb",), "es": ("usb",)},
    }
    concepts = [Concept(id_, own, (), (ConceptCode("854442", 1, {}),)) for id_, own in names.items()]
    matches = matcher_of(concepts).matches(reader.read(Product(title, language=language)))
    assert (matches[0].concept.id, len(matches)) == (thing, 2)
