"""A FastAPI route that does nothing: `uvicorn loadtests.noop:app`."""

from fastapi import FastAPI

app = FastAPI()


@app.post("/v1/quotes")
async def noop() -> None:
    return None
