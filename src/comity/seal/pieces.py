"""A file that lies sealed in numbered pieces, read and sought in as if it were open; one piece at a time in memory."""

from collections.abc import Callable
from io import SEEK_CUR, SEEK_SET, RawIOBase


class Pieces(RawIOBase):
    """length: of the content. open_piece: the content of the piece of this number, or it raises.

    Wrap it in a BufferedReader: reads come as large as a piece then.
    """

    def __init__(self, length: int, piece_bytes: int, open_piece: Callable[[int], bytes]) -> None:
        self._length, self._piece, self._open = length, piece_bytes, open_piece
        self._place = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        start = 0 if whence == SEEK_SET else self._place if whence == SEEK_CUR else self._length
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._place >= self._length:
            return 0
        number, start = divmod(self._place, self._piece)
        wanted = min(len(buffer), self._length - self._place)
        part = self._load(number)[start : start + wanted]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _load(self, number: int) -> bytes:
        if self._held[0] != number:
            self._held = (number, self._open(number))
        return self._held[1]
