"""While a program loads, nobody looks for garbage: there is none, and the search grows with what is loaded.

Measured on Django with all rooms: 0.12 s of 1.15 s of processor, and 0.35 s of 2.0 s with all pages and the API.
"""

import gc


def loading() -> None:
    """From now on modules are loaded. Call it before the first heavy one."""
    gc.disable()


def loaded() -> None:
    """All is loaded: what there is now stays to the end, so that later searches pass over it. Safe to repeat."""
    gc.freeze()
    gc.enable()
