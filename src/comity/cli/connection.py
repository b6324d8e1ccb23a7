"""Which node to ask, and as whom: environment, then the reader's own file, then the node of this home."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from comity.cli.problems import Wrong

TOKEN_IN_HOME = "client-token"  # noqa: S105  # the name of a file


@dataclass(frozen=True, slots=True)
class Connection:
    """url: of the node, without a slash at its end. acting: the officer's number, for a connected system's token."""

    url: str
    token: str
    acting: str = ""


def own_file() -> Path:
    """Where `comity connect` keeps address and token."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "comity" / "client.json"


def find_connection() -> Connection:
    """COMITY_URL and COMITY_TOKEN, what they leave open from `comity connect`, then from a node in COMITY_HOME.

    Raises: Wrong when there is no address or no token.
    """
    kept, node = _json(own_file()), node_note()
    url = os.environ.get("COMITY_URL") or kept.get("url") or node.get("url") or ""
    token = os.environ.get("COMITY_TOKEN") or ""
    if not token and url == kept.get("url"):
        token = kept.get("token", "")
    if not token and url == node.get("url"):
        token = _text(home() / TOKEN_IN_HOME)
    if not url:
        raise Wrong(_("No node runs here. Name one: COMITY_URL=https://..., or `comity connect URL`."))
    if not token:
        raise Wrong(_("No token for %(url)s. Set COMITY_TOKEN, or use `comity connect URL`.") % {"url": url})
    return Connection(checked(url), token, os.environ.get("COMITY_ACTING_OFFICER", ""))


def checked(url: str) -> str:
    """The address, if a token may travel there. Raises: Wrong for anything but HTTPS or this machine."""
    parts = urlsplit(url)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.scheme not in (("http", "https") if here else ("https",)):
        raise Wrong(_("Write the address of the node as https://..., so that nobody reads the token."))
    return url.rstrip("/")


def node_note() -> dict[str, str]:
    """What a node that runs in this home left about itself: its url; nothing where none runs."""
    return _json(home() / "node.json")


def home() -> Path:
    """The folder of this machine's node, whether it is there or not; a client makes none."""
    named = os.environ.get("COMITY_HOME", "")
    return Path(named).expanduser() if named else Path.home() / ".local/share/comity"


def _json(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
