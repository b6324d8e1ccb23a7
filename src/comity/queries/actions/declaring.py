"""An owner declares a list of its records public, and takes that back. Source: practice 6."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.kit.text import clean_line
from comity.queries.screening.lists import ALL, KINDS, NAME, PublicList


@action("queries.declare_public")
def declare_public(act: ActDraft, *, name: str, title: str, source: str, by: Actor) -> PublicList:
    """Let anybody with a token for it screen against the own records from this source, from now on.

    name: small letters, digits and "_". source: as the records say it. Raises: Invalid; Refused for a bureau that
    keeps no public lists, and where the name or the source is taken.
    """
    if not Bureau._default_manager.filter(pk=by.bureau, kind__in=[int(kind) for kind in KINDS]).exists():
        sentence = _("Only a sanctions committee declares its list public: persons of a bureau never are.")
        raise Refused(sentence, code="not-a-committee")
    if name == ALL or not NAME.fullmatch(name):
        raise invalid("name", "name-form", _("Use small letters, digits and “_”, and begin with a letter."))
    title = clean_line(title, field="title", longest=200)
    source = clean_line(source, field="source", longest=200)
    for field, text in (("title", title), ("source", source)):
        if not text:
            raise invalid(field, "required", _("This is needed."))
    known = PublicList._default_manager.filter(name=name).exists()
    if known or PublicList.visible_to(by).filter(source=source, ended_at=None).exists():
        raise Refused(_("A list of this name or of this source was declared already."), code="taken")
    made = PublicList._default_manager.create(
        name=name, title=title, owner=by.bureau, source=source, declared_at=timezone.now()
    )
    act.about = f"public-list:{made.name}"
    return made


@action("queries.end_public")
def end_public(act: ActDraft, name: str, *, by: Actor) -> UUID:
    """From now on nobody screens against it. Raises: NotFound for what is not the own bureau's, or ended."""
    found = PublicList.visible_to(by).filter(name=name, ended_at=None).select_for_update().first()
    if found is None:
        raise NotFound()
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    act.about = f"public-list:{found.name}"
    return found.id
