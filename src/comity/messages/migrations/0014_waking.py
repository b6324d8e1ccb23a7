from django.db import migrations

# The courier's process listens (messages/courier/waking.py). By statement: a batch rings once, and not before its commit.
WRITE = """
CREATE FUNCTION wake_courier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY comity_courier;
    RETURN NULL;
END
$$;
CREATE TRIGGER wakes_courier AFTER INSERT ON messages_sent FOR EACH STATEMENT EXECUTE FUNCTION wake_courier();
CREATE TRIGGER wakes_courier AFTER INSERT ON messages_incoming FOR EACH STATEMENT EXECUTE FUNCTION wake_courier();
CREATE TRIGGER wakes_courier AFTER INSERT ON messages_receiptdue FOR EACH STATEMENT EXECUTE FUNCTION wake_courier();
"""
UNDO = """
DROP TRIGGER wakes_courier ON messages_receiptdue;
DROP TRIGGER wakes_courier ON messages_incoming;
DROP TRIGGER wakes_courier ON messages_sent;
DROP FUNCTION wake_courier();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("messages", "0013_sharing_place"),
    ]

    operations = [migrations.RunSQL(WRITE, UNDO)]
