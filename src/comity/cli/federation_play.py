"""What the three nodes do for each other, shown: a question, a confirmed hit, a recalled notice, a large file."""

import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from comity.cli.api import Api
from comity.cli.demo import QUESTION
from comity.cli.federation import CENTRE, FIELD, MEMBER, Part, Say
from comity.cli.problems import Refused, Wrong

PATIENCE_S, LOOK_EVERY_S = 300.0, 0.5
FILE_BYTES = 100 * 1024 * 1024
# Who reads the messages of the two nodes that are not the centre's.
DESKS = {MEMBER: "estrella@esp", FIELD: "moses@unm-b"}
Parts = dict[str, Part]
T = TypeVar("T")


def play(parts: Parts, say: Say) -> dict[str, Any]:
    """All scenes, one after the other; what each came to, with its seconds. Raises: Wrong where one does not end."""
    told: dict[str, Any] = {}
    for scene in (question, confirmation, recalled_notice, large_file):
        began = time.monotonic()
        told[scene.__name__] = {**scene(parts, say), "seconds": round(time.monotonic() - began, 1)}
    return told


def question(parts: Parts, say: Say) -> dict[str, Any]:
    """An officer of the member asks at home; the centre's databases answer, too."""
    say(_("The member's desk asks at home about a passport that the centre has on record."))
    # What the directory brought a moment ago counts within five seconds on a node.
    there = _soon(
        lambda: _from_centre(parts[MEMBER].api.post("queries", QUESTION)), "the centre is not asked"
    )
    if there["outcome"] != "hit":
        raise Wrong(f"{CENTRE}: {there['outcome']}")
    say(f"  {there['sentence']}")
    return {"outcome": there["outcome"], "sentence": there["sentence"]}


def confirmation(parts: Parts, say: Say) -> dict[str, Any]:
    """A border guard at the centre's node finds the member's record; the member answers at home."""
    say(_("A border guard at the centre finds a passport of the member, and asks."))
    centre, member = parts[CENTRE].api, parts[MEMBER].api
    document = {"issuer": MEMBER, "kind": "passport", "number": "XDD100247"}
    asked = {"purpose": "border-control", "subjects": [{"document": document}]}
    _contribute(parts, document)
    found = _soon(lambda: _found(centre.post("queries", asked)), "no hit on the contributed record")
    words = {"may_tell": "yes", "urgency": "held", "text": "Arrivals"}
    centre.post(f"hits/{found['hit']}/confirmation", words)
    waiting = _soon(lambda: member.get("confirmations")["questions"], "the question does not arrive")
    for each in waiting:  # those of an earlier start, too
        member.post(f"confirmations/{each['id']}/answer", {"answer": "confirmed", "text": "Still stolen."})
    state = _soon(
        lambda: (centre.get(f"hits/{found['hit']}").get("confirmation") or {}).get("state") == "confirmed",
        "the answer does not arrive",
    )
    say("  " + _("Confirmed by the member, at home."))
    return {"confirmed": state}


def recalled_notice(parts: Parts, say: Say) -> dict[str, Any]:
    """A red notice goes to all; its recall, too, and the member says that it is out of its systems."""
    say(_("The centre publishes a red notice, takes it back, and sees who obeys."))
    notice = parts[CENTRE].scene("publish")["notice"]
    for code in DESKS:
        _told(parts[code], notice, "stands")
    parts[CENTRE].scene("recall", notice)
    for code, desk in DESKS.items():
        _told(parts[code], notice, "recalled")
        parts[code].scene("obey", notice, desk)
    board = parts[CENTRE].scene("board", notice, *DESKS)
    if not DESKS.keys() <= set(board["removed"]):
        raise Wrong("no word that the notice is out")
    say("  " + _("Out of the systems of %(bureaus)s.") % {"bureaus": ", ".join(board["removed"])})
    return board


