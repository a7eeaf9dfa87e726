"""The style, the script and the sign of the pages, from the package; browsers keep them by their version."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.responses import FileResponse

from dutiful_shared.service.problems import problem

_FOLDER: Final = Path(str(files(__package__))) / "assets"
_TYPES: Final = {"console.css": "text/css", "console.js": "text/javascript", "sign.svg": "image/svg+xml"}
_VERSION_DIGITS: Final = 12

router = APIRouter(prefix="/console/assets", include_in_schema=False)


@router.get("/{asset}")
async def get_asset(asset: str) -> FileResponse:
    """A file of the package, to be kept for a year: its address changes with its content."""
    if asset not in _TYPES:
        raise problem("not_found", f"The console has no file {asset}.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(_FOLDER / asset, media_type=_TYPES[asset], headers=headers)


@cache
def asset_version() -> str:
    """Another one whenever a file is another."""
    return sha256(b"".join((_FOLDER / name).read_bytes() for name in sorted(_TYPES))).hexdigest()[:_VERSION_DIGITS]
