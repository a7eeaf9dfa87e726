"""`make corpus`: are files of worked cases well formed, and do their carts come to what they expect?"""

import argparse
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import httpx2

from dutiful_shared.client.base_urls import BaseUrls
from dutiful_shared.local_environment import use_local_stores
from tests.corpus.case import typed
from tests.corpus.comparison import differences
from tests.corpus.reading import CASES, faults_in, read_cases

_TRIES = 5
#: Statuses of troubles that pass by themselves.
_PASSING = {429, 503, 504}


def main(arguments: list[str]) -> int:
    """Status 0 where all is well; 1 where a file is malformed or a quote comes to something else."""
    environ = dict(os.environ)
    use_local_stores(environ)
    asked = _arguments(environ).parse_args(arguments)
    files = [file for place in asked.files or [CASES] for file in _files(place)]
    bad = [f"{file}, {fault}" for file in files for fault in faults_in(file)]
    for line in bad:
        print(line)
    if bad:
        print(f"{len(bad)} faults. Nothing was quoted.")
        return 1
    print(f"{len(files)} files, {sum(len(read_cases(file)) for file in files)} cases: well formed.")
    return 0 if asked.form_only else _quoted(files, asked.url, asked.key_file)


def _arguments(environ: dict[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make corpus", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="Files or folders; default: the whole corpus.")
    parser.add_argument("--form-only", action="store_true", help="Look at the form alone; no service is asked.")
    parser.add_argument("--url", default=environ.get("DUTIFUL_QUOTE_URL", BaseUrls().quote))
    parser.add_argument("--key-file", type=Path, default=Path(environ.get("DUTIFUL_KEY_FILE", ".dutiful/sandbox-key")))
    return parser


def _files(place: Path) -> Iterable[Path]:
    if not place.exists():
        sys.exit(f"{place} is not there")
    return sorted(place.rglob("*.yaml")) if place.is_dir() else [place]


def _quoted(files: Iterable[Path], url: str, key_file: Path) -> int:
    try:
        key = key_file.read_text(encoding="utf-8").strip()
    except OSError as exc:
        print(f"{key_file} cannot be read ({exc.strerror}). Is `make run` up? Or look at the form alone: --form-only")
        return 1
    wrong = 0
    try:
        with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30) as client:
            for file in files:
                wrong += sum(not _agrees(client, file, case) for case in read_cases(file))
    except httpx2.TransportError as exc:
        print(f"{url} cannot be reached ({exc}). Is `make run` up? Or look at the form alone: --form-only")
        return 1
    print(f"{wrong} cases come to something else." if wrong else "Every quote comes to what its case expects.")
    return 1 if wrong else 0


def _asked(client: httpx2.Client, case: dict[str, object]) -> httpx2.Response:
    """The answer; a service that says that it has no time is asked again."""
    for _ in range(_TRIES):
        response = client.post("/v1/quotes", json=typed(case["request"]))  # type: ignore[arg-type]
        if response.status_code not in _PASSING:
            break
        time.sleep(float(response.headers.get("retry-after", "1")))
    return response


def _agrees(client: httpx2.Client, file: Path, case: dict[str, object]) -> bool:
    response = _asked(client, case)
    answer = response.json()
    if response.status_code != 200:
        found = [("the request", "a quote", f"{answer['title']}: {answer.get('errors', answer['detail'])}")]
    else:
        found = differences(case["expect"], answer)  # type: ignore[arg-type]
    for name, wanted, came in found:
        print(f"{file}: {case['title']}\n  {name}: expected {wanted}\n  {' ' * len(name)}  came     {came}")
    return not found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
