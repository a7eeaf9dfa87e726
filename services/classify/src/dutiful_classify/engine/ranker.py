"""Weighs the witnesses: candidates' features to probabilities, calibrated for the kind of text that was asked.

Beside the candidates stands "none of these", with a score of its own: where one candidate stands out it takes next to
nothing, and where all are weak it takes most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dutiful_classify.engine.reading import Reading

Floats = NDArray[np.float32]

#: A title of so few words leaves much open; calibration differs.
_SHORT: Final = 4
#: Descriptions of so many words read like rulings.
_LONG: Final = 25
KINDS: Final = ("short", "title", "told", "long")


@dataclass(frozen=True, slots=True)
class Ranker:
    """Two small layers over the features of each candidate, then a softmax over the candidates and "none of these".

    Attributes:
        mean, scale: (features) what features are centred and divided by.
        hidden, hidden_bias, output: (features, h), (h), (h); `direct`: (features) the linear part.
        temperatures: kind of text -> what scores are divided by.
        none: kind of text -> the score, so divided, of "none of these".
    """

    mean: Floats
    scale: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    direct: Floats
    temperatures: Mapping[str, float]
    none: Mapping[str, float]

    def scores(self, features: Floats) -> Floats:
        """(candidates): the higher the likelier."""
        centred = (features - self.mean) / self.scale
        bent = np.tanh(centred @ self.hidden + self.hidden_bias) @ self.output
        scored: Floats = (bent + centred @ self.direct).astype(np.float32)
        return scored

    def probabilities(self, features: Floats, kind: str) -> Floats:
        """(candidates): calibrated for `kind`; sums to less than 1, the rest being that of "none of these"."""
        scores = self.scores(features) / self.temperatures[kind]
        best = max(float(scores.max()), self.none[kind])
        shares = np.exp(scores - best)
        found: Floats = (shares / (shares.sum() + np.exp(self.none[kind] - best))).astype(np.float32)
        return found


def kind_of(reading: Reading) -> str:
    """Which of `KINDS` the product's text is: it decides how sure the same score is."""
    words = len(reading.title.words)
    if words + len(reading.description.words) >= _LONG:
        return "long"
    if reading.attributes.words or reading.description.words or reading.category.words:
        return "told"
    return "short" if words <= _SHORT else "title"
