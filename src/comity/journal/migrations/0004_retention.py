"""Months of the journal end: a role of their own drops whole ones, and the journal says that it did.

`comity_retention` may call `journal_drop_months` and nothing else. The age stands in a row that only the owner
writes, so whoever holds that role cannot drop a young month. Source: practice 16.
"""

from django.db import migrations

RETENTION = """
CREATE TABLE journal_retention (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    kept_months smallint NOT NULL CHECK (kept_months >= 12)
);
INSERT INTO journal_retention (kept_months) VALUES (36);

CREATE FUNCTION journal_first_kept() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => kept_months))::date
    FROM journal_retention
$$;

CREATE FUNCTION journal_old_months() RETURNS SETOF date LANGUAGE sql STABLE AS $$
    SELECT DISTINCT to_date(right(c.relname, 7), 'YYYY_MM') AS month
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent IN ('acts'::regclass, 'act_records'::regclass, 'act_subjects'::regclass)
        AND to_date(right(c.relname, 7), 'YYYY_MM') < journal_first_kept()
    ORDER BY month
$$;

-- lock_timeout: whoever waits for a lock on `acts` lets every query wait behind it. A backup holds one for long;
-- then nothing is dropped, and the caller comes again.
CREATE FUNCTION journal_drop_months(of_node text) RETURNS TABLE (dropped date, held bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
    parent text;
    began timestamptz;
BEGIN
    FOREACH dropped IN ARRAY ARRAY(SELECT journal_old_months()) LOOP
        began := clock_timestamp();
        SELECT count(*) INTO held FROM acts a
        WHERE a.at >= dropped::timestamp AT TIME ZONE 'UTC'
            AND a.at < (dropped + interval '1 month') AT TIME ZONE 'UTC';
        FOREACH parent IN ARRAY ARRAY['act_subjects', 'act_records', 'acts'] LOOP
            EXECUTE format('DROP TABLE IF EXISTS %I', parent || to_char(dropped, '_YYYY_MM'));
        END LOOP;
        INSERT INTO acts (id, at, node, verb, bureau, function, acting, terminal, purpose, "case", legal_basis,
            databases, tag, words, outcome, count, recipients, about, reason, rule_set, elapsed_us, salt, format)
        VALUES (
            -- A random id with the milliseconds of now in front and version 7: uuidv7() is only there from 18 on.
            encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(
                int8send((extract(epoch FROM began) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid,
            began, left(of_node, 80), 'journal.drop_months', '', 'retention', '', '', '', '', '', '{}', '', '', 1,
            least(held, 2147483647)::int, '{}', to_char(dropped, 'YYYY-MM'),
            (SELECT 'kept for ' || kept_months || ' months' FROM journal_retention), '',
            (extract(epoch FROM clock_timestamp() - began) * 1000000)::int, uuid_send(gen_random_uuid()), 2);
        RETURN NEXT;
    END LOOP;
    -- Keys of words open nothing any more once their acts are gone.
    DELETE FROM word_keys WHERE made_at < journal_first_kept()::timestamp AT TIME ZONE 'UTC';
END $$;

-- Called at every start by the owner: the age may be another, and the role may have been made since.
CREATE FUNCTION journal_keep(months integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE journal_retention SET kept_months = months WHERE kept_months <> months;
    REVOKE ALL ON FUNCTION journal_drop_months(text) FROM PUBLIC;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'comity_app') THEN
        REVOKE ALL ON FUNCTION journal_drop_months(text) FROM comity_app;
        REVOKE INSERT, UPDATE, DELETE ON journal_retention FROM comity_app;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'comity_retention') THEN
        GRANT EXECUTE ON FUNCTION journal_drop_months(text) TO comity_retention;
    END IF;
END $$;
SELECT journal_keep(36);
"""

REMOVE = """
DROP FUNCTION journal_keep(integer), journal_drop_months(text), journal_old_months(), journal_first_kept();
DROP TABLE journal_retention;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_subjects")]
    operations = [migrations.RunSQL(RETENTION, REMOVE)]
