from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AccessEpoch",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("epoch", models.BigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="access_epoch_is_one_row")
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO gate_accessepoch (id, epoch) VALUES (1, 1)", "DELETE FROM gate_accessepoch"
        ),
    ]
