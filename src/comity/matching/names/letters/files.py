"""The data files of this folder, read into structs. Each says in `about` where it comes from."""

import gzip
from pathlib import Path
from typing import TypeVar

import msgspec

DATA = Path(__file__).parent / "data"

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read(name: str, shape: type[Shape]) -> Shape:
    """A JSON file, packed or not."""
    said = (DATA / name).read_bytes()
    return msgspec.json.decode(gzip.decompress(said) if name.endswith(".gz") else said, type=shape)
