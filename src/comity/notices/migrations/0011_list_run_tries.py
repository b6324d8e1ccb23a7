from django.db import migrations, models


class Migration(migrations.Migration):
    """How often a run was begun, and not before when it is tried again."""

    dependencies = [("notices", "0010_told")]
    operations = [
        migrations.AddField(model_name="listrun", name="tries", field=models.SmallIntegerField(default=0)),
        migrations.AddField(model_name="listrun", name="next_at", field=models.DateTimeField(null=True)),
    ]
