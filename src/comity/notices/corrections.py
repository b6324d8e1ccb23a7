"""What a correction changes, who must look at it, and what of it other bureaus are told. Pure.

Source: issue 5, item 4 (corrections send the difference); RPD Art. 45 and 46 as our facts have them.
"""

from collections.abc import Collection, Sequence
from typing import Any

from comity.notices.fields import told_to_others
from comity.notices.request import Request
from comity.notices.rules import is_closed
from comity.records.attached.attachments import AttachmentKind
from comity.records.codes import Restriction

# The bureau's own reference: reviewers read it and weigh nothing by it.
NEVER_WEIGHED = frozenset({"case"})
PHOTOGRAPHS = "photographs"
_PHOTOGRAPH = AttachmentKind.PHOTOGRAPH.name.lower()


def waits_for_approval(before: Request, after: Request) -> bool:
    """Must reviewers approve what a correction changes?

    All of it, but for what they never weigh and for what only shows the notice to fewer: its owner may do that at once.
    """
    changed = _changed(before.body, after.body) - NEVER_WEIGHED
    if only_closes_more(_closed(before), _closed(after)):
        changed.discard("restriction")
    if not after.body.get("public"):
        changed.discard("public")
    return bool(changed) or before.files != after.files or not _is_narrower(before, after)


def only_closes_more(before: Sequence[str] | None, after: Sequence[str] | None) -> bool:
    """Does a change of a restriction open it to nobody to whom it was closed? As `Restriction` stores both."""
    named = {*(before or [])[1:], *(after or [])[1:], ""}  # "": any bureau that neither names
    return all(is_closed(code, after) for code in named if is_closed(code, before))


def told(before: Request, after: Request) -> list[dict[str, Any]]:
    """The difference as every bureau that received the notice is sent it: field, before, after, null where not said.

    What stays in the file of a notice is in neither; of pictures photographs alone, each by its SHA-256.
    """
    was, now = told_to_others(before.body), told_to_others(after.body)
    found = [
        {"field": each.name, "before": was.get(each.name), "after": now.get(each.name)}
        for each in after.kind.fields
        if was.get(each.name) != now.get(each.name)
    ]
    shown_before, shown_after = _photographs(before.files), _photographs(after.files)
    if shown_before != shown_after:
        found.append({"field": PHOTOGRAPHS, "before": shown_before, "after": shown_after})
    return found


def _changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _closed(request: Request) -> list[str] | None:
    return Restriction().store(request.body.get("restriction"))


def _is_narrower(before: Request, after: Request) -> bool:
    """Does it go to nobody to whom it did not go before? No addressees are all."""
    if not before.addressees:
        return True
    return bool(after.addressees) and set(after.addressees) <= set(before.addressees)


def _photographs(files: Collection[str]) -> list[str]:
    return [sha256 for kind, _colon, sha256 in (each.partition(":") for each in files) if kind == _PHOTOGRAPH]
