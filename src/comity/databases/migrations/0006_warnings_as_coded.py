"""Warnings of persons become coded parts. What was written freely is read; what no code says goes into the facts."""

from django.db import migrations, models

CODES = {
    "armed": "armed",
    "violent": "violent",
    "escapes": "escapes",
    "suicidal": "suicidal",
    "medical": "medical",
    "infectious": "infectious",
}


def read(text):
    """The coded warnings in a free line, and the words that none of them says."""
    coded, rest = [], []
    for words in text.replace(";", ",").split(","):
        code = CODES.get(words.strip().lower())
        if code and {"kind": code} not in coded:
            coded.append({"kind": code})
        elif words.strip() and not code:
            rest.append(words.strip())
    return coded, rest


def forwards(apps, schema_editor):
    # The owner's connection, which holds the table: on the application's own we would wait for ourselves.
    persons = apps.get_model("databases", "Person").objects.using(schema_editor.connection.alias)
    for record in persons.exclude(warnings_text="").iterator():
        record.warnings, rest = read(record.warnings_text)
        if rest:
            record.facts = "\n".join(filter(None, [record.facts, f"Warnings: {', '.join(rest)}"]))
        record.save(update_fields=["warnings", "facts"])


def backwards(apps, schema_editor):
    # The owner's connection, which holds the table: on the application's own we would wait for ourselves.
    persons = apps.get_model("databases", "Person").objects.using(schema_editor.connection.alias)
    for record in persons.exclude(warnings=[]).iterator():
        record.warnings_text = ", ".join(each["kind"] for each in record.warnings)
        record.save(update_fields=["warnings_text"])


class Migration(migrations.Migration):
    dependencies = [("databases", "0005_traveldocument_last_number")]
    operations = [
        migrations.RenameField("person", "warnings", "warnings_text"),
        migrations.AddField("person", "warnings", models.JSONField(default=list, verbose_name="Warnings")),
        migrations.RunPython(forwards, backwards),
        migrations.RemoveField("person", "warnings_text"),
    ]
