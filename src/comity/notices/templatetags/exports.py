"""In which forms a notice can leave, as buttons of its page."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.notices.actions.exchanging import Form
from comity.notices.exchange.forms import has_entities, has_misp_object
from comity.notices.models import Notice

register = template.Library()
WORDS: dict[Form, str | Promise] = {
    Form.JSON: _("Export as JSON"),
    Form.ENTITIES: _("Export as entities"),
    Form.MISP: _("Export for MISP"),
}


@register.simple_tag
def exports(row: Notice) -> list[tuple[str, str | Promise]]:
    """The forms of this notice, each with the words of its button."""
    fits = {
        Form.JSON: True,
        Form.ENTITIES: row.is_out and has_entities(row.declaration, row.body),
        Form.MISP: row.is_out and has_misp_object(row.declaration),
    }
    return [(form.value, words) for form, words in WORDS.items() if fits[form]]
