"""What templates may not do, and what happens when more is asked than can be set."""

import asyncio
import threading
from pathlib import Path

import pytest
import typst

from dutiful_docs.documents.typesetting import Typesetter, TypesettingBusyError, confined


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param('#read("../secret.txt")', id="beside the folder"),
        pytest.param('#read("/secret.txt")', id="from the root"),
        pytest.param('#read("/etc/hostname")', id="of the system"),
        pytest.param('#image("../../secret.png")', id="as a picture"),
        pytest.param('#import "@preview/cetz:0.3.0"', id="a package from outside"),
    ],
)
def test_a_template_cannot_read_beyond_its_folder(tmp_path: Path, reading: str) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "template.typ").write_text(reading)
    with pytest.raises(typst.TypstError):
        confined(folder).compile(input=folder / "template.typ", format="pdf")


async def test_more_than_may_wait_are_refused() -> None:
    typesetter = Typesetter(workers=1, waiting=1)
    gate = threading.Event()
    waiting = [asyncio.create_task(typesetter.run(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TypesettingBusyError):
        await typesetter.run(gate.wait)
    gate.set()
    assert await asyncio.gather(*waiting) == [True, True]
    typesetter.close()


async def test_the_loop_goes_on_while_papers_are_set() -> None:
    typesetter = Typesetter(workers=1, waiting=1)
    gate = threading.Event()
    task = asyncio.create_task(typesetter.run(gate.wait))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not task.done()
    gate.set()
    await task
    typesetter.close()
