from django.db import migrations, models

EXTERNAL = "ALTER TABLE messages_piece ALTER COLUMN content SET STORAGE EXTERNAL;"


class Migration(migrations.Migration):
    dependencies = [
        ("messages", "0004_peer_batches"),
    ]

    operations = [
        migrations.CreateModel(
            name="Piece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("load", models.UUIDField()),
                ("number", models.IntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("load", "number"), name="piece_once")],
            },
        ),
        migrations.AddField(model_name="outgoing", name="have", field=models.IntegerField(default=0)),
        migrations.AddField(model_name="incoming", name="have", field=models.IntegerField(default=0)),
        migrations.AddField(
            model_name="incoming", name="root", field=models.BinaryField(default=bytes, max_length=32)
        ),
        migrations.AddField(
            model_name="incoming", name="total_bytes", field=models.BigIntegerField(default=0)
        ),
        migrations.RemoveConstraint(model_name="incoming", name="incoming_state"),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [1, 2, 3, 4, 5])), name="incoming_state"
            ),
        ),
        migrations.RemoveIndex(model_name="incoming", name="incoming_stored"),
        migrations.AddIndex(
            model_name="incoming",
            index=models.Index(
                condition=models.Q(("state__in", [1, 4, 5])), fields=["node"], name="incoming_stored"
            ),
        ),
        # Ciphertext does not compress: storing it plainly saves the attempt.
        migrations.RunSQL(EXTERNAL, migrations.RunSQL.noop),
    ]
