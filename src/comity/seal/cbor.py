"""CBOR as the envelope uses it: one encoding for each value, and nothing that it does not need.

Whole numbers, bytes, text, lists, maps with keys of text or number, two tags of COSE. No floats, no simple values, no
lengths left open. What reads differently from how it would be written is refused, so that a signature covers one
sequence of bytes and nobody can say the same thing in two ways. A reader of our own, because a general one builds
dates, sets and patterns out of a stranger's tags before anybody can refuse them.
Source: RFC 8949, 4.2.1; docs/spec/seal.md, 6.
"""

from dataclasses import dataclass
from typing import Any

from comity.seal.errors import Malformed, NotCanonical, TooLarge, TrailingBytes

# A thousand wraps of fourteen values each, and room; below it lies a fraction of a second of reading.
MOST_VALUES, DEEPEST = 40_000, 8
MOST_NUMBER = (1 << 63) - 1
COSE_ENCRYPT, COSE_SIGN = 96, 98
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _SIMPLE = range(8)
_HEAD_BYTES = {24: 1, 25: 2, 26: 4, 27: 8}
_SHORT = [[bytes((major << 5 | number,)) for number in range(24)] for major in range(8)]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value under one of the two tags."""

    tag: int
    value: Any


def write(value: Any) -> bytes:
    """The one encoding of a value: int, bytes, str, list or tuple, dict, Tagged.

    An envelope to 195 bureaus has five thousand values: that types are asked by `is` and short heads come from a table
    saves a tenth of the time to seal it.
    """
    kind = type(value)
    if kind is bytes:
        octets: bytes = value
        return _head(_BYTES, len(octets)) + octets
    if kind is int:
        return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if kind is str:
        text: bytes = value.encode()
        return _head(_TEXT, len(text)) + text
    if kind is tuple or kind is list:
        return _head(_LIST, len(value)) + b"".join([write(each) for each in value])
    if kind is dict:
        pairs = sorted([write(name) + write(each) for name, each in value.items()])
        return _head(_MAP, len(pairs)) + b"".join(pairs)
    if kind is Tagged:
        return _head(_TAG, value.tag) + write(value.value)
    raise TypeError(f"{kind.__name__} is not written.")


def read(data: bytes, *, most_bytes: int) -> Any:
    """The value of these bytes, all of them: int, bytes, str, list, dict or Tagged.

    Raises: TooLarge, TrailingBytes, NotCanonical, Malformed.
    """
    if len(data) > most_bytes:
        raise TooLarge(f"At most {most_bytes} bytes are read here.")
    reader = _Reader(data)
    value = reader.value(0)
    if reader.place != len(data):
        raise TrailingBytes("Bytes follow behind the end.")
    return value


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return _SHORT[major][number]
    if number < 256:
        return bytes((major << 5 | 24, number))
    if number < 65_536:
        return bytes((major << 5 | 25, number >> 8, number & 255))
    for info, count in _HEAD_BYTES.items():
        if number < 1 << 8 * count:
            return bytes((major << 5 | info, *number.to_bytes(count, "big")))
    raise ValueError("A number of more than 64 bits is not written.")


class _Reader:
    """Where one reading stands, and how many values it has met."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place, self.values = data, 0, 0

    def value(self, depth: int) -> Any:
        self.values += 1
        if depth > DEEPEST or self.values > MOST_VALUES:
            raise TooLarge("The bytes hold too many values, or one inside the other too deeply.")
        major, number = self._head()
        if major == _UNSIGNED:
            return number
        if major == _BYTES:
            return self._take(number)
        if major == _TEXT:
            return self._text(number)
        if major == _NEGATIVE:
            return -1 - number
        if major == _LIST:
            return [self.value(depth + 1) for _place in range(self._possible(number))]
        if major == _MAP:
            return self._map(number, depth + 1)
        if major == _TAG and number in (COSE_ENCRYPT, COSE_SIGN):
            return Tagged(number, self.value(depth + 1))
        raise NotCanonical("A kind of value stands here that the format does not have.")

    def _map(self, count: int, depth: int) -> dict[int | str, Any]:
        found: dict[int | str, Any] = {}
        former = b""
        for _place in range(self._possible(count)):
            begin = self.place
            name = self.value(depth)
            written = self.data[begin : self.place]
            if not isinstance(name, int | str):
                raise NotCanonical("A name in a map is neither text nor number.")
            if written <= former:  # the first is never empty; equal bytes are the same name again
                raise NotCanonical("A name stands in a map twice, or not in its order.")
            former, found[name] = written, self.value(depth)
        return found

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info
        if info not in _HEAD_BYTES or major == _SIMPLE:
            raise NotCanonical(
                "A length is left open, or a kind of value stands here that the format does not have."
            )
        number = int.from_bytes(self._take(_HEAD_BYTES[info]), "big")
        if number < 24 or (info > 24 and number < 1 << 4 * _HEAD_BYTES[info]):
            raise NotCanonical("A number is written longer than it need be.")
        if number > MOST_NUMBER:
            raise Malformed("A number is larger than the format has them.")
        return major, number

    def _possible(self, count: int) -> int:
        if count > len(self.data) - self.place:
            raise Malformed("The bytes end before what they announce.")
        return count

    def _take(self, count: int) -> bytes:
        end = self.place + count
        if end > len(self.data):
            raise Malformed("The bytes end before what they announce.")
        taken, self.place = self.data[self.place : end], end
        return taken

    def _text(self, count: int) -> str:
        try:
            return self._take(count).decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("A text is no UTF-8.") from None
