"""The model's files in one folder, each with its digest in `model.json`; a file that was altered is refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MANIFEST: Final = "model.json"
ARRAYS: Final = "arrays.npz"
FILES: Final = ("encoder.onnx", "tokenizer.json", ARRAYS)


class ArtifactError(RuntimeError):
    """The model's files are missing, altered or of another format; the text names the file."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A model as it lies on disk.

    Attributes:
        version: date and digest; another model never has the same.
        settings: what is no array: subheadings, examples' sources, temperatures, scores of none.
        arrays: by name.
    """

    folder: Path
    version: str
    settings: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


def read_artifact(folder: Path) -> Artifact:
    """The model in `folder`.

    Raises:
        ArtifactError: a file is missing or is not the one the manifest names.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name, digest in manifest["files"].items():
            if _digest(folder / name) != digest:
                raise ArtifactError(f"{name} is not the file that {MANIFEST} names")
        with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
            return Artifact(folder, manifest["version"], manifest["settings"], dict(arrays))
    except (OSError, KeyError, ValueError) as error:
        raise ArtifactError(f"the model in {folder.name} cannot be read: {error}") from error


def write_artifact(folder: Path, date: str, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> str:
    """Write arrays and manifest beside the encoder's files, and give the version."""
    np.savez(folder / ARRAYS, **arrays)  # type: ignore[arg-type]  # numpy's stub takes no mapping of arrays
    files = {name: _digest(folder / name) for name in FILES}
    version = f"{date}-{sha256(''.join(files.values()).encode()).hexdigest()[:8]}"
    manifest = {"version": version, "files": files, "settings": settings}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return version


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
