import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bureau",
            fields=[
                (
                    "code",
                    models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("kind", models.SmallIntegerField(verbose_name="kind")),
                ("country", models.CharField(blank=True, max_length=3, verbose_name="country")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("names", models.JSONField(verbose_name="names")),
                ("standing", models.SmallIntegerField(default=1, verbose_name="standing")),
                (
                    "standing_since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="standing since"
                    ),
                ),
                (
                    "mandate_ends",
                    models.DateField(blank=True, null=True, verbose_name="last day of the mandate"),
                ),
                ("time_zone", models.CharField(default="UTC", max_length=40, verbose_name="time zone")),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                ("hosted", models.BooleanField(default=False, verbose_name="hosted on this node")),
                (
                    "sealing_key",
                    models.BinaryField(
                        blank=True, default=bytes, max_length=4096, verbose_name="public sealing key"
                    ),
                ),
                ("version", models.IntegerField(default=1, verbose_name="version")),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="DutyDesk",
            fields=[
                (
                    "bureau",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="duty_desk",
                        serialize=False,
                        to="bureaus.bureau",
                    ),
                ),
                ("telephone", models.CharField(max_length=40, verbose_name="telephone")),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                ("always_open", models.BooleanField(default=False, verbose_name="open day and night")),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="opens at")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="closes at")),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="days",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="bureau",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Z0-9][A-Z0-9-]{1,11}$")), name="bureau_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="bureau",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [1, 2, 3, 4, 5, 6, 7])), name="bureau_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="bureau",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing__in", [1, 2, 3, 4, 5])), name="bureau_standing"
            ),
        ),
        migrations.AddConstraint(
            model_name="bureau",
            constraint=models.CheckConstraint(
                condition=models.Q(("names__has_key", "en")), name="bureau_english_name"
            ),
        ),
        migrations.AddField(
            model_name="dutydesk",
            name="deputy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stands_in_for",
                to="bureaus.bureau",
                verbose_name="deputy bureau",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutydesk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("always_open", True),
                    models.Q(("closes__isnull", False), ("opens__isnull", False)),
                    _connector="OR",
                ),
                name="duty_desk_has_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutydesk",
            constraint=models.CheckConstraint(
                condition=models.Q(("deputy", models.F("bureau")), _negated=True),
                name="duty_desk_other_deputy",
            ),
        ),
    ]
