"""What may not be sent without leave is not waved through, in whatever words it comes."""

import pytest

from dutiful_classify.classifications.decision import decide
from dutiful_classify.classifications.nomenclature import PackagedNomenclature
from dutiful_classify.classifications.restricted_codes import restricted_by_code
from dutiful_classify.engine.assessment import Assessment, Candidate, Nature
from dutiful_shared.contract.classification import Decision
from dutiful_shared.contract.classification_settings import ClassificationSettings


def candidates(**chances: float) -> tuple[Candidate, ...]:
    return tuple(Candidate(code.removeprefix("hs"), chance, chance, chance) for code, chance in chances.items())


@pytest.mark.parametrize(
    "likely",
    [
        pytest.param(candidates(hs300490=0.95), id="a-medicament"),
        pytest.param(candidates(hs300490=0.2, hs300390=0.15), id="two-headings-of-medicaments"),
        pytest.param(candidates(hs392690=0.4, hs930200=0.25, hs930510=0.1), id="arms-that-are-not-first"),
        pytest.param(candidates(hs030111=0.6), id="live-fish"),
    ],
)
def test_goods_of_a_restricted_heading_are_restricted_however_sure(likely: tuple[Candidate, ...]) -> None:
    decision = decide(ClassificationSettings(auto_at=0.01), Assessment(Nature.GOODS, likely), (), ())
    assert decision is Decision.RESTRICTED
    assert restricted_by_code(likely) is not None


@pytest.mark.parametrize(
    "likely",
    [
        pytest.param(candidates(hs950300=0.9, hs930400=0.05), id="a-toy-gun"),
        pytest.param(candidates(hs030200=0.9), id="dead-fish"),
        pytest.param((), id="nothing"),
    ],
)
def test_other_goods_are_not(likely: tuple[Candidate, ...]) -> None:
    assert restricted_by_code(likely) is None


def test_the_code_of_statistics_for_unknown_goods_is_no_code() -> None:
    assert not PackagedNomenclature().has("HS", "999999")
    assert PackagedNomenclature().has("US", "9903885600"), "a tariff of its own may have such chapters"
