"""The default term of how long before a board meets the leads of its strategies answer."""

from datetime import date

from django.db import migrations, models

FROM = date(2020, 9, 1)
DEFAULTS = [
    (
        "board_update",
        10,
        "days",
        "Good practice: papers are open five clear days before a meeting (Local Government Act 1972, section 100B)",
    ),
]


def load(apps, schema_editor):
    Term = apps.get_model("agreements", "Term")
    for key, amount, unit, reason in DEFAULTS:
        Term.objects.get_or_create(
            agreement=None, key=key, effective_on=FROM, defaults={"amount": amount, "unit": unit, "reason": reason}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0014_library"),
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
                    ("information_request", "Answer to somebody outside who asks about a young person"),
                    ("in_touch", "In touch with a care leaver"),
                    ("work_contact_weekly", "Weekly contact in a new job"),
                    ("work_contact_monthly", "Monthly contact in a new job"),
                    ("taster_day", "Taster day for who has no place"),
                    ("in_touch_day", "In-touch day for who has no place"),
                    ("support_review", "Extra support reviewed"),
                    ("return_assessed", "Return after 21 assessed"),
                    ("attendance_target", "Attendance aimed at"),
                    ("attendance_limit", "Attendance at or below which something is done"),
                    ("long_term_neet", "Time without a place that counts as long"),
                    ("roll_tolerance", "How far the start on a list may be from the one on record"),
                    ("board_update", "Updates for a board asked for so long before it meets"),
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
                    ("information_request", "Answer to somebody outside who asks about a young person"),
                    ("in_touch", "In touch with a care leaver"),
                    ("work_contact_weekly", "Weekly contact in a new job"),
                    ("work_contact_monthly", "Monthly contact in a new job"),
                    ("taster_day", "Taster day for who has no place"),
                    ("in_touch_day", "In-touch day for who has no place"),
                    ("support_review", "Extra support reviewed"),
                    ("return_assessed", "Return after 21 assessed"),
                    ("attendance_target", "Attendance aimed at"),
                    ("attendance_limit", "Attendance at or below which something is done"),
                    ("long_term_neet", "Time without a place that counts as long"),
                    ("roll_tolerance", "How far the start on a list may be from the one on record"),
                    ("board_update", "Updates for a board asked for so long before it meets"),
                    ("morning_hour", "Hour of the day at which reminders leave"),
                ],
                max_length=30,
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
