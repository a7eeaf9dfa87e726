"""Interpreters that have the shared package, what some of its extras need, and nothing else."""

import shutil
import venv
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

import dutiful_shared

_SHARED = "dutiful-shared"


def required(name: str, extras: Iterable[str], found: dict[str, Distribution]) -> dict[str, Distribution]:
    """`found`, and the installed distributions that `name` needs with these extras, by their names."""
    for text in distribution(name).requires or ():
        needed = Requirement(text)
        marker = needed.marker
        wanted = marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))
        if wanted and needed.name not in found:
            found[needed.name] = distribution(needed.name)
            required(needed.name, needed.extras, found)
    return found


def python_with(home: Path, *extras: str) -> Path:
    """An interpreter in the folder `home`, copied from this environment, with the package, its `extras` and
    its declared commands."""
    venv.create(home, with_pip=False)
    packages = next(home.glob("lib/python*/site-packages"))
    for one in required(_SHARED, extras, {}).values():
        _copy(one, packages)
    shutil.copytree(Path(dutiful_shared.__file__).parent, packages / "dutiful_shared")
    _copy(distribution(_SHARED), packages, only=".dist-info")
    return home / "bin" / "python"


def _copy(one: Distribution, packages: Path, only: str = "") -> None:
    for file in one.files or ():
        target = packages / file
        if ".." not in file.parts and file.suffix != ".pyc" and file.parts[0].endswith(only):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), target)
