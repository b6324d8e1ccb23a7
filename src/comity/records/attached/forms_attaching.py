"""The form of a picture: the file, what it shows, what kind it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.records.attached.attaching import Sent
from comity.records.attached.attachments import ATTACHMENT_KINDS, LONGEST_CAPTION, OF_RECORDS
from comity.records.attached.pictures import MOST_BYTES

MISSING = _("Choose a file of at most 10 MB.")


class PictureForm(forms.Form):
    """A picture to be attached."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "JPEG, PNG or WebP, at most 10 MB. Only what can be seen is kept: place, time and device are taken out."
        ),
        error_messages={"required": MISSING, "missing": MISSING, "empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    caption = forms.CharField(
        label=_("What it shows"),
        max_length=LONGEST_CAPTION,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("One line. It is read out to whoever cannot see the picture."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.name.lower(), ATTACHMENT_KINDS[kind]) for kind in OF_RECORDS]
    )

    assert MOST_BYTES == 10_000_000  # the sentences above say it

    def sent(self) -> Sent:
        """What is attached."""
        told = self.cleaned_data
        return Sent(told["file"].read(), told["caption"], told["kind"])
