"""Numbers of registrations and tax ids in a request or in settings: refused where they cannot be of their scheme."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.measure import Measure
from dutiful_quote.quotes.errors import UnknownSchemeError, WrongTaxNumberError, refuse_all
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.schemes.buyer_numbers import BUYER_NUMBERS
from dutiful_shared.schemes.registration_numbers import SCHEMES, wrong_number, wrong_numbers


def check_tax_numbers(request: QuoteRequest) -> None:
    """Refuse numbers that cannot be of their scheme. One that is absent, or of a scheme not known here, passes.

    Raises:
        WrongTaxNumberError: naming each number's field.
    """
    refuse_all(WrongTaxNumberError(pointer, wrong) for pointer, wrong in wrong_numbers(request))


def faults_in_settings(settings: MerchantProfile) -> Iterator[ProblemError]:
    """The registrations that would have every quote refused. A scheme must be of the table here: the settings hold for
    every destination, whatever single laws name."""
    for i, one in enumerate(settings.registrations):
        if one.scheme not in SCHEMES:
            text = f"{one.scheme!r} is no scheme that a seller registers under; known are {', '.join(SCHEMES)}"
            yield ProblemError(code="unknown_scheme", detail=text, pointer=f"/registrations/{i}/scheme")
        elif one.number is not None and (wrong := wrong_number(one.scheme, one.number)):
            yield ProblemError(code="wrong_tax_number", detail=wrong, pointer=f"/registrations/{i}/number")


def check_schemes(request: QuoteRequest, measures: Iterable[Measure]) -> None:
    """Refuse registrations of the seller under schemes that neither the table nor a measure of the law names.

    Raises:
        UnknownSchemeError: naming each registration's field.
    """
    unknown = [i for i, one in enumerate(request.seller.registrations) if one.scheme not in SCHEMES]
    named = {measure.conditions.get("scheme") for measure in measures} if unknown else set()
    stated = ((i, request.seller.registrations[i].scheme) for i in unknown)
    refuse_all(
        UnknownSchemeError(
            f"/seller/registrations/{i}/scheme",
            f"{scheme!r} is no scheme that a seller registers under; known are {', '.join(SCHEMES)}",
        )
        for i, scheme in stated
        if scheme not in named
    )


def unread_numbers(request: QuoteRequest) -> Iterator[Assumption]:
    """Numbers of the buyer of kinds that are not known here, with the kind that was probably meant."""
    known = {**SCHEMES, **BUYER_NUMBERS}
    for i, one in enumerate(request.buyer.tax_ids):
        if one.type not in known:
            near = [name for name in known if name.endswith(f"_{one.type}")] or get_close_matches(one.type, known, 1)
            meant = f"; did you mean {near[0]}?" if near else "."
            text = f"{one.type!r} is no kind of number that is known here, so it is passed over{meant}"
            yield Assumption("tax_id", one.type, text, f"/buyer/tax_ids/{i}/type")
