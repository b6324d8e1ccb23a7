"""Notices that were submitted before are found by how their subjects' names sound, too."""

from typing import Any

from django.db import migrations

from comity.notices.sounds import SOUND, sounds_of

DRAFT, BATCH = 1, 500


def hear(apps: Any, _editor: Any) -> None:
    notices, keys = apps.get_model("notices", "Notice"), apps.get_model("notices", "SubjectKey")
    rows = notices.objects.exclude(state=DRAFT).values_list("pk", "body")
    for pk, body in rows.iterator(chunk_size=BATCH):
        found = [keys(notice_id=pk, kind=SOUND, value=value) for value in sounds_of(body)]
        keys.objects.bulk_create(found)


def forget(apps: Any, _editor: Any) -> None:
    apps.get_model("notices", "SubjectKey").objects.filter(kind=SOUND).delete()


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_corrections")]

    operations = [migrations.RunPython(hear, forget)]
