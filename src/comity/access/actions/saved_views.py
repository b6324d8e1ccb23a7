"""Keeping a list as it is: saved, opened, renamed, deleted, and gone when nobody opens it any more."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.saved_lists import filters_of, list_of
from comity.access.saved_views import LONGEST_NAME, MOST_OF_ONE, UNUSED_DAYS, SavedView, Share
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.kit.text import clean_line

# Opening writes at most once a day: the clock counts days.
SAME_DAY = timedelta(days=1)


@action("access.save_view")
def save_view(
    act: ActDraft, slug: str, asked: Mapping[str, str], *, name: str, share: Share, by: Actor
) -> SavedView:
    """Keep the filters of a list under a name. The act names neither.

    Raises: NotFound for a list that this officer may not read; Invalid; Refused for a program, and for too many.
    """
    entry = list_of(slug)
    if not entry.is_open_to(by):
        raise NotFound
    if by.officer is None:
        raise Refused(_("Only an officer keeps views of lists, no program."), code="no-officer")
    if SavedView._default_manager.filter(officer=by.officer).count() >= MOST_OF_ONE:
        raise Refused(
            _("You keep as many views as one officer may. Delete one first."), code="too-many-views"
        )
    now = timezone.now()
    view = SavedView(
        bureau=by.bureau,
        unit=by.unit,
        officer=by.officer,
        share=int(share),
        list=entry.slug,
        name=_name(name),
        filters=filters_of(entry, asked),
        created_at=now,
        used_at=now,
    )
    _keep(view)
    act.about = f"view:{view.id}"
    return view


@action("access.open_view")
def open_view(act: ActDraft, view_id: UUID, *, by: Actor) -> str:
    """The address of the list as it was kept; its clock begins again.

    Raises: NotFound for what is not there, not shared with this officer, or of a list he or she may no longer read.
    """
    view = SavedView.visible_to(by).filter(pk=view_id).first()
    if view is None or view.of is None or not view.of.is_open_to(by):
        raise NotFound
    now = timezone.now()
    if now - view.used_at >= SAME_DAY:
        SavedView._default_manager.filter(pk=view.pk).update(used_at=now)
    act.about = f"view:{view.id}"
    return view.of.address(view.filters)


@action("access.change_view")
def change_view(act: ActDraft, view_id: UUID, *, name: str, share: Share, by: Actor) -> SavedView:
    """Give an own view another name, or share it otherwise. Raises: NotFound for another officer's; Invalid."""
    view = own_view(view_id, by=by, lock=True)
    view.name, view.share, view.unit = _name(name), int(share), by.unit
    _keep(view)
    act.about = f"view:{view.id}"
    return view


@action("access.delete_view")
def delete_view(act: ActDraft, view_id: UUID, *, by: Actor) -> None:
    """Delete an own view. Raises: NotFound for another officer's."""
    own_view(view_id, by=by, lock=True).delete()
    act.about = f"view:{view_id}"


@action("access.drop_shared_view")
def drop_shared_view(act: ActDraft, view_id: UUID, *, by: Actor) -> None:
    """Delete what an officer of one's own bureau shared. Raises: NotFound, also for what is not shared."""
    shared = SavedView.visible_to(by).exclude(share=int(Share.NOBODY))
    if not shared.filter(pk=view_id).delete()[0]:
        raise NotFound
    act.about = f"view:{view_id}"


@action("access.end_views")
def end_views(act: ActDraft, now: datetime, *, by: Actor) -> int:
    """Delete what nobody of the actor's bureau opened for UNUSED_DAYS; how many. Idempotent. now: aware."""
    rows = SavedView._default_manager.filter(bureau=by.bureau, used_at__lt=now - timedelta(days=UNUSED_DAYS))
    act.count = rows.delete()[0]
    return act.count


def own_view(view_id: UUID, *, by: Actor, lock: bool = False) -> SavedView:
    """A view that this officer made. Raises: NotFound."""
    rows = SavedView.visible_to(by)
    view = (rows.select_for_update() if lock else rows).filter(pk=view_id).first()
    if view is None or view.officer != by.officer:
        raise NotFound
    return view


def _name(text: str) -> str:
    name = clean_line(text, field="name", longest=LONGEST_NAME)
    if not name:
        raise invalid("name", "required", _("Give it a name by which you find it again."))
    return name


def _keep(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        message = _("You have a view of this list under this name already.")
        raise invalid("name", "already-used", message) from None
