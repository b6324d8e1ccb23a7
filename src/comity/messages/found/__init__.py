"""Search in one's own mail: an index that only narrows, and the words themselves, which decide."""
