"""Callers of a checkout: order systems, shops' callbacks and shops' webhooks, mixed as criteria.toml says.

Locust runs it; `python -m loadtests.load` starts locust. From the environment: DUTIFUL_LOAD_GOODS and
DUTIFUL_LOAD_RECORD name files, DUTIFUL_LOAD_SHAPE the shape, DUTIFUL_LOAD_SECONDS how long it takes; the shops' names
and secrets are as `prepare_shops` gives them. Every user draws the kind of each request, so that the mix is the same
however many there are.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import random
import re
import urllib.request
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, Final
from uuid import uuid4

import gevent
from locust import FastHttpUser, LoadTestShape, constant_throughput, events, task

from loadtests.checkout_carts import Carts
from loadtests.goods import Assortment, Choice
from loadtests.plans import criteria_of, mix, plan_of
from loadtests.recording import Recording, RefusedError

_MIX: Final = mix()
_SHAPE: Final = os.environ["DUTIFUL_LOAD_SHAPE"]
_PLAN: Final = plan_of(_SHAPE, criteria_of(_SHAPE), float(os.environ["DUTIFUL_LOAD_SECONDS"]))
_RECORD: Final = Path(os.environ["DUTIFUL_LOAD_RECORD"])
#: All users are known to be there within a second.
_SPAWN_RATE: Final = 1_000
_MEMORY_EVERY_SECONDS: Final = 2.0
#: One stream of draws for all users: a cold good is sold once.
_CHANCE: Final = random.Random(_MIX["seed"])
_CARTS: Final = Carts(
    Choice(
        Assortment.from_plain(json.loads(Path(os.environ["DUTIFUL_LOAD_GOODS"]).read_text(encoding="utf-8"))),
        _CHANCE,
        exponent=_MIX["zipf_exponent"],
        cold_share=_MIX["cold_share"],
    ),
    _CHANCE,
)
_RECORDING: Final = Recording()
_ORDERS: Final = count(int(_CHANCE.random() * 1e12) + 1)
_JSON: Final = {"Content-Type": "application/json"}
Answer = Any
Accept = Callable[[Answer], str | None]


class Planned(LoadTestShape):
    """Follows the plan of the shape. The second it began is the recording's first."""

    def tick(self) -> tuple[int, float] | None:
        users = _PLAN.users_at(self.get_run_time())
        return None if users is None else (users, _SPAWN_RATE)


class Checkout(FastHttpUser):
    """Sends one request of the mix after the other, so many a second as long as answers come in time."""

    wait_time = constant_throughput(_MIX["requests_per_user"])
    network_timeout = 10.0
    connection_timeout = 10.0

    def on_start(self) -> None:
        self._shop = os.environ["DUTIFUL_LOAD_SHOPIFY"]
        self._secret = os.environ["DUTIFUL_LOAD_SHOPIFY_SECRET"].encode()
        self._store, self._password = os.environ["DUTIFUL_LOAD_STORE"], os.environ["DUTIFUL_LOAD_PASSWORD"]
        self._key = {"Authorization": f"Bearer {os.environ['DUTIFUL_API_KEY']}"}
        self._kinds = tuple(_MIX["weights"])
        self._weights = list(_MIX["weights"].values())

    @task
    def one(self) -> None:
        kind = _CHANCE.choices(self._kinds, self._weights)[0]
        getattr(self, kind)()

    def plain(self) -> None:
        self._send("plain", "/v1/quotes", _CARTS.plain(), self._key, _has_lines)

    def shopify_rates(self) -> None:
        body = _CARTS.shopify_rates()
        self._send("shopify_rates", f"/channels/shopify/{self._shop}/rates", body, {}, _has_rates, signed=True)

    def shopify_webhooks(self) -> None:
        headers = {
            "X-Shopify-Topic": "orders/create",
            "X-Shopify-Shop-Domain": self._shop,
            "X-Shopify-Event-Id": str(uuid4()),
        }
        body = _CARTS.shopify_order(next(_ORDERS))
        self._send("shopify_webhooks", "/channels/shopify/webhooks", body, headers, _any, signed=True)

    def bigcommerce_tax(self) -> None:
        token = base64.b64encode(f"{self._store}:{self._password}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "X-Bc-Store-Hash": self._store}
        path = "/channels/bigcommerce/tax/estimate"
        self._send("bigcommerce_tax", path, _CARTS.bigcommerce_tax(), headers, _has_documents)

    def bigcommerce_rates(self) -> None:
        body = _CARTS.bigcommerce_rates(self._store, self._password)
        self._send("bigcommerce_rates", "/channels/bigcommerce/shipping/rate", body, {}, _has_carriers)

    def _send(
        self,
        kind: str,
        path: str,
        cart: dict[str, Any],
        headers: dict[str, str],
        accept: Accept,
        *,
        signed: bool = False,
    ) -> None:
        body = json.dumps(cart).encode()
        headers = {**_JSON, **headers}
        if signed:
            digest = hmac.new(self._secret, body, hashlib.sha256).digest()
            headers["X-Shopify-Hmac-Sha256"] = base64.b64encode(digest).decode()
        with self.client.post(path, data=body, headers=headers, name=kind, catch_response=True) as answer:
            if answer.status_code == 503 and b'"overloaded"' in (answer.content or b""):
                answer.failure(RefusedError())
            elif answer.status_code != 200:
                answer.failure(_told(answer))
            elif wrong := accept(answer):
                answer.failure(wrong)


def _told(answer: Answer) -> str:
    """What a problem says, without what differs from one to the next."""
    try:
        plain = answer.json()
        return f"{answer.status_code} {plain['code']}: {plain['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code}: {(answer.text or '')[:200]}"


def _any(_: Answer) -> str | None:
    return None


def _has_lines(answer: Answer) -> str | None:
    return None if answer.json()["lines"] else "a quote without lines"


def _has_rates(answer: Answer) -> str | None:
    return None if answer.json()["rates"] else "no rates"


def _has_documents(answer: Answer) -> str | None:
    return None if answer.json()["documents"] else "an estimate without documents"


def _has_carriers(answer: Answer) -> str | None:
    plain = answer.json()
    return None if plain["carrier_quotes"] else f"no carrier: {plain['messages']}"


@events.test_start.add_listener
def _begin(environment: Any, **_: object) -> None:
    began = monotonic()

    def note(name: str, response_time: float, exception: BaseException | None, **_: object) -> None:
        _RECORDING.note(int(monotonic() - began), name, response_time, exception)

    def watch_memory() -> None:
        while True:
            _RECORDING.memory_mb[int(monotonic() - began)] = _memory_mb(environment.host)
            gevent.sleep(_MEMORY_EVERY_SECONDS)

    environment.events.request.add_listener(note)
    gevent.spawn(watch_memory)


@events.quitting.add_listener
def _end(**_: object) -> None:
    _RECORDING.write(_RECORD)


def _memory_mb(host: str) -> float:
    """Resident memory of the process that answers, as it says itself."""
    with urllib.request.urlopen(f"{host}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found = re.search(r"^process_resident_memory_bytes (\S+)$", text, re.MULTILINE)
    return float(found[1]) / 1024 / 1024 if found else 0.0
