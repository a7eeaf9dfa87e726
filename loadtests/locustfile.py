"""Shoppers who look at carts of several lanes. Locust runs it; callbacks.py starts it, and the image `load`.

DUTIFUL_API_KEY holds the key, DUTIFUL_LOAD_SEED the seed of the carts.
"""

from __future__ import annotations

import os
import random
from typing import Any

from locust import FastHttpUser, between, task

from dutiful_quote.examples import EXAMPLES, example

CARTS = {name: example(name) for name in EXAMPLES}
MOST_PIECES: int = 5  # of one line; carts differ, so that no layer can answer from a copy of the last answer


class Shopper(FastHttpUser):
    """Asks for the landed cost of one packaged cart after the other, each time with other quantities."""

    wait_time = between(0.01, 0.05)

    def on_start(self) -> None:
        self._random = random.Random(os.environ["DUTIFUL_LOAD_SEED"])
        self._headers = {"Authorization": f"Bearer {os.environ['DUTIFUL_API_KEY']}"}

    @task
    def quote(self) -> None:
        name = self._random.choice(sorted(CARTS))
        body = _with_other_quantities(CARTS[name], self._random)
        with self.client.post("/v1/quotes", json=body, headers=self._headers, name=name, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code}: {answer.text[:300]}")
            elif len(answer.json().get("lines", [])) != len(body["lines"]):
                answer.failure("the quote has not the lines of the cart")


def _with_other_quantities(cart: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    lines = [{**line, "quantity": chance.randint(1, MOST_PIECES)} for line in cart["lines"]]
    return {**cart, "lines": lines}
