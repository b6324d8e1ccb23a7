"""One node of the federation on one machine, as `comity demo --federation` starts it: a process tree of its own.

`python -m comity.cli.federation_node HOST PORT COMMAND...`, with the node's home in the environment. When it answers it
leaves `ready.json` there, for its parent to read and delete: new accounts have passwords that are kept nowhere.
"""

import json
import sys

from comity.cli.demo import LOOPBACK
from comity.cli.language import speak
from comity.cli.output import err
from comity.cli.problems import Wrong
from comity.cli.world import build_world
from comity.store.errors import StoreError
from comity.store.home import home_folder, write_atomically
from comity.store.processes import running_services, running_store
from comity.store.stamp import DEMONSTRATION

READY = "ready.json"


def main(host: str, port: str, *words: str) -> int:
    """Serve until the parent ends us; 1 where the node cannot be started."""
    speak()
    try:
        with running_store(home_folder(), kind=DEMONSTRATION) as store:
            world = build_world(store, err(), *words)
            extra = {**LOOPBACK, "COMITY_HOSTS": host}
            with running_services(store, host=host, port=int(port), extra=extra) as node:
                ready = {"records": world.records, "accounts": world.accounts}
                write_atomically(home_folder() / READY, json.dumps(ready).encode())
                node.watch()
    except (StoreError, Wrong) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
