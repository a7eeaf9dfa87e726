"""In which language a caller reads: `Accept-Language`, where the request itself names none."""

import re
from typing import Annotated, Final

from fastapi import Header

from dutiful_classify.lexicon.questions import LANGUAGES
from dutiful_shared.contract.classification import ClassificationRequest

AcceptLanguage = Annotated[
    str | None,
    Header(max_length=500, description="Languages of the question, the best first, where the product names none."),
]
_RANGE: Final = re.compile(
    r"\s*(?P<language>[A-Za-z]{1,8})(-[A-Za-z0-9]{1,8})*\s*(;\s*q\s*=\s*(?P<q>[01](\.[0-9]{0,3})?)\s*)?"
)


def preferred(accept: str | None) -> str | None:
    """The language of `LANGUAGES` that an `Accept-Language` (RFC 9110, 12.5.4) likes best; None where it names none."""
    liked: dict[str, float] = {}
    for part in (accept or "").split(","):
        found = _RANGE.fullmatch(part)
        if found is not None and (language := found["language"].lower()) in LANGUAGES:
            liked[language] = max(float(found["q"] or 1), liked.get(language, 0.0))
    best = max(liked, key=lambda language: liked[language], default=None)
    return best if best is not None and liked[best] > 0 else None


def as_read(product: ClassificationRequest, accept: str | None) -> ClassificationRequest:
    """The product, in the caller's language where it names none of its own."""
    language = None if "language" in product.model_fields_set else preferred(accept)
    return product if language is None else product.model_copy(update={"language": language})
