"""External references name their system and state by a closed set. What was written freely is read; the rest is kept.

A system that the set does not know becomes "other" with its name; a state becomes a note. The digest of these records
keeps what they said before: a repeated load of the same file finds other values and says so. Former states stay as
they were written.
"""

from django.db import migrations

READ = """
UPDATE {table} SET "references" = (
    SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'system', CASE WHEN said.known THEN said.system ELSE 'other' END,
        'name', CASE WHEN said.known THEN NULL ELSE said.words END,
        'number', each -> 'number',
        'sent_on', each -> 'sent_on',
        'state', CASE WHEN said.state IN ('not-sent', 'sent', 'recorded', 'refused', 'withdrawn') THEN said.state END,
        'note', CASE WHEN said.state NOT IN ('not-sent', 'sent', 'recorded', 'refused', 'withdrawn')
            THEN each ->> 'state' END
    )) ORDER BY place)
    FROM jsonb_array_elements("references") WITH ORDINALITY AS one (each, place),
    LATERAL (SELECT each ->> 'system' AS words,
        replace(lower(each ->> 'system'), ' ', '-') AS system,
        replace(lower(each ->> 'state'), ' ', '-') AS state,
        replace(lower(each ->> 'system'), ' ', '-') IN ('interpol', 'national-register', 'sis', 'court') AS known
    ) AS said
) WHERE "references" <> '[]' AND NOT "references" @> '[{{"system": "other"}}]'
"""


def forwards(apps, schema_editor):
    for model in apps.get_app_config("databases").get_models():
        if "references" in {field.name for field in model._meta.get_fields()}:
            schema_editor.execute(READ.format(table=schema_editor.quote_name(model._meta.db_table)), None)


class Migration(migrations.Migration):
    dependencies = [("databases", "0010_watched_records")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
