"""The index over names: which records a written name may mean, out of millions, in a few milliseconds.

Pure: files and arrays, no database. It proposes record ids and a coarse rank, and nothing else; whoever asks reads each
record again where the truth is, with the asker's own rights (docs/spec/names-index.md).
"""

from comity.matching.names.index.entries import Entry, Mark
from comity.matching.names.index.folder import Folder, Outdated, Pair
from comity.matching.names.index.questions import Asked, Mode, Proposed

__all__ = ["Asked", "Entry", "Folder", "Mark", "Mode", "Outdated", "Pair", "Proposed"]
