"""`make diagrams`: the handbook's diagrams, drawn anew from the Mermaid files beside them.

mermaidx (MIT) draws without a browser and is no dependency of ours: uv fetches it for this once. Its pictures are
framed: a ground of their own, so that lines show in the dark scheme too, and the width in which their words are as
large as the page's, instead of all the width that there is.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "handbook" / "images"
DIAGRAMS: Final = ("house", "way-of-a-quote")
_MERMAIDX: Final = "mermaidx==0.10.1"
_CLOSE: Final = '{"flowchart": {"nodeSpacing": 24, "rankSpacing": 32, "padding": 8}}'
_MARGIN: Final = 12
_HEAD: Final = re.compile(
    r'(?P<before><svg\b[^>]*?)\bwidth="100%"(?P<middle>[^>]*?) style="[^"]*"(?P<after>[^>]*?)'
    r' viewBox="(?P<x>\S+) (?P<y>\S+) (?P<width>\S+) (?P<height>\S+)"(?P<rest>[^>]*>)'
)


def framed(drawn: str) -> str:
    """The picture with a white ground and a size of its own, in pixels.

    Raises:
        ValueError: it is no picture of Mermaid's.
    """
    head = _HEAD.match(drawn)
    if head is None:
        raise ValueError("the picture does not begin as those of Mermaid do")
    x, y = (float(head[name]) - _MARGIN for name in ("x", "y"))
    width, height = (round(float(head[name]) + 2 * _MARGIN) for name in ("width", "height"))
    size = f'width="{width}" height="{height}" viewBox="{x:g} {y:g} {width} {height}"'
    ground = f'<rect x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="8" fill="#ffffff"/>'
    opening = f"{head['before']}{size}{head['middle']}{head['after']}{head['rest']}"
    return opening + ground + drawn[head.end() :]


def draw(name: str) -> None:
    """Draw one diagram beside its source."""
    uv = Path(sys.executable).with_name("uv")
    source, picture = FOLDER / f"{name}.mmd", FOLDER / f"{name}.svg"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as settings:
        settings.write(_CLOSE)
        settings.flush()
        drawing = [_MERMAIDX, "-t", "neutral", "-c", settings.name, "-i", source, "-o", picture]
        subprocess.run([uv, "tool", "run", "--quiet", *drawing], check=True)
    picture.write_text(framed(picture.read_text().lstrip()).rstrip() + "\n")


if __name__ == "__main__":
    for each in DIAGRAMS:
        draw(each)
