"""`make load`: the checkout mix in one or several shapes, on a stack of its own, held against criteria.toml.

SHAPE names the shapes, by blanks (smoke unless it says otherwise; `all`); SECONDS is how long each takes instead of
what its table says. What was measured is kept in `loadtests/results`, with the machine it was measured on.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from loadtests.goods import assortment_of
from loadtests.plans import SHAPES, Plan, criteria_of, mix, plan_of
from loadtests.recording import Recording
from loadtests.shop_setup import prepare_shops
from loadtests.stack import fresh_home, quote_url, running, sandbox_key
from loadtests.verdict import Measures, breaches, limits_of, measure

RESULTS: Final = Path(__file__).parent / "results"
LOCUSTFILE: Final = Path(__file__).parent / "mix_users.py"


def main() -> int:
    """Run each shape, print its figures, and return 1 when a criterion of one is not held."""
    shapes = chosen(os.environ.get("SHAPE") or "smoke")
    seconds = float(os.environ["SECONDS"]) if os.environ.get("SECONDS") else None
    broken: list[str] = []
    print(f"on {machine_words(machine())}", flush=True)
    for shape in shapes:
        # A stack for each: what one has warmed must not make the next one's cold codes warm.
        with fresh_home("load-") as environ, running(environ):
            broken += [f"{shape}: {one}" for one in _run(environ, shape, seconds)]
    for one in broken:
        print(f"not held: {one}", file=sys.stderr)
    return 1 if broken else 0


def chosen(names: str) -> list[str]:
    """The shapes. Raises SystemExit for one that there is not."""
    found = list(SHAPES) if names == "all" else names.split()
    if unknown := set(found) - set(SHAPES):
        raise SystemExit(f"no shape {' '.join(sorted(unknown))}: SHAPE is all, or of {' '.join(SHAPES)}")
    return found


def machine() -> dict[str, Any]:
    """What the figures belong to."""
    return {
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_average": [round(one, 2) for one in os.getloadavg()],
        "python": platform.python_version(),
    }


def machine_words(found: Mapping[str, Any]) -> str:
    load = found["load_average"][0]
    return f"{found['architecture']} ({found['processor']}), {found['cores']} cores, load average {load}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _run(environ: Mapping[str, str], shape: str, seconds: float | None) -> list[str]:
    """The criteria that the shape does not hold."""
    criteria, mixed = criteria_of(shape), mix()
    plan = plan_of(shape, criteria, seconds)
    goods = assortment_of(environ, seed=mixed["seed"], hot=mixed["hot_codes"])
    folder = Path(environ["DUTIFUL_HOME"])
    load = {
        **environ,
        **prepare_shops(environ, [one.article() for one in goods.goods]),
        "DUTIFUL_API_KEY": sandbox_key(environ),
        "DUTIFUL_LOAD_GOODS": str(folder / "goods.json"),
        "DUTIFUL_LOAD_RECORD": str(folder / "recording.json"),
        "DUTIFUL_LOAD_SHAPE": shape,
        "DUTIFUL_LOAD_SECONDS": str(plan.seconds),
    }
    Path(load["DUTIFUL_LOAD_GOODS"]).write_text(json.dumps(goods.plain()), encoding="utf-8")
    before = machine()
    _locust(load)
    recording = Recording.read(Path(load["DUTIFUL_LOAD_RECORD"]))
    measures = measure(plan, recording, criteria)
    found = breaches(measures, criteria)
    _print(plan, recording, measures, criteria)
    print(f"kept as {_write(plan, recording, measures, criteria, before)}", flush=True)
    return found


def _locust(load: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--host", quote_url(load)]
    command += ["--only-summary", "--exit-code-on-error", "0", "--loglevel", "WARNING"]
    done = subprocess.run(
        command, env=dict(load), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"locust ended with exit code {done.returncode}:\n{done.stderr[-4000:]}")


def _print(plan: Plan, recording: Recording, measures: Measures, criteria: Mapping[str, Any]) -> None:
    print(f"{plan.shape}: {plan.seconds:g} s, up to {max(stage.users for stage in plan.stages)} users")
    for kind in recording.kinds:
        span = recording.span(0, plan.seconds + 30, kind)
        times = "  ".join(f"p{share} {span.percentile(share / 100)} ms" for share in (50, 95, 99))
        print(f"  {kind:18} {span.answered} answered, {span.refused} refused, {span.failed} failed  {times}")
    for stage, begin in plan.spans():
        span = recording.span(begin, stage.until)
        times = f"p95 {span.percentile(0.95)} ms  p99 {span.percentile(0.99)} ms"
        print(f"  {stage.name:18} {stage.users} users  {span.rate:.0f}/s  {span.refused} refused  {times}")
    limits = limits_of(criteria)
    for name, value in measures.items():
        asked = [f"{end} {limits[f'{name}_{end}']:g}" for end in ("min", "max") if f"{name}_{end}" in limits]
        print(f"  {name.replace('_', ' '):18} {'none' if value is None else f'{value:g}'}  {' '.join(asked)}")
    for text, times in recording.errors.most_common(5):
        print(f"  {times} times {text}")


def _write(
    plan: Plan, recording: Recording, measures: Measures, criteria: Mapping[str, Any], before: Mapping[str, Any]
) -> Path:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    kinds = {}
    for kind in recording.kinds:
        span = recording.span(0, plan.seconds + 30, kind)
        ended = {"answered": span.answered, "refused": span.refused, "failed": span.failed}
        kinds[kind] = ended | {f"p{share}_ms": span.percentile(share / 100) for share in (50, 95, 99)}
    result = {
        "at": at,
        "machine": dict(before),
        "shape": plan.shape,
        "stages": [{"name": one.name, "until": one.until, "users": one.users} for one in plan.stages],
        "measures": measures,
        "criteria": limits_of(criteria),
        "not_held": breaches(measures, criteria),
        "kinds": kinds,
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"load-{plan.shape}-{at.replace(':', '').replace('+0000', 'Z')}.json"
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
