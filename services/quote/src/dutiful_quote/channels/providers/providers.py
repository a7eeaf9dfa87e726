"""The providers whose requests are understood, with what translates them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dutiful_quote.channels.providers import avatax, dhl, ups, zonos
from dutiful_quote.channels.providers.translation import Translated
from dutiful_shared.contract.providers import Provider

_TRANSLATORS: Final[Mapping[Provider, Callable[[Any], Translated]]] = {
    Provider.AVATAX: avatax.translate,
    Provider.ZONOS: zonos.translate,
    Provider.DHL: dhl.translate,
    Provider.UPS: ups.translate,
}


def translate(provider: Provider, body: Any) -> Translated:
    """The cart of a request in the shape of a provider. Numbers in `body` are `Decimal` or `int`, never `float`.

    Raises:
        ShapeError: the body is not of this shape, or says what cannot be translated.
        UntranslatableError: what came of it is no cart.
    """
    return _TRANSLATORS[provider](body)
