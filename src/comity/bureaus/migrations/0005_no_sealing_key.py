from django.db import migrations


class Migration(migrations.Migration):
    """Keys that messages are sealed for stand in signed entries alone; this column was always empty."""

    dependencies = [("bureaus", "0004_epochs")]
    operations = [migrations.RemoveField(model_name="bureau", name="sealing_key")]