def large_file(parts: Parts, say: Say) -> dict[str, Any]:
    """The member sends the mission a file of 100 MB; the mission cannot be reached and fetches it from the relay."""
    say(_("The member sends the mission, which nobody can reach from outside, a file of 100 MB."))
    member, mission = parts[MEMBER].api, parts[FIELD].api
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "recordings.zip")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed, packed.open("one.bin", "w") as inside:
            for _piece in range(FILE_BYTES // (1 << 20)):
                inside.write(os.urandom(1 << 20))
        with file.open("rb") as content:
            digest, size = hashlib.file_digest(content, "sha256").hexdigest(), file.stat().st_size
            content.seek(0)
            kept = member.send(
                "messages/files?name=recordings.zip", content.read(), "application/octet-stream"
            )
    note = {"to": [FIELD], "subject": "Recordings", "text": "As you asked.", "files": [kept["id"]]}
    sent = member.post("messages", note)
    began = time.monotonic()
    arrived = _soon(lambda: _with_file(mission, digest), "the file does not arrive")
    seconds = time.monotonic() - began
    say("  " + _("%(megabytes)s MB arrived, byte for byte, in %(seconds)s s.") % _rate(size, seconds))
    level = _soon(
        lambda: str(member.get(f"messages/{sent['id']}")["deliveries"][0]["state"]),
        "no receipt",
        enough=lambda state: state != "accepted",
    )
    return {
        "bytes": size,
        "sha256": digest,
        "file": arrived["id"],
        "level": level,
        "per_second": int(size / seconds),
    }


def _rate(size: int, seconds: float) -> dict[str, str]:
    return {"megabytes": str(size // 1_000_000), "seconds": f"{seconds:.0f}"}


def _soon(look: Callable[[], T | None], otherwise: str, enough: Callable[[T], bool] = bool) -> T:
    """What one sees as soon as it is enough. Raises: Wrong after five minutes."""
    until = time.monotonic() + PATIENCE_S
    while (seen := look()) is None or not enough(seen):
        if time.monotonic() > until:
            raise Wrong(otherwise)
        time.sleep(LOOK_EVERY_S)
    return seen


def _told(part: Part, notice: str, what: str) -> None:
    """Wait until the desk of this node was told so of a notice. Raises: Wrong where it was not."""
    if not part.scene("told", notice, DESKS[part.code], what)[what]:
        raise Wrong(f"{part.code}: not {what}")


def _from_centre(answer: dict[str, Any]) -> dict[str, Any] | None:
    """What the centre said to a question that was asked at the member's node; None where it was not asked.

    None too where it did not answer in time: a machine that has just started three nodes may be slow at first.
    """
    said = (each for each in answer.get("elsewhere", []) if each["node"] == CENTRE)
    return next((each for each in said if each["outcome"] != "not-answered"), None)


def _contribute(parts: Parts, document: dict[str, str]) -> None:
    """The member records a stolen passport at home; what it shares, its node brings to the centre."""
    today = date.today()
    happened, review = today - timedelta(days=9), today + timedelta(days=3000)
    told = {
        "source_reference": "AT-100247",
        "happened": "stolen",
        "reported_by": "bearer",
        "date": happened.isoformat(),
        "national_reference": "AT-100247",
        "reported_to_issuer": happened.isoformat(),
        "review_on": review.isoformat(),
    }
    parts[MEMBER].operator("courier", "share", "travel-documents", "--bureau", MEMBER)
    with suppress(Refused):  # it stands there from an earlier start
        parts[MEMBER].api.post("records/travel-documents", {**document, **told})


def _found(answer: dict[str, Any]) -> dict[str, Any] | None:
    """The first thing found of the member's."""
    found = [
        one for subject in answer["subjects"] for each in subject["answers"] for one in each.get("found", [])
    ]
    return next((one for one in found if one["owner"] == MEMBER), None)


def _with_file(mission: Api, digest: str) -> dict[str, Any] | None:
    """The file with this SHA-256, once it lies at the mission and was downloaded whole."""
    for each in mission.get("messages")["messages"]:
        for file in mission.get(f"messages/{each['id']}")["files"]:
            if file["sha256"] == digest and mission.digest(f"messages/files/{file['id']}") == digest:
                return file  # type: ignore[no-any-return]
    return None
