from django.db import migrations, models


class Migration(migrations.Migration):
    """An encryption key has the name of its epoch: a month may have several, after a change of keys."""

    dependencies = [("bureaus", "0003_signed_directory")]
    operations = [
        migrations.RemoveConstraint(model_name="heldkey", name="one_epoch_a_month"),
        migrations.RenameField(model_name="heldkey", old_name="month", new_name="epoch"),
        migrations.AlterField(
            model_name="heldkey", name="epoch", field=models.CharField(blank=True, max_length=12)
        ),
        migrations.AddConstraint(
            model_name="heldkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("use", 2)), fields=("owner", "epoch"), name="one_key_an_epoch"
            ),
        ),
    ]
