"""Keys of what people wrote in acts about records: deleted with the record, and then the words open no more.

The application's role may add and delete them, never change one; with a month of the journal its keys go too.
Source: practice 21 and 16; docs/decisions/0019-how-a-record-ends.md.
"""

from django.db import migrations, models

KEYS = """
CREATE TABLE act_keys (
    act uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    key bytea NOT NULL
);
CREATE INDEX act_keys_at ON act_keys (at);
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'comity_app') THEN
        REVOKE UPDATE, TRUNCATE ON act_keys FROM comity_app;
    END IF;
    EXECUTE replace(
        pg_get_functiondef('journal_drop_months(text)'::regprocedure),
        'DELETE FROM word_keys',
        'DELETE FROM act_keys WHERE at < journal_first_kept()::timestamp AT TIME ZONE ''UTC'';
    DELETE FROM word_keys'
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_retention")]
    operations = [
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="ActKey",
            fields=[
                ("act", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("key", models.BinaryField()),
            ],
            options={"db_table": "act_keys", "managed": False},
        ),
    ]
