"""The key ceremony of the demonstration: five invented officers sign a root, and their keys are thrown away at once."""

import secrets
from datetime import datetime

from comity.access.actors import for_node
from comity.bureaus.signed import clock, publishing
from comity.bureaus.signed.officers import signed_by_officer
from comity.demo.cast import CENTRE
from comity.seal.signing import public_of

OFFICERS, SIGNING = 5, 3


def hold(now: datetime) -> None:
    """Sign a root, make the keys of all bureaus, publish; once. now: aware."""
    if publishing.newest_root() is not None:
        return
    by = for_node(CENTRE)
    seeds = [secrets.token_bytes(32) for _officer in range(OFFICERS)]
    root = publishing.draft_root([public_of(seed) for seed in seeds], now, by=by).to_bytes()
    for seed in seeds[:SIGNING]:
        root = signed_by_officer(root, seed)
    publishing.install_root(root, now, by=by)
    clock.keep_due(now)
    publishing.publish(now, by=by)
