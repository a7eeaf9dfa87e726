"""What machines read on a paper: the QR code that leads to its leaf, and the bars of a postal item identifier."""

import struct
import zlib
from functools import lru_cache
from itertools import groupby
from typing import Final

import zxingcpp

#: Of a PNG (ISO/IEC 15948).
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
#: A module is four pixels wide and high, so that viewers that smooth pictures soften its rim alone. In a PNG of one
#: bit a pixel a module is half a byte then: a hexadecimal digit.
_PIXELS: Final = 4
_DIGITS: Final = bytes.maketrans(b"\x00\xff", b"0f")


def qr_picture(url: str) -> bytes:
    """The address as a QR code (ISO/IEC 18004, level M) without quiet zone: a PNG of black and white.

    It is written here, in a fifth of the time that a library for pictures takes.
    """
    drawn = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(add_quiet_zones=False)
    size = drawn.shape[1]
    digits = _pixels(drawn).translate(_DIGITS).decode()
    # A row begins with its filter (none) and ends with a whole byte.
    rows = (b"\0" + bytes.fromhex(digits[i : i + size] + "f" * (size % 2)) for i in range(0, size * size, size))
    header = struct.pack(">IIBBBBB", size * _PIXELS, size * _PIXELS, 1, 0, 0, 0, 0)
    content = zlib.compress(b"".join([row * _PIXELS for row in rows]), 1)  # the PDF packs its pixels anew
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", content) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@lru_cache(maxsize=1024)
def s10_modules(identifier: str) -> list[int]:
    """Code 128, as UPU standard S10 wants it: widths of bars and gaps in modules, a bar first, in turn."""
    drawn = zxingcpp.create_barcode(identifier, zxingcpp.BarcodeFormat.Code128).to_image(add_quiet_zones=False)
    row = _pixels(drawn)[: drawn.shape[1]]
    return [len(list(run)) for _, run in groupby(row)]


def _pixels(drawn: zxingcpp.Image) -> bytes:
    """Row by row, a byte each. It is a buffer, which its types do not tell."""
    return bytes(drawn)  # type: ignore[call-overload, no-any-return]
