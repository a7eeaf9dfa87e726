"""`vectors_of`: what the exported encoder, as the service runs it, makes of many texts."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from dutiful_classify.model.encoder import Encoder

_WIDTH: Final = 384
_BATCH: Final = 64


def vectors_of(encoder: Encoder, texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Unit vectors (texts, 384); a text is read once, and texts of like length go together, which spares padding."""
    once = sorted(set(texts), key=lambda text: (len(text), text))
    vectors = np.zeros((len(once), _WIDTH), np.float32)
    for at in range(0, len(once), _BATCH):
        vectors[at : at + _BATCH] = encoder.encode([text or "nothing" for text in once[at : at + _BATCH]])
    place = {text: number for number, text in enumerate(once)}
    found: np.ndarray[Any, Any] = vectors[[place[text] for text in texts]]
    return found
