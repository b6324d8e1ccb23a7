"""Everything that comparing and asking read from files, read at once.

What is loaded when it is first needed would make the first question in Arabic, or for a Chinese name, slower than the
second in the same process, and so tell that somebody asked one before (practice 2). It takes half a second and 80 MB.
"""

import gc
from functools import cache

from comity.matching.names.letters.readiness import ready_letters
from comity.matching.names.reading import common_names
from comity.matching.names.weights import lexicon


@cache
def ready() -> None:
    """Once in each process that asks, before its first question."""
    lexicon()
    common_names()
    ready_letters()
    # All of this stays: the collector need not look through it while a question is answered.
    gc.freeze()
