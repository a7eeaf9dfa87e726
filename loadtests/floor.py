"""The floor: what FastAPI itself takes to read a cart and to write an answer of real size, with nothing in between.

`uvicorn loadtests.floor:app`; FLOOR_ANSWER names a file that holds an answer of the quote service.
"""

import os
from pathlib import Path

from fastapi import FastAPI

from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest

ANSWER = QuoteAnswer.model_validate_json(Path(os.environ["FLOOR_ANSWER"]).read_bytes())
app = FastAPI()


@app.post("/v1/quotes")
async def floor(cart: QuoteRequest) -> QuoteAnswer:
    return ANSWER
