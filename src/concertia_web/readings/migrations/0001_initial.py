"""The index of readings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """First table."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("position", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("ready", "Ready"), ("failed", "Failed")],
                        max_length=10,
                    ),
                ),
                ("notice", models.JSONField()),
                ("language", models.CharField(max_length=8)),
                ("contributions", models.PositiveIntegerField(default=0)),
                ("dossier_id", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["position", "slug"],
            },
        ),
    ]
