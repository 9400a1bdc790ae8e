"""Four more duties: consent asked again, people and contacts confirmed, registration renewed, training refreshed."""

from datetime import date

from django.db import migrations, models

FROM = date(2020, 9, 1)
DEFAULTS = [
    ("consent_check", 12, "months"),
    ("contacts_confirmed", 12, "months"),
    ("data_protection", 0, "fixed_day"),
    ("staff_training", 0, "fixed_day"),
]
KEYS = [
    ("education_plan", "Education plan agreed"),
    ("plan_review", "Plan reviewed"),
    ("same_day_notice", "Same-day notice of a risk to the place"),
    ("emergency_response", "Response to an emergency"),
    ("key_worker_change", "Provider told that the key worker changed"),
    ("key_worker_named", "Key worker named, when the young person is recorded after Year 11"),
    ("consent_check", "Consent asked again"),
    ("contacts_confirmed", "People and contacts confirmed as right"),
    ("data_protection", "Data-protection registration renewed"),
    ("staff_training", "Training refreshed"),
    ("morning_hour", "Hour of the day at which reminders leave"),
]


def load(apps, schema_editor):
    Term = apps.get_model("agreements", "Term")
    for key, amount, unit in DEFAULTS:
        Term.objects.get_or_create(
            agreement=None,
            key=key,
            effective_on=FROM,
            defaults={"amount": amount, "unit": unit, "reason": "The wording of the regional agreement"},
        )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_default_terms")]

    operations = [
        migrations.AlterField("term", "key", models.CharField(choices=KEYS, max_length=30)),
        migrations.AlterField("historicalterm", "key", models.CharField(choices=KEYS, max_length=30)),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
