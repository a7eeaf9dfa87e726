"""What machines read on a paper: the QR code that leads to its leaf, and the bars of a postal item identifier."""

import io
from functools import lru_cache
from itertools import groupby
from typing import Final

import zxingcpp
from PIL import Image

#: Pixels of a module. Viewers that smooth pictures then soften only the rim of a module.
_PIXELS: Final = 4


def qr_picture(url: str) -> bytes:
    """The address as a QR code (ISO/IEC 18004, level M) without quiet zone: a PNG of black and white."""
    code = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = code.to_image(scale=_PIXELS, add_quiet_zones=False)
    height, width = drawn.shape
    png = io.BytesIO()
    grey = Image.frombuffer("L", (width, height), _pixels(drawn), "raw", "L", 0, 1)
    grey.convert("1", dither=Image.Dither.NONE).save(png, "PNG")
    return png.getvalue()


@lru_cache(maxsize=1024)
def s10_modules(identifier: str) -> list[int]:
    """Code 128, as UPU standard S10 wants it: widths of bars and gaps in modules, a bar first, in turn."""
    drawn = zxingcpp.create_barcode(identifier, zxingcpp.BarcodeFormat.Code128).to_image(add_quiet_zones=False)
    row = _pixels(drawn)[: drawn.shape[1]]
    return [len(list(run)) for _, run in groupby(row)]


def _pixels(drawn: zxingcpp.Image) -> bytes:
    """Row by row, a byte each. It is a buffer, which its types do not tell."""
    return bytes(drawn)  # type: ignore[call-overload, no-any-return]
