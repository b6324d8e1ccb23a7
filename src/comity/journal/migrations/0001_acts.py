"""The journal's tables: partitioned by month, insert-only for the application's role.

Written by hand: Django does not make partitioned tables. `journal_make_months` is called here, and again by
every start of the node as the owner, so that months exist before their first act.
"""

from django.db import migrations

TABLES = """
CREATE TABLE acts (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    node text NOT NULL,
    verb text NOT NULL,
    bureau text NOT NULL,
    unit uuid,
    officer uuid,
    token uuid,
    function text NOT NULL,
    acting text NOT NULL,
    terminal text NOT NULL,
    purpose text NOT NULL,
    "case" text NOT NULL,
    legal_basis text NOT NULL,
    databases smallint[] NOT NULL,
    tag bytea NOT NULL,
    words bytea NOT NULL,
    word_key uuid,
    outcome smallint NOT NULL,
    count integer NOT NULL,
    recipients text[] NOT NULL,
    about text NOT NULL,
    reason text NOT NULL,
    rule_set text NOT NULL,
    elapsed_us integer NOT NULL,
    salt bytea NOT NULL,
    format smallint NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX acts_bureau ON acts (bureau, at);
CREATE INDEX acts_officer ON acts (officer, at) WHERE officer IS NOT NULL;

CREATE TABLE act_records (
    act uuid NOT NULL,
    at timestamptz NOT NULL,
    database smallint NOT NULL,
    record uuid NOT NULL,
    version integer NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX act_records_record ON act_records (record, at);
CREATE INDEX act_records_act ON act_records (act);

CREATE TABLE act_subjects (
    act uuid NOT NULL,
    at timestamptz NOT NULL,
    tags bytea[] NOT NULL,
    outcomes smallint[] NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX act_subjects_act ON act_subjects (act);

CREATE TABLE word_keys (
    id uuid PRIMARY KEY,
    bureau text NOT NULL,
    made_at timestamptz NOT NULL,
    for_bureau bytea NOT NULL,
    for_commission bytea NOT NULL
);

CREATE FUNCTION journal_close(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'comity_app') THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM comity_app', name);
    END IF;
END $$;

CREATE FUNCTION journal_make_months(ahead integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
    first date;
    name text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['acts', 'act_records', 'act_subjects'] LOOP
        FOR step IN -1..ahead LOOP
            first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => step))::date;
            name := format('%s_%s', parent, to_char(first, 'YYYY_MM'));
            IF to_regclass(name) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent,
                    first::timestamp AT TIME ZONE 'UTC',
                    (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
                PERFORM journal_close(name);
            END IF;
        END LOOP;
    END LOOP;
END $$;

SELECT journal_make_months(24);
SELECT journal_close(t) FROM unnest(ARRAY['acts', 'act_records', 'act_subjects', 'word_keys']) t;
"""

REMOVE = """
DROP TABLE acts, act_records, act_subjects, word_keys;
DROP FUNCTION journal_make_months(integer);
DROP FUNCTION journal_close(text);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(TABLES, REMOVE)]
