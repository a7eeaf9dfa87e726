"""The manifests of an overlay as kubectl renders them, and what a container of theirs finds in its environment."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.unit.deploy.production_values import SECRETS

KUBERNETES = Path(__file__).resolve().parents[3] / "deploy" / "kubernetes"


@cache
def rendered(overlay: str) -> tuple[dict[str, Any], ...]:
    kubectl = Path(sys.executable).with_name("kubectl")
    command = [kubectl, "kustomize", KUBERNETES / "overlays" / overlay]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


def of_kind(overlay: str, *kinds: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in rendered(overlay) if one["kind"] in kinds}


def environment(overlay: str, name: str) -> dict[str, str]:
    """The variables of a service's container, with the values of secrets that a cluster would put there."""
    container = of_kind(overlay, "Deployment", "Job")[name]["spec"]["template"]["spec"]["containers"][0]
    maps = of_kind(overlay, "ConfigMap")
    found = dict(maps[container["envFrom"][0]["configMapRef"]["name"]]["data"])
    for one in container["env"]:
        found[one["name"]] = one["value"] if "value" in one else SECRETS[one["valueFrom"]["secretKeyRef"]["key"]]
    return found
