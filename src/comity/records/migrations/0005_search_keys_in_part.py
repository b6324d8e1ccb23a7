"""The index by which a part of a number is found: over the number backwards, of objects only (records.keys.IN_PART)."""

from django.db import migrations

MAKE = """
CREATE INDEX search_keys_in_part ON search_keys (reverse(split_part(value, '|', 1)))
WHERE kind IN (2, 3, 4, 5, 9)
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0004_load_cut_off")]
    operations = [migrations.RunSQL(MAKE, "DROP INDEX search_keys_in_part")]
