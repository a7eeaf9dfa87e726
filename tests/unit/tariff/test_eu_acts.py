"""How the number of an act of the Union leads to its text."""

import pytest

from dutiful_quote.tariff.publications.eu_acts import act_url

_ROOT = "https://eur-lex.europa.eu/eli/"


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        pytest.param("Regulation (EC) No 1186/2009, Art. 23-24", "reg/2009/1186/oj", id="number before year"),
        pytest.param("Regulation (EEC) No 2658/87, Annex I", "reg/1987/2658/oj", id="year of two digits"),
        pytest.param("Council Regulation (EU) 2026/382, Art. 2; and more", "reg/2026/382/oj", id="year before number"),
        pytest.param("Delegated Regulation (EU) 2026/1022", "reg_del/2026/1022/oj", id="delegated"),
        pytest.param("Implementing Regulation (EU) 2026/1200", "reg_impl/2026/1200/oj", id="implementing"),
        pytest.param("Directive 2006/112/EC, Art. 96", "dir/2006/112/oj", id="old directive"),
        pytest.param("Directive (EU) 2019/475", "dir/2019/475/oj", id="new directive"),
        pytest.param("Decision (EU) 2020/753", "dec/2020/753/oj", id="decision"),
    ],
)
def test_the_number_of_an_act_leads_to_its_text(reference: str, path: str) -> None:
    assert act_url(reference) == _ROOT + path


def test_without_a_number_there_is_no_link() -> None:
    with pytest.raises(ValueError, match="cites no act"):
        act_url("Regulation of the EU on goods of the United States")
