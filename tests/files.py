"""Pictures for tests, made here: nobody's photograph is needed."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image


def saved(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    """The picture as a file."""
    sink = BytesIO()
    image.save(sink, kind, **more)
    return sink.getvalue()


def png(size: tuple[int, int] = (40, 30), colour: str = "teal") -> bytes:
    """A small picture of one colour."""
    return saved(Image.new("RGB", size, colour))


def huge_png(width: int, height: int) -> bytes:
    """A picture that says it is so large, in a few hundred bytes: its header comes first."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
