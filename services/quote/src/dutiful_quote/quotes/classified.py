"""`LineClassifier`: the lines of a cart that nobody gave a code, asked of the classifier in one go.

A code is taken only where the merchant has settled so and the classifier decided `auto`; everything else is kept beside
the line, for the question about its code. Without the classifier, or with one that is late, a cart stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from dutiful_quote.classification.desk import Asker, ClassifierDesk
from dutiful_quote.classification.suggestion import Suggestion
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.cart_line import Line
from dutiful_shared.contract.catalogue import Sku
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.quote_request import QuoteRequest

#: Who gave a code that is recorded with a quote.
CLASSIFIER: Final = "classifier"
_SKU: Final[TypeAdapter[str]] = TypeAdapter(Sku)


@dataclass(frozen=True, slots=True)
class Classified:
    """What the classifier said of one line.

    Attributes:
        taken: the code that the line has by it; empty where none was taken.
        probability: that the taken code is right; None where none was taken.
        source: whose code it is.
    """

    line: str
    suggestion: Suggestion
    taken: str = ""
    probability: float | None = None
    source: str = CLASSIFIER


#: Reads what was recorded; raises `pydantic.ValidationError`.
CLASSIFIED: Final[TypeAdapter[tuple[Classified, ...]]] = TypeAdapter(tuple[Classified, ...])


def without_code(request: QuoteRequest) -> list[tuple[int, Line]]:
    """The lines, with their positions, that have words but no code."""
    return [(i, line) for i, line in enumerate(request.lines) if line.hs_code is None and line.description]


@dataclass(frozen=True, slots=True)
class LineClassifier:
    """Asks for lines and settles what comes of it.

    Attributes:
        take_at: the least probability of a code that may be taken.
    """

    desk: ClassifierDesk
    nomenclature: HarmonizedSystem
    territories: Territories
    take_at: float

    async def classify(
        self, asker: Asker, request: QuoteRequest, lines: Sequence[tuple[int, Line]], *, may_take: bool
    ) -> tuple[QuoteRequest, tuple[Classified, ...], tuple[Assumption, ...]]:
        """The request with the codes that were taken, what was said of its lines, and what must be said of that.

        Args:
            lines: those `without_code`.
            may_take: whether the merchant lets codes be taken.
        """
        asked = [(i, line, product) for i, line in lines if (product := _product(request, line)) is not None]
        if not asked or self._at_home(request):
            return request, (), ()
        answers = await self.desk.suggest(asker, [product for _, _, product in asked])
        said = [
            self._settled(line, answer, may_take=may_take)
            for (_, line, _), answer in zip(asked, answers, strict=True)
            if answer is not None
        ]
        codes = {one.line: one for one in said if one.taken}
        if not codes:
            return request, tuple(said), ()
        taken = tuple(_assumed(i, codes[line.id]) for i, line, _ in asked if line.id in codes)
        changed = tuple(
            line.model_copy(update={"hs_code": codes[line.id].taken, "code_system": "HS"}) if line.id in codes else line
            for line in request.lines
        )
        return request.model_copy(update={"lines": changed}), tuple(said), taken

    def _settled(self, line: Line, suggestion: Suggestion, *, may_take: bool) -> Classified:
        known = replace(
            suggestion, candidates=tuple(one for one in suggestion.candidates if self.nomenclature.knows(one.code))
        )
        sure = suggestion.sure(self.take_at) if may_take and known.candidates[:1] == suggestion.candidates[:1] else None
        if sure is None:
            return Classified(line.id, known)
        return Classified(line.id, known, sure.code, sure.probability)

    def _at_home(self, request: QuoteRequest) -> bool:
        """Whether no goods of the order cross a customs border, so that no code matters."""
        away = request.ship_to
        territory = self.territories.at(away.country, away.postal_code, away.region, away.city).customs_territory
        places = [request.ship_from, *(part.ship_from for part in request.consignments)]
        origins = [self.territories.at(one.country, one.postal_code, one.region, one.city).code for one in places]
        return all(self.territories.move_freely(origin, territory) for origin in origins)


def _product(request: QuoteRequest, line: Line) -> ClassificationRequest | None:
    """What is asked of a line; None where its words cannot be asked about."""
    asked: dict[str, Any] = {
        "title": line.description,
        "language": request.language,
        "destinations": [request.ship_to.country],
    }
    if line.facts:
        asked["attributes"] = line.facts
    try:
        if line.sku:
            asked["sku"] = _SKU.validate_python(line.sku)
    except ValidationError:
        pass  # such a SKU names no article, and its goods can still be told by their words
    try:
        return ClassificationRequest.model_validate(asked)
    except ValidationError:
        return None


def _assumed(index: int, one: Classified) -> Assumption:
    suggestion = one.suggestion
    who = "the classifier" if suggestion.source == "model" else "a person's earlier decision, by the classifier,"
    text = (
        f"Line {one.line} has no code: {one.taken} is taken, as {who} says with a probability of {one.probability:.2f} "
        f"({suggestion.classification_id}; settings of the merchant)."
    )
    return Assumption("classified_code", one.taken, text, f"/lines/{index}/hs_code")
