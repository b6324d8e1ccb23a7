"""Ending sessions. A session is bound to the officer's password and to a number that this moves."""

from django.db.models import F

from comity.access.models import Officer


def end_sessions(officer: Officer) -> None:
    """Every session of this officer is over with its next request, on every browser and every worker.

    Part of a verb that takes something away: its act is written there.
    """
    Officer.objects.filter(pk=officer.pk).update(sessions_ended=F("sessions_ended") + 1)
    officer.refresh_from_db(fields=["sessions_ended"])
