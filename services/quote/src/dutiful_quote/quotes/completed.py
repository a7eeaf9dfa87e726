"""`Completed`: a request with what the merchant has settled, as it is landed, recorded and landed again."""

from dataclasses import dataclass
from typing import Any

import orjson

from dutiful_quote.engine.findings import Assumption
from dutiful_quote.quotes.classified import CLASSIFIED, Classified
from dutiful_quote.quotes.options import USUAL_OFFERS, OfferPolicy
from dutiful_shared.contract.merchant import OnDegraded, OnUnknown
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.value_class import value_class


@dataclass(frozen=True, slots=True)
class Withheld:
    """A line that the merchant does not send to the destination, and why."""

    line: str
    text: str


@value_class
class Completed:
    """A request with what was filled in, and the merchant's policy.

    Attributes:
        taken: what was filled in; it stands in the answer's assumptions.
        offers: what the merchant offers where amounts are not sure.
        withheld: lines that the merchant does not send there.
        classified: what the classifier said of lines that nobody gave a code, taken or not.
    """

    request: QuoteRequest
    taken: tuple[Assumption, ...] = ()
    offers: OfferPolicy = USUAL_OFFERS
    withheld: tuple[Withheld, ...] = ()
    classified: tuple[Classified, ...] = ()

    def to_json(self) -> str | None:
        """For the journal; None where the request stands as it came."""
        if not (self.taken or self.withheld or self.classified) and self.offers == USUAL_OFFERS:
            return None
        plain: dict[str, Any] = {
            "request": self.request.model_dump(mode="json", exclude_unset=True),
            "taken": [[one.fact, one.value, one.text, one.pointer] for one in self.taken],
            "on_unknown": self.offers.on_unknown.value,
            "on_degraded": self.offers.on_degraded.value,
            "withheld": [[one.line, one.text] for one in self.withheld],
        }
        if self.classified:
            plain["classified"] = self.classified
        return orjson.dumps(plain).decode()

    @classmethod
    def from_json(cls, text: str) -> "Completed":
        """What `to_json` has made, in this release or an earlier one.

        Raises:
            pydantic.ValidationError: the contract has changed since.
        """
        plain = orjson.loads(text)
        return cls(
            request=QuoteRequest.model_validate_json(orjson.dumps(plain["request"])),
            taken=tuple(Assumption(*one) for one in plain["taken"]),
            offers=OfferPolicy(OnUnknown(plain["on_unknown"]), OnDegraded(plain["on_degraded"])),
            withheld=tuple(Withheld(*one) for one in plain.get("withheld", ())),
            classified=CLASSIFIED.validate_python(plain.get("classified", ())),
        )
