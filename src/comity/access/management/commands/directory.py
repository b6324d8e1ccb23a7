"""`comity directory VERB`: the signed directory of this node, for its operator (docs/operate/key-ceremony.md)."""

import json
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.access.actors import for_node
from comity.bureaus.models import Bureau, SignedEntry
from comity.bureaus.signed import keeping, publishing, taking
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.officers import KEYS_OF_AN_OFFICER, read_public, signatures_on
from comity.bureaus.signed.refreshing import refresh
from comity.bureaus.signed.serving import centre_here
from comity.bureaus.signed.state import directory_state
from comity.kit.errors import ComityError, Refused
from comity.kit.verbs import verbs_of
from comity.seal.errors import SealError
from comity.store.errors import StoreError
from comity.store.home import write_atomically


class DryRun(Exception):
    """Everything was tried; nothing is to be kept."""


def _can_be_tried(verb: ArgumentParser) -> None:
    verb.add_argument("--dry-run", action="store_true", help="try it, keep nothing")


class Command(BaseCommand):
    help = "The signed directory: root, publication, keys of bureaus."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verb = verbs_of(parser, _can_be_tried)
        drafting = verb("draft-root", "write the next root, for officers to sign")
        drafting.add_argument("out", type=Path)
        drafting.add_argument("--officer", action="append", required=True, type=Path, help="a public file")
        verb("install-root", "publish under a root that officers signed").add_argument("file", type=Path)
        verb("publish", "sign and publish how the directory stands")
        keeping_keys = verb("keep", "make and sign what is missing of the keys of bureaus hosted here")
        keeping_keys.add_argument("code", nargs="*", help="these bureaus only")
        writing = verb("entry", "write the newest entry of a bureau into a file")
        writing.add_argument("code")
        writing.add_argument("out", type=Path)
        accepting = verb("accept", "take in an entry that a bureau with its own node signed")
        accepting.add_argument("file", type=Path)
        accepting.add_argument("--fingerprint", default="", help="of a first entry, as the bureau said it")
        verb("rotate", "give a bureau hosted here a new signing key").add_argument("code")
        revoking = verb("revoke", "let a signing key count no more, at once")
        revoking.add_argument("code")
        revoking.add_argument("key", help="its fingerprint, in quotation marks")
        trusting = verb("trust", "follow the directory of this root from now on")
        trusting.add_argument("file", type=Path)
        trusting.add_argument("--url", required=True, help="of the centre's node: https://centre.example.org")
        trusting.add_argument(
            "--fingerprint", required=True, help="of the root, as somebody said it by another way"
        )
        recovering = verb(
            "recover", "write an entry with a new key, for officers to sign, where the key is lost"
        )
        recovering.add_argument("code")
        recovering.add_argument("out", type=Path)
        verb("refresh", "fetch what is new now; the worker does it each minute")
        verb("status", "show how the directory stands")

    def handle(self, *_args: Any, **options: Any) -> None:
        run = getattr(self, "_" + options["verb"].replace("-", "_"))
        # A refusal is noted and an alarm raised: neither may be rolled back with the command.
        alone = nullcontext() if options["verb"] == "refresh" else transaction.atomic()
        try:
            with alone:
                told, sentence = run(options)
                if options["dry_run"]:
                    raise DryRun
        except DryRun:
            sentence = _("Tried, and nothing was kept: %(sentence)s") % {"sentence": sentence}
        except (ComityError, StoreError) as error:
            raise CommandError(str(error)) from None
        except SealError:
            raise CommandError(
                _("A key of this node does not open: is this home the one that made it?")
            ) from None
        self.stdout.write(json.dumps(told | {"dry_run": options["dry_run"]}) if options["json"] else sentence)

    def _draft_root(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        officers = [read_public(_bytes(each)) for each in options["officer"]]
        root = publishing.draft_root(officers, timezone.now(), by=for_node(centre_here()))
        signed, needed = signatures_on(root)
        if not options["dry_run"]:
            write_atomically(options["out"], root.to_bytes(), mode=0o644)
        told = {"version": root.signed.version, "officers": len(officers), "signed": signed, "needed": needed}
        sentence = _(
            "Root %(version)s of %(officers)s officers is written: %(signers)s of them must sign it, one by one."
        )
        return told, sentence % (told | {"signers": -(-needed // KEYS_OF_AN_OFFICER)})

    def _install_root(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        root = publishing.install_root(_bytes(options["file"]), timezone.now(), by=for_node(centre_here()))
        told = {"version": root.signed.version, "fingerprint": fingerprint(root.signed_bytes)}
        return told, _(
            "Root %(version)s counts from now on. Say its fingerprint to every bureau by another way:\n"
            "%(fingerprint)s"
        ) % told

    def _publish(self, _options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        done = publishing.publish(timezone.now(), by=for_node(centre_here()))
        told = {
            "version": done.timestamp,
            "root": done.root,
            "targets": done.targets,
            "changed": done.changed,
        }
        return told, _(
            "The directory is published: version %(version)s, %(changed)s statements are new."
        ) % told

    def _keep(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        hosted = Bureau.visible_to(for_node("")).filter(hosted=True).order_by("code")
        chosen = [each for each in hosted if not options["code"] or each.code in _codes(options)]
        made = []
        for turn, each in enumerate(chosen, 1):
            if keeping.keep_keys(each, timezone.now(), by=for_node(each.code)):
                made.append(each.code)
            self.stderr.write(
                f"{turn}/{len(chosen)} {each.code}", ending="\r" if turn < len(chosen) else "\n"
            )
        words = ngettext(
            "%(count)s bureau has a new entry.", "%(count)s bureaus have a new entry.", len(made)
        )
        return {"entries": made}, words % {"count": len(made)}

    def _entry(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        code = options["code"].upper()
        newest = SignedEntry.visible_to(for_node(code)).filter(bureau=code).order_by("-version").first()
        if newest is None:
            raise Refused(_("This bureau has no entry yet: `comity directory keep`."), code="no-entry")
        if not options["dry_run"]:
            write_atomically(options["out"], bytes(newest.content), mode=0o644)
        return _told(newest), _said(newest)

    def _accept(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        taken = publishing.accept_entry(
            _bytes(options["file"]),
            timezone.now(),
            by=for_node(centre_here()),
            fingerprint_said=options["fingerprint"],
        )
        return _told(taken), _said(taken)

    def _rotate(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        bureau = _bureau(options["code"])
        made = keeping.rotate_key(bureau, timezone.now(), by=for_node(bureau.code))
        return _told(made), _said(made)

    def _revoke(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        bureau = _bureau(options["code"])
        row = publishing.revoke_key(bureau, options["key"], timezone.now(), by=for_node(centre_here()))
        told = {"bureau": bureau.code, "key": row.key, "at": row.at.isoformat()}
        return told, _("Nothing that this key of %(bureau)s signs counts any more.") % told

    def _trust(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        copy = taking.trust(
            _bytes(options["file"]),
            options["url"],
            timezone.now(),
            by=for_node(""),
            fingerprint_said=options["fingerprint"],
        )
        told = {"url": copy.url, "root": copy.root_version}
        return told, _(
            "This node follows %(url)s from now on, by root %(root)s. `comity directory refresh`"
        ) % told

    def _recover(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        bureau = _bureau(options["code"])
        made = keeping.begin_recovery(bureau, timezone.now(), by=for_node(bureau.code))
        if not options["dry_run"]:
            write_atomically(options["out"], made.content, mode=0o644)
        told = {"bureau": bureau.code, "fingerprint": fingerprint(made.entry.signing_key)}
        return told, _("The new key of %(bureau)s, for officers to sign:\n%(fingerprint)s") % told

    def _refresh(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        if options["dry_run"]:
            raise Refused(
                _("A refresh has no dry run: it only takes what stands every check."), code="no-dry-run"
            )
        done = refresh(timezone.now())
        told = {
            "version": done.version,
            "signed_at": done.signed_at.isoformat(),
            "changed": done.changed,
            "refused": done.refused,
        }
        words = ngettext(
            "Version %(version)s, signed at %(signed_at)s: %(changed)s bureau changed.",
            "Version %(version)s, signed at %(signed_at)s: %(changed)s bureaus changed.",
            done.changed,
        )
        words %= told
        if done.refused:
            words += "\n" + _("Refused: %(refused)s") % {
                "refused": ", ".join(f"{code} ({why})" for code, why in sorted(done.refused.items()))
            }
        return told, words

    def _status(self, _options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        state = directory_state(timezone.now())
        told = {
            "part": state.part,
            "url": state.url,
            "root": state.root_version,
            "version": state.version,
            "signed_at": state.signed_at.isoformat() if state.signed_at else None,
            "fetched_at": state.fetched_at.isoformat() if state.fetched_at else None,
            "age": state.age,
            "refused": state.refused,
            "refused_bureaus": list(state.refused_bureaus),
            "remarks": [str(each) for each in state.remarks],
        }
        said = list(map(str, state.remarks))
        if state.signed_at is not None:
            said.insert(0, _("Version %(version)s under root %(root)s, signed at %(signed_at)s.") % told)
        return told, "\n".join(said)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        sentence = _("%(file)s cannot be read (%(reason)s).") % {"file": file, "reason": error.strerror}
        raise CommandError(sentence) from None


def _codes(options: dict[str, Any]) -> set[str]:
    return {each.upper() for each in options["code"]}


def _bureau(code: str) -> Bureau:
    found = Bureau.visible_to(for_node(code.upper())).filter(code=code.upper()).first()
    if found is None:
        raise Refused(_("The directory holds no bureau of this code."), code="unknown-bureau")
    return found


def _told(entry: SignedEntry) -> dict[str, Any]:
    return {
        "bureau": entry.bureau_id,
        "version": entry.version,
        "fingerprint": fingerprint(entry.signed.entry.signing_key),
    }


def _said(entry: SignedEntry) -> str:
    return _("Entry %(version)s of %(bureau)s. Its signing key:\n%(fingerprint)s") % _told(entry)
