"""What forms of every room share: errors of a verb shown beside the fields they speak of."""

from django.forms import BaseForm

from comity.kit.errors import Invalid


def show_errors(form: BaseForm, refusal: Invalid) -> None:
    """Hang the errors of a refused verb on the form; what concerns no field of it stands on top."""
    form.is_valid()  # `add_error` needs the form to be cleaned first
    for error in refusal.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
