"""The index of search keys. By hand: it has no primary key, since nothing ever asks for one row of it."""

from django.db import migrations

KEYS = """
CREATE TABLE search_keys (
    record uuid NOT NULL,
    version integer NOT NULL,
    until date NOT NULL,
    kind smallint NOT NULL,
    scheme smallint NOT NULL,
    database smallint NOT NULL,
    grade smallint NOT NULL,
    marking smallint NOT NULL,
    owner text NOT NULL,
    value text NOT NULL,
    exact text,
    visible text[]
);
CREATE INDEX search_keys_value ON search_keys (value);
CREATE INDEX search_keys_record ON search_keys (record);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(KEYS, "DROP TABLE search_keys")]
