"""The access epoch: one number that every cached right is compared with.

The hot statement of `queries` reads the same row in its own SQL; this is for everyone else.
"""

from comity.kit.statements import fetch, numbered

_CURRENT = numbered("SELECT epoch FROM gate_accessepoch WHERE id = 1")
_BUMP = numbered("UPDATE gate_accessepoch SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch")


def current() -> int:
    """The epoch as this transaction sees it."""
    return _number(_CURRENT)


def bump() -> int:
    """Make every cached right stale at the commit of the running transaction; returns the new epoch.

    The row stays locked until that commit, so two changes of rights never share an epoch. Call it inside an
    action, as late as possible.
    """
    return _number(_BUMP)


def _number(statement: bytes) -> int:
    rows = fetch(statement, ())
    if not rows:
        raise LookupError("gate_accessepoch holds no row: migrations are not applied")
    return int(rows[0][0])
