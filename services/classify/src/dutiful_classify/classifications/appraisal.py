"""What is computed for a product: the model's assessment and, below it, the national lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dutiful_classify.classifications.national import NationalLines
from dutiful_classify.engine.assessment import Assessment, Nature
from dutiful_classify.engine.classifier import Classifier
from dutiful_classify.engine.product import Product
from dutiful_shared.contract.classification import NationalCode

#: What has a line in a tariff, whether it may be sent or not.
_DECLARED: Final = (Nature.GOODS, Nature.RESTRICTED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A product, and the countries whose lines are wanted."""

    product: Product
    destinations: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The model's assessment; `lines` are none where no country was asked for, or there is nothing to declare."""

    assessment: Assessment
    lines: Sequence[NationalCode]


@dataclass(frozen=True, slots=True)
class Appraiser:
    """The model and the tariffs; pure computing, for a thread."""

    classifier: Classifier
    national: NationalLines

    @property
    def version(self) -> str:
        """Which model answers."""
        return self.classifier.version

    def appraise(self, asked: Sequence[Asked]) -> list[Appraisal]:
        """One appraisal for each, in their order."""
        assessments = self.classifier.assess([one.product for one in asked])
        return [self.below(one, assessment) for one, assessment in zip(asked, assessments, strict=True)]

    def below(self, asked: Asked, assessment: Assessment) -> Appraisal:
        """The assessment with the lines of the countries that were asked for."""
        if not asked.destinations or assessment.nature not in _DECLARED or not assessment.candidates:
            return Appraisal(assessment, ())
        return Appraisal(assessment, self.national.lines(assessment, asked.product, asked.destinations))
