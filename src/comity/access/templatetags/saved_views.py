"""Saved views on any page: above the list they are of, and on the first page."""

from typing import Any

from django import template
from django.utils import timezone

from comity.access.saved_views import views_for

register = template.Library()


@register.inclusion_tag("access/saved_views_of.html", takes_context=True)
def saved_views_of(context: Any, slug: str, filters: str) -> dict[str, Any]:
    """`{% saved_views_of "hits" address %}`: the views of this list, and the link that keeps it as it is now."""
    actor = context["request"].actor
    may_save = actor.officer is not None and actor.may("access.save_view", now=timezone.now())
    return {"views": views_for(actor, slug), "slug": slug, "filters": filters, "may_save": bool(may_save)}


@register.inclusion_tag("access/saved_views_panel.html", takes_context=True)
def my_saved_views(context: Any) -> dict[str, Any]:
    """`{% my_saved_views %}`: a panel with all that the reader may open; nothing where there is none."""
    return {"views": views_for(context["request"].actor)}
