"""What the service asks of a model."""

from collections.abc import Sequence
from typing import Protocol

from dutiful_classify.engine.assessment import Assessment
from dutiful_classify.engine.product import Product


class Classifier(Protocol):
    """Anything that assesses products; calls block for as long as the computing takes."""

    @property
    def version(self) -> str:
        """Which model answers: it changes whenever answers may."""

    def assess(self, products: Sequence[Product]) -> list[Assessment]:
        """One assessment a product, in their order."""
