"""What became of backups, as sentences and figures for the operator. The command line says them, too."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from comity.store.copies import same_disk
from comity.store.plan import Plan
from comity.store.results import BACKUP, COPY, MAIL, TEST, Result, read_results
from comity.store.upgrades import Step, Upgrade
from comity.web import metrics

NAMES = {
    BACKUP: gettext_lazy("The backup"),
    COPY: gettext_lazy("The copy in the second place"),
    TEST: gettext_lazy("The restore test"),
    MAIL: gettext_lazy("The mail to the operator"),
}


def lines_of(results: dict[str, Result]) -> list[str]:
    """One sentence for each step."""
    return [sentence_of(each) for each in results.values()]


def sentence_of(result: Result) -> str:
    """How a step ended. Values keep their own direction among letters that run from right to left."""
    known = {
        "step": NAMES.get(result.step, result.step),
        "at": _isolated(_moment(result.at)),
        "good_at": _isolated(_moment(result.good_at)),
        "words": _isolated(result.words),
        "file": _isolated(str(result.facts.get("file", ""))),
        "rows": result.facts.get("rows", ""),
        "seconds": round(result.seconds),
    }
    if not result.good:
        never = _("%(step)s of %(at)s FAILED: %(words)s It never went well.")
        once = _("%(step)s of %(at)s FAILED: %(words)s It last went well on %(good_at)s.")
        return (once if result.good_at else never) % known
    if result.step == TEST:
        sentence = _(
            "%(step)s of %(at)s: %(file)s was restored, %(rows)s rows and the last acts are what they were."
        )
        return sentence % known
    if "file" in result.facts:
        return _("%(step)s of %(at)s: %(file)s, in %(seconds)s seconds.") % known
    return _("%(step)s of %(at)s went well.") % known


def sentence_of_upgrade(upgrade: Upgrade) -> str:
    """How the last upgrade ended, or where it is."""
    known = {
        "version": upgrade.version, "former": upgrade.former, "words": upgrade.words, "step": upgrade.step,
    }  # fmt: skip
    sentences = {
        Step.DONE: _("The node was upgraded from %(former)s to %(version)s."),
        Step.ROLLED_BACK: _(
            "The upgrade to %(version)s FAILED and was undone; version %(former)s runs as before. %(words)s"
        ),
        Step.STOPPED: _(
            "The upgrade to %(version)s stopped before anything was changed; version %(former)s runs. %(words)s"
        ),
    }
    going_on = _("An upgrade from %(former)s to %(version)s is at the step: %(step)s.")
    return sentences.get(upgrade.step, going_on) % known


def remarks(plan: Plan, home: Path, results: dict[str, Result], now: datetime) -> list[str]:
    """What an operator should look at although no step failed."""
    found = []
    if plan.folder is None:
        found.append(_("No backup is made by itself: set COMITY_BACKUP_FOLDER."))
        return found
    backup = results.get(BACKUP)
    if plan.is_late(now, backup.good_at if backup else None):
        found.append(_("No backup was made for more than a day."))
    if same_disk(plan.folder, home):
        found.append(_("The backups lie on the disk of the node: one broken disk takes both."))
    if plan.second is None:
        found.append(_("The backups have no second place: set COMITY_BACKUP_SECOND."))
    return found


def _isolated(value: str) -> str:
    """The value between the marks FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, where the language needs them."""
    return f"\u2068{value}\u2069" if get_language_bidi() else value


def _moment(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M %z") if moment else ""


def count_in_metrics(home: Path) -> None:
    """Put the results among the node's figures: whoever watches it hears of a night without a backup."""

    def read(value: Callable[[Result], float]) -> Callable[[], metrics.Reading]:
        return lambda: {(("step", step),): value(each) for step, each in read_results(home).items()}

    def good_at(result: Result) -> float:
        return result.good_at.timestamp() if result.good_at else 0.0

    for name, explanation, value in (
        ("comity_operation_failed", "1 where a step of backups failed the last time.", lambda r: not r.good),
        (
            "comity_operation_good_timestamp_seconds",
            "When a step of backups last went well; 0: never.",
            good_at,
        ),
        ("comity_operation_duration_seconds", "How long it took the last time.", lambda r: r.seconds),
    ):
        metrics.register(metrics.Metric(name, explanation, metrics.Kind.GAUGE, read(value)))
