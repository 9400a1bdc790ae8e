"""The default terms, as rows with the day from which they apply. Written out, so that this stays what it was when the agreement's wording changes later."""

from datetime import date

from django.db import migrations

FROM = date(2020, 9, 1)
DEFAULTS = [
    ("key_worker_named", 10, "working_days"),
    ("education_plan", 30, "days"),
    ("plan_review", 6, "months"),
    ("key_worker_change", 1, "working_days"),
    ("same_day_notice", 0, "end_of_day"),
    ("emergency_response", 24, "hours"),
    ("morning_hour", 8, "hours"),
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
    dependencies = [("agreements", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
