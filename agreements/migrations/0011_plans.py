"""The default terms of the clocks of pathway plans, of young people’s views and of copies of their record."""

from datetime import date

from django.db import migrations, models

FROM = date(2020, 9, 1)
DEFAULTS = [
    ("pathway_review", 6, "months", "The Care Leavers (England) Regulations 2010"),
    ("pathway_review_asked", 28, "days", "Good practice: a review that is asked for cannot be refused"),
    ("view_answered", 10, "working_days", "Good practice"),
    ("record_copy", 1, "working_days", "The inter-agency protocol"),
    ("record_copy_by_law", 1, "months", "Article 12 of the UK GDPR"),
]


def load(apps, schema_editor):
    Term = apps.get_model("agreements", "Term")
    for key, amount, unit, reason in DEFAULTS:
        Term.objects.get_or_create(
            agreement=None, key=key, effective_on=FROM, defaults={"amount": amount, "unit": unit, "reason": reason}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0010_which_text_was_signed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicalterm",
            name="key",
            field=models.CharField(
                choices=[
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
                    ("agreement_review", "Agreement reviewed"),
                    ("challenge_answer", "Challenge answered"),
                    ("complaint_acknowledged", "Complaint acknowledged"),
                    ("complaint_answered", "Complaint answered"),
                    ("pathway_review", "Pathway plan reviewed"),
                    ("pathway_review_asked", "Pathway plan reviewed because somebody asked"),
                    ("view_answered", "Young person’s view answered"),
                    ("record_copy", "Copy of their record given, by our own promise"),
                    ("record_copy_by_law", "Copy of their record given, by law"),
                    ("morning_hour", "Hour of the day at which reminders leave"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="term",
            name="key",
            field=models.CharField(
                choices=[
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
                    ("agreement_review", "Agreement reviewed"),
                    ("challenge_answer", "Challenge answered"),
                    ("complaint_acknowledged", "Complaint acknowledged"),
                    ("complaint_answered", "Complaint answered"),
                    ("pathway_review", "Pathway plan reviewed"),
                    ("pathway_review_asked", "Pathway plan reviewed because somebody asked"),
                    ("view_answered", "Young person’s view answered"),
                    ("record_copy", "Copy of their record given, by our own promise"),
                    ("record_copy_by_law", "Copy of their record given, by law"),
                    ("morning_hour", "Hour of the day at which reminders leave"),
                ],
                max_length=30,
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
