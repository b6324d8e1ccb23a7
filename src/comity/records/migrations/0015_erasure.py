"""Where deleted rows are rewritten away: the application's role may vacuum and rewrite its tables, the journal's not.

Whoever may delete every row of a table may lock it anyhow; this adds no more than that. Source: decision 0019.
"""

from django.db import migrations, models

import comity.kit.ids

# Called after every migration too, so that tables made later are rewritten as well.
MAINTAIN = """
CREATE FUNCTION records_open_to_rewriting() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'comity_app') THEN
        RETURN;
    END IF;
    FOR name IN
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
            AND c.relowner = current_user::regrole AND c.relname <> 'journal_retention'
    LOOP
        EXECUTE format('GRANT MAINTAIN ON %I TO comity_app', name);
    END LOOP;
END $$;
SELECT records_open_to_rewriting();
"""
REMOVE = "DROP FUNCTION records_open_to_rewriting()"


class Migration(migrations.Migration):
    dependencies = [("records", "0014_change_feed")]
    operations = [
        migrations.RunSQL(MAINTAIN, REMOVE),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=comity.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("rewritten", models.IntegerField(default=0)),
                ("vacuumed", models.IntegerField(default=0)),
                ("left", models.JSONField(default=list)),
            ],
        ),
    ]
