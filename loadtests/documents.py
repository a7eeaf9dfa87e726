"""`make bench-documents`: how many papers a second one core issues, how long one takes, and whether memory stays flat.

It measures what a worker of the document service computes for an issued paper, in one process held to one core: from
the request and its subject to the PDF with its data and XML inside, its code, its seal for the ledger, and the
screening of everybody whom it names against made-up lists. Each paper names another consignee, other goods and other
amounts; the sender and the words of the form are the same, as they are for a merchant. SQL and storage are measured by
`--http`: a batch over HTTP to the ZIP, against a stack of its own.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Final

import httpx2
import psutil
from rich.console import Console
from rich.table import Table

from dutiful_docs.bridges.paper_screening import parties_of
from dutiful_docs.documents.batches.bundle import merged, zipped
from dutiful_docs.documents.composition import compose
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_docs.ledger.opening import new_leaf
from dutiful_docs.ledger.papers import sealed
from dutiful_docs.screening.engine.listed import Edition, Listed, ListedName, NameQuality
from dutiful_docs.screening.engine.screen import Screening
from dutiful_shared.contract.documents import DocumentRequest
from dutiful_shared.service.heap import GC_THRESHOLDS
from loadtests.screening.invented import Population
from loadtests.stack import fresh_home, running, sandbox_key
from tests.builders.papers import CONSIGNEE, EXPORTER, IDENTITY, complete, order, request

WARM_UP: Final = 50
KINDS: Final = ("commercial_invoice", "packing_list", "cn23")
#: About as many names as the consolidated lists of a large economy hold.
LISTED_NAMES: Final = 20_000
BATCH: Final = 500
_DAY: Final = date(2026, 11, 29)
_PLACES: Final = ("Lyon", "Lille", "Nantes", "Rennes", "Toulouse", "Nice", "Dijon", "Metz", "Tours", "Brest", "Caen")


class Desk:
    """What issues papers here: a typesetter, lists, and consignees to write to."""

    def __init__(self, seed: int = 1) -> None:
        self.typesetter = Typesetter(1, 1)
        self._population = Population(seed)
        listed = (self._population.anyone() for _ in range(LISTED_NAMES))
        entries = (
            Listed(str(number), one.kind, (ListedName(one.text, NameQuality.PRIMARY),))
            for number, one in enumerate(listed)
        )
        self._lists = Screening([(Edition("invented@1", "invented", _DAY, "", _DAY), entries)])

    def wanted(self, kind: str, number: int) -> DocumentRequest:
        """A request that differs from every other one, as those of shoppers do."""
        lines = [
            {
                **line,
                "description": f"{line['description']}, article {number * 7 + i}",
                "unit_price": f"{number % 90 + i}.{number % 100:02d}",
                "quantity": number % 5 + i + 1,
                "discount": "0",
            }
            for i, line in enumerate(order()["lines"], 1)
        ]
        package = request()["packages"][0]
        package["contents"] = [{"line": line["id"], "quantity": line["quantity"]} for line in lines]
        consignee = {
            **CONSIGNEE,
            "name": self._population.anyone().text,
            "street": [f"{number % 180 + 1} rue de la Paix"],
            "postal_code": f"{10_000 + number % 80_000}",
            "city": _PLACES[number % len(_PLACES)],
        }
        return complete(
            kind,
            order=order(lines=lines),
            parties={"exporter": EXPORTER, "consignee": consignee},
            invoice={"number": f"INV-{number}", "date": "2026-11-20", "place_of_sale": "Austin"},
            packages=[{**package, "marks": f"LSO {number}"}],
        )

    def issued(self, wanted: DocumentRequest, number: int) -> bytes:
        """The sealed paper of somebody who was screened."""
        assert wanted.order is not None
        leaf, paper_id = new_leaf(), f"doc_{number:020x}"
        identity = replace(
            IDENTITY, id=paper_id, version=1, verify_url=f"https://docs.example.com/v1/ledger/verify/{leaf}"
        )
        composed = compose(wanted, ordered(wanted.order), identity, self.typesetter)
        assert composed.pdf is not None
        assert identity.verify_url is not None
        pdf, _ = sealed(composed.pdf, f"{paper_id}:1", leaf=leaf, verify_url=identity.verify_url)
        parties = tuple(parties_of(wanted))
        for _ in range(2):  # once to know, once to record what was found, as the service does
            self._lists.screen(parties, _DAY)
        return pdf

    def close(self) -> None:
        self.typesetter.close()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=300, help="of each kind")
    parser.add_argument("--memory", type=int, default=0, help="invoices to make while the process's memory is watched")
    parser.add_argument("--http", action="store_true", help=f"let a stack of its own make a batch of {BATCH}")
    chosen = parser.parse_args()
    rows = [("load of the machine at the start", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")]
    if chosen.http:
        rows.append((f"{BATCH} invoices over HTTP, from the request to the ZIP", over_http(BATCH)))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    gc.set_threshold(*GC_THRESHOLDS)  # as the service does when it starts
    desk = Desk()
    for kind in KINDS:
        wall, cpu = measured(desk, kind, chosen.papers)
        rows += [
            (f"{kind}: papers a second of processor time", f"{1000 / statistics.mean(cpu):.0f}"),
            (f"{kind}: processor time, mean, median and p95", f"{statistics.mean(cpu):.1f}, {spread(cpu)} ms"),
            (f"{kind}: time passed, median and p95", f"{spread(wall)} ms"),
        ]
    rows.append((f"{BATCH} invoices into a ZIP, and into one PDF", bound(desk, BATCH)))
    if chosen.memory:
        rows.append((f"memory at the start and each quarter of {chosen.memory} invoices", memory(desk, chosen.memory)))
    rows.append(("load of the machine at the end", f"{os.getloadavg()[0]:.1f}"))
    desk.close()
    table = Table("what", "figure", title=f"{platform.machine()}, Python {platform.python_version()}, one core")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    return 0


def measured(desk: Desk, kind: str, papers: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each paper: passed, and of the processor."""
    wall, cpu = [], []
    for i in range(WARM_UP + papers):
        wanted = desk.wanted(kind, i)
        began, began_cpu = time.perf_counter(), time.process_time()
        desk.issued(wanted, i)
        if i >= WARM_UP:
            wall.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - began_cpu) * 1000)
    return wall, cpu


