"""Room to add up bits of names, kept by each thread: a fresh array would cost more than the question itself."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


class Scratch(threading.local):
    """Zeros before and after every use, so that only the places that were touched are ever written."""

    def __init__(self) -> None:
        self.total = np.zeros(0, np.float32)
        self.part = np.zeros(0, np.float32)
        self.numbers = np.zeros(0, np.int32)

    def _grown(self, size: int) -> None:
        if len(self.total) < size:
            self.total, self.part = np.zeros(size, np.float32), np.zeros(size, np.float32)

    def summed(self, size: int, parts: Sequence[tuple[Places, Floats]]) -> tuple[Places, Floats]:
        """The places that any part names, and the sum over the parts; within a part the last bits of a place count.

        A place may come twice, with the same sum. size: above every place.
        """
        self._grown(size)
        total, part = self.total, self.part
        try:
            for places, bits in parts:
                part[places] = bits
                total[places] += part[places]
            touched = np.concatenate([places for places, _bits in parts]) if parts else np.zeros(0, np.int64)
            return touched, total[touched]
        finally:
            for places, _bits in parts:
                total[places] = 0

    def numbered(self, size: int, places: Places, wanted: NDArray[np.uint32]) -> NDArray[np.int32]:
        """For each wanted place its number among these, from 1 on; 0 where it is not one of them."""
        if len(self.numbers) < size:
            self.numbers = np.zeros(size, np.int32)
        self.numbers[places] = np.arange(1, len(places) + 1, dtype=np.int32)
        try:
            return self.numbers[wanted]
        finally:
            self.numbers[places] = 0

    def at(self, size: int, places: Places, bits: Floats, wanted: Places) -> Floats:
        """For each wanted place its bits, 0 where there are none."""
        self._grown(size)
        self.total[places] = bits
        try:
            return self.total[wanted]
        finally:
            self.total[places] = 0


SCRATCH = Scratch()
