"""The account the server runs under. PostgreSQL never runs as root, and needs a name in the passwd file."""

import os
import pwd
from dataclasses import dataclass
from typing import Any

from comity.store.errors import StoreError

UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns the cluster's files. `switch` is true when we are root and must become this account."""

    user: int
    group: int
    switch: bool

    @property
    def popen(self) -> dict[str, Any]:
        """What `subprocess` needs to start a child under this account."""
        return {"user": self.user, "group": self.group, "extra_groups": []} if self.switch else {}


def server_account() -> Account:
    """Ourselves, or the unprivileged account when we are root. No account is ever created.

    Raises: StoreError when we are root on a system without that account.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise StoreError(
            f"PostgreSQL does not run as root, and this system has no account '{UNPRIVILEGED}'. "
            "Start Comity as an ordinary user.",
            code="no-account",
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, switch=True)
