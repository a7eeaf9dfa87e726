"""Articles of every shape, for property tests."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from dutiful_shared.contract.catalogue import Article

#: Any printable text, with what files find hard: quotes, commas, dots, slashes, blanks inside.
_TEXT = st.text(
    st.one_of(st.sampled_from("\",;./%#\\ \n'é日"), st.characters(categories=["L", "N", "P", "S"])),
    min_size=1,
    max_size=30,
).map(str.strip)
_MEASURE = st.decimals(Decimal(0), Decimal(9999), places=3, allow_nan=False).map(str)


def skus() -> st.SearchStrategy[str]:
    """Any SKU."""
    return _TEXT.filter(lambda text: bool(text) and text.isprintable())


def articles() -> st.SearchStrategy[Article]:
    """Any article, valid."""
    sides = st.fixed_dictionaries(dict.fromkeys(("length_cm", "width_cm", "height_cm"), _MEASURE))
    values: dict[str, st.SearchStrategy[Any]] = {
        "codes": st.dictionaries(
            st.sampled_from(["HS", "US", "EU", "GB"]), st.from_regex(r"\A[0-9]{6}([0-9][0-9]){0,2}\Z")
        ),
        "origin": st.sampled_from(["CN", "PT", "VN"]),
        "net_weight_kg": _MEASURE,
        "dimensions": sides,
        "quantities": st.dictionaries(st.sampled_from(["NAR", "NPR", "MTK", "KGM.gross"]), _MEASURE),
        "materials": st.dictionaries(
            st.sampled_from(["cotton", "wool, new", "poly.ester"]), st.sampled_from(["0.1", "0.25", "0.3"])
        ),
        "facts": st.dictionaries(st.sampled_from(["meursing_code", "customs_description"]), _TEXT.filter(bool)),
        "descriptions": st.dictionaries(st.sampled_from(["en", "de", "pt-BR"]), _TEXT.filter(bool)),
        "not_shipped_to": st.lists(st.sampled_from(["BR", "RU", "US"]), max_size=3),
    }
    return st.fixed_dictionaries({}, optional=values).map(Article.model_validate)
