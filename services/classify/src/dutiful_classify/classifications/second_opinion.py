"""A second opinion on what the model is unsure of, and the lines below what it moves to the front."""

import asyncio
from dataclasses import dataclass

from dutiful_classify.classifications.appraisal import Appraisal, Appraiser, Asked
from dutiful_classify.reranking import Reranker


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Weighs a language model's choice into an appraisal, where the operator has named one."""

    reranker: Reranker
    appraiser: Appraiser

    async def on(self, asked: Asked, appraisal: Appraisal) -> Appraisal:
        """The appraisal as it stands after the second opinion; never raises, never waits past the timeout."""
        assessment = await self.reranker.rerank(asked.product, appraisal.assessment)
        if assessment is appraisal.assessment:
            return appraisal
        return await asyncio.to_thread(self.appraiser.below, asked, assessment)
