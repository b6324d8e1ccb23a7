from django.db import migrations, models


class Migration(migrations.Migration):
    """A bureau's own notices that another node keeps, and what that node was asked to do."""

    dependencies = [("notices", "0011_list_run_tries")]
    operations = [
        migrations.AddField("notice", "keeper", models.CharField(blank=True, default="", max_length=12)),
        migrations.AddField("notice", "asked", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("notice", "not_taken", models.CharField(blank=True, default="", max_length=40)),
    ]
