"""`vectors_of`: what the exported encoder, as the service runs it, makes of many texts."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from dutiful_classify.model.encoder import Encoder

_WIDTH: Final = 384
_BATCH: Final = 64


def vectors_of(encoder: Encoder, texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Unit vectors (texts, 384); texts of like length go together, which spares padding."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    vectors = np.zeros((len(texts), _WIDTH), np.float32)
    for at in range(0, len(order), _BATCH):
        chosen = order[at : at + _BATCH]
        vectors[chosen] = encoder.encode([texts[number] or "nothing" for number in chosen])
    return vectors
