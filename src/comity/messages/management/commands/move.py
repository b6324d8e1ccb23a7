"""`python -m comity move VERB CODE`: a bureau moves from the centre's node to its own (docs/operate/own-node.md)."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.access.actors import OfficerActor, for_node
from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.models import Bureau
from comity.bureaus.signed.entries import Signed, read_signed
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.keeping import begin_recovery
from comity.bureaus.signed.keys import own_signer
from comity.bureaus.signed.moving import is_handed_on
from comity.kit.errors import ComityError, Refused
from comity.kit.verbs import verbs_of
from comity.messages.moving import handing_over
from comity.messages.moving.journal import check_extract, extract_journal
from comity.messages.moving.still_open import under_way
from comity.messages.moving.tables import Departure
from comity.messages.moving.taking_over import open_for, take_bureau_over
from comity.messages.moving.writing_out import count_all, write_package
from comity.seal.errors import SealError
from comity.store.errors import StoreError
from comity.store.home import write_atomically

PATIENCE_S, LOOK_EVERY_S = 60.0, 0.5

Told = tuple[dict[str, Any], str]


def _takes_a_bureau(verb: ArgumentParser) -> None:
    verb.add_argument("code", type=str.upper)


class Command(BaseCommand):
    help = "Move a bureau from the centre's node to one of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verb = verbs_of(parser, _takes_a_bureau)
        preparing = verb("prepare", "on the new node: make the bureau's keys, and write the request")
        preparing.add_argument("out", type=Path)
        handing = verb("hand-over", "at the centre: close the bureau here, and write its package")
        handing.add_argument("request", type=Path)
        handing.add_argument("--to", required=True, type=Path, metavar="PACKAGE")
        handing.add_argument("--fingerprint", required=True, help="of the new key, as the bureau said it")
        handing.add_argument(
            "--dry-run", action="store_true", help="say what would go along, or what is open"
        )
        verb("reopen", "at the centre: the bureau stays after all, where nothing was handed over yet")
        taking = verb("take-over", "on the new node: fill it from the package")
        taking.add_argument("package", type=Path)
        taking.add_argument("--dry-run", action="store_true", help="believe the package, and put nothing in")
        extracting = verb("journal", "at the centre: write what the bureau's officers did here, signed")
        extracting.add_argument("out", type=Path)
        checking = verb("check-journal", "on any node: is this extract what the centre signed?")
        checking.add_argument("file", type=Path)
        verb("finish", "at the centre: the new node has everything, let go what is the bureau's alone")

    def handle(self, *_args: Any, **options: Any) -> None:
        run = getattr(self, "_" + options["verb"].replace("-", "_"))
        try:
            told, sentence = run(options, for_node(options["code"]))
        except (ComityError, StoreError) as error:
            raise CommandError(str(error)) from None
        except SealError:
            raise CommandError(
                _("A key of this node does not open: is this home the one that made it?")
            ) from None
        except OSError as error:
            sentence = _("%(file)s cannot be read (%(reason)s).")
            if error.filename is None:  # what was being written: a file of a message, on its way in
                sentence = _(
                    "The disk of this node takes no more (%(reason)s). Nothing was kept: make room, and repeat the "
                    "command."
                )
            raise CommandError(sentence % {"file": error.filename, "reason": error.strerror}) from None
        self.stdout.write(json.dumps(told) if options["json"] else sentence)

    def _prepare(self, options: dict[str, Any], by: OfficerActor) -> Told:
        bureau = Bureau.visible_to(by).filter(code=by.bureau).first()
        if bureau is None:
            raise Refused(_("The directory holds no bureau of this code."), code="unknown-bureau")
        if bureau.hosted:
            raise Refused(
                _("This bureau lives on this node already: nothing was changed."), code="taken-over"
            )
        made = begin_recovery(bureau, timezone.now(), by=by)
        write_atomically(options["out"], made.content, mode=0o644)
        told = {"bureau": bureau.code, "fingerprint": fingerprint(made.entry.signing_key)}
        return told, _(
            "The request of %(bureau)s is written. Say the fingerprint of its key to the centre by another way:\n"
            "%(fingerprint)s"
        ) % told

    def _hand_over(self, options: dict[str, Any], by: OfficerActor) -> Told:
        request, said = read_signed(options["request"].read_bytes()), options["fingerprint"]
        if options["dry_run"]:
            handing_over.check(request, by.bureau, timezone.now(), fingerprint_said=said)
            counts = count_all(by.bureau)
            return self._counted(counts, _("It could be handed over. Nothing was changed."), dry_run=True)
        departure = self._let_go(request, said, by)
        counts = write_package(departure, request.entry, options["to"], timezone.now(), say=self._say)
        sentence = _("%(bureau)s is handed over. %(file)s opens on its new node alone.")
        return self._counted(counts, sentence % {"bureau": by.bureau, "file": options["to"]}, dry_run=False)

    def _let_go(self, request: Signed, said: str, by: OfficerActor) -> Departure:
        """As far as it is not done yet: closed, everything signed that is under way, handed over."""
        if not is_handed_on(request):
            handing_over.close_bureau(request, timezone.now(), by=by, fingerprint_said=said)
            deadline = time.monotonic() + PATIENCE_S
            while (many := under_way(by.bureau)) and time.monotonic() < deadline:
                self.stderr.write(_("Still under way: %(count)s") % {"count": many}, ending="\r")
                time.sleep(LOOK_EVERY_S)
        return handing_over.hand_bureau_over(request, timezone.now(), by=by, fingerprint_said=said)

    def _reopen(self, _options: dict[str, Any], by: OfficerActor) -> Told:
        told = {"bureau": by.bureau, "people": handing_over.reopen_bureau(by=by)}
        return told, _("%(bureau)s stays here: %(people)s people may sign in again.") % told

    def _take_over(self, options: dict[str, Any], by: OfficerActor) -> Told:
        with options["package"].open("rb") as file:
            package = open_for(file, by.bureau, timezone.now())
            if options["dry_run"]:
                return self._counted(
                    package.counts, _("It could be taken over. Nothing was changed."), dry_run=True
                )
            let_in = take_bureau_over(package, timezone.now(), by=by, say=self._say)
        told = {
            "officers": [{"officer": each.officer.sign_in_name, "password": each.password} for each in let_in]
        }
        lines = [_("%(bureau)s lives here now.") % {"bureau": by.bureau}]
        words = _("%(officer)s signs in with %(password)s, once, and then sets a second factor.")
        lines += [words % each for each in told["officers"]]
        if not let_in:
            lines.append(_("It has no security officer: comity host, with its code, enrols one."))
        counted, sentence = self._counted(package.counts, "\n".join(lines), dry_run=False)
        return counted | told, sentence

    def _journal(self, options: dict[str, Any], by: OfficerActor) -> Told:
        centre = centre_hosted_here()
        if not centre:
            raise Refused(_("The centre alone signs an extract of its journal."), code="not-the-centre")
        many = extract_journal(options["out"], own_signer(centre), timezone.now(), by=by)
        told = {"bureau": by.bureau, "acts": many, "file": str(options["out"])}
        return told, _(
            "%(file)s holds %(acts)s acts of %(bureau)s, signed. No word that anybody typed."
        ) % told

    def _check_journal(self, options: dict[str, Any], by: OfficerActor) -> Told:
        told = check_extract(options["file"], timezone.now())
        if told["bureau"] != by.bureau:
            raise Refused(_("This extract is of another bureau."), code="extract-bureau")
        return told, _("%(by)s signed these %(acts)s acts of %(bureau)s.") % told

    def _finish(self, _options: dict[str, Any], by: OfficerActor) -> Told:
        told = handing_over.finish_hand_over(timezone.now(), by=by)
        words = _(
            "Let go here: %(people)s names, %(keys)s keys, the words of %(messages)s messages, "
            "%(rows)s rows of hits and traces."
        )
        return {"bureau": by.bureau, **told}, words % told

    def _counted(self, counts: dict[str, int], sentence: str, *, dry_run: bool) -> Told:
        lines = [f"{many:>10} {name}" for name, many in counts.items()]
        return {"rows": counts, "dry_run": dry_run}, "\n".join([*lines, sentence])

    def _say(self, part: str, many: int) -> None:
        if many:
            self.stderr.write(f"{many:>10} {part}")
