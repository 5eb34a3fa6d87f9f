import django.db.models.deletion
from django.db import migrations, models


def _consultations(apps, _schema):
    reports = apps.get_model("moderation", "Report").objects
    texts = apps.get_model("contributions", "Contribution").objects
    place = texts.filter(pk=models.OuterRef("contribution_id")).values("consultation_id")
    reports.update(consultation_id=models.Subquery(place))


class Migration(migrations.Migration):
    """A report knows its concertation, from that of its text."""

    dependencies = [
        ("consultations", "0001_initial"),
        ("contributions", "0004_votable_texts"),
        ("moderation", "0001_decisions_appeals_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="consultation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reports",
                to="consultations.consultation",
            ),
        ),
        migrations.RunPython(_consultations, migrations.RunPython.noop),
    ]