def bound(desk: Desk, papers: int) -> str:
    """Seconds to bind that many both ways."""
    pdfs = [desk.issued(desk.wanted("commercial_invoice", i), i) for i in range(papers)]
    began = time.perf_counter()
    archive = zipped((f"{i}.pdf", pdf) for i, pdf in enumerate(pdfs))
    zipped_at = time.perf_counter()
    whole = merged(pdfs)
    ended = time.perf_counter()
    sizes = f"{len(archive) / 1e6:.1f} and {len(whole) / 1e6:.1f} MB"
    return f"{zipped_at - began:.2f} and {ended - zipped_at:.2f} s; {sizes}"


def memory(desk: Desk, papers: int) -> str:
    """Resident memory before the first and after each quarter."""
    process, seen, began = psutil.Process(), [], time.process_time()
    for i in range(papers):
        if i % max(papers // 4, 1) == 0:
            seen.append(f"{process.memory_info().rss / 1e6:.0f}")
        desk.issued(desk.wanted("commercial_invoice", i), i)
    seen.append(f"{process.memory_info().rss / 1e6:.0f}")
    each = (time.process_time() - began) * 1000 / papers
    return f"{', '.join(seen)} MB; {each:.1f} ms of the processor each, with making the request"


def over_http(papers: int) -> str:
    """Seconds from sending a batch to holding its ZIP."""
    desk = Desk()
    documents = [
        desk.wanted("commercial_invoice", i).model_dump(mode="json", exclude_unset=True) for i in range(papers)
    ]
    desk.close()
    with (
        fresh_home("papers-") as environ,
        running(environ),
        httpx2.Client(
            base_url=f"http://127.0.0.1:{environ['DUTIFUL_DOCS_PORT']}",
            headers={"Authorization": f"Bearer {sandbox_key(environ)}"},
            timeout=60,
        ) as client,
    ):
        began, began_cpu = time.perf_counter(), processor_seconds()
        begun = client.post("/v1/document-batches", json={"documents": documents}).raise_for_status().json()
        taken = time.perf_counter() - began
        while (state := client.get(f"/v1/document-batches/{begun['id']}").json())["state"] != "done":
            time.sleep(0.2)
        archive = client.get(f"/v1/document-batches/{begun['id']}/result").raise_for_status().content
        ended, used = time.perf_counter() - began, processor_seconds() - began_cpu
    sizes = f"{state['made']} made, {len(archive) / 1e6:.1f} MB"
    return f"{ended:.1f} s, of which taking it in {taken:.1f}; {used:.1f} s of the processor, PostgreSQL too; {sizes}"


def processor_seconds() -> float:
    """What the stack has used so far, all its processes together."""
    used = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used += times.user + times.system
    return used


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} and {statistics.quantiles(values, n=20)[-1]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
