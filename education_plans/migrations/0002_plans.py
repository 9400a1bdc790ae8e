"""Plans as shared work: sections with questions, targets, meetings, pathway plans, the young person’s own page. What stood
in a section as one text becomes the answer to its last question.
"""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import accounts.files
from accounts.migrating import Together


def fill(apps, schema_editor):
    Plan = apps.get_model("education_plans", "EducationPlan")
    for plan in Plan.objects.select_related("enrolment").iterator():
        Plan.objects.filter(pk=plan.pk).update(learner_id=plan.enrolment.learner_id)
    for name in ("PlanSection", "HistoricalPlanSection"):
        Section = apps.get_model("education_plans", name)
        for section in Section.objects.exclude(text="").iterator():
            Section.objects.filter(pk=section.pk).update(answers={"notes": section.text}, state="complete")
    codes = ("history", "attendance", "higher_education", "finance", "careers", "transition")
    Section = apps.get_model("education_plans", "PlanSection")
    plans = Plan.objects.values_list("pk", flat=True)
    Section.objects.bulk_create([Section(plan_id=plan, code=code) for plan in plans for code in codes], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_cache_table"),
        ("accounts", "__first__"),
        ("education_plans", "0001_initial"),
        ("learners", "0005_plans"),
    ]

    operations = [
        Together(
            [
                migrations.RemoveConstraint(
                    model_name="planagreement",
                    name="plan_agreed_once_per_party",
                ),
                migrations.AddField(
                    model_name="educationplan",
                    name="aims_for_higher_education",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="educationplan",
                    name="closed_on",
                    field=models.DateField(
                        blank=True, help_text="Of a plan without a place: when it ended.", null=True
                    ),
                ),
                migrations.AddField(
                    model_name="educationplan",
                    name="learner",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="education_plans",
                        to="learners.learner",
                    ),
                ),
                migrations.AddField(
                    model_name="educationplan",
                    name="previous",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="From which it was prefilled.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="education_plans.educationplan",
                    ),
                ),
                migrations.AddField(
                    model_name="educationplan",
                    name="variant",
                    field=models.CharField(
                        choices=[
                            ("course", "At school, college or a training provider"),
                            ("apprentice", "In an apprenticeship"),
                            ("work", "In work"),
                            ("seeking", "Not in education, employment or training (NEET)"),
                            ("custody", "In custody"),
                        ],
                        default="course",
                        max_length=12,
                    ),
                ),
                migrations.AddField(
                    model_name="educationplan",
                    name="version",
                    field=models.PositiveIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name="historicaleducationplan",
                    name="aims_for_higher_education",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="historicaleducationplan",
                    name="closed_on",
                    field=models.DateField(
                        blank=True, help_text="Of a plan without a place: when it ended.", null=True
                    ),
                ),
                migrations.AddField(
                    model_name="historicaleducationplan",
                    name="learner",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="learners.learner",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaleducationplan",
                    name="previous",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="From which it was prefilled.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="education_plans.educationplan",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaleducationplan",
                    name="variant",
                    field=models.CharField(
                        choices=[
                            ("course", "At school, college or a training provider"),
                            ("apprentice", "In an apprenticeship"),
                            ("work", "In work"),
                            ("seeking", "Not in education, employment or training (NEET)"),
                            ("custody", "In custody"),
                        ],
                        default="course",
                        max_length=12,
                    ),
                ),
                migrations.AddField(
                    model_name="historicaleducationplan",
                    name="version",
                    field=models.PositiveIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name="historicalplanagreement",
                    name="answer",
                    field=models.CharField(
                        choices=[("agrees", "Agrees"), ("disagrees", "Does not agree")], default="agrees", max_length=10
                    ),
                ),
                migrations.AddField(
                    model_name="historicalplanagreement",
                    name="says",
                    field=models.TextField(blank=True, verbose_name="what they do not agree with"),
                ),
                migrations.AddField(
                    model_name="historicalplanagreement",
                    name="through",
                    field=models.CharField(
                        choices=[
                            ("staff", "Recorded by somebody who works with them"),
                            ("own_page", "From their own page"),
                        ],
                        default="staff",
                        max_length=10,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalplanagreement",
                    name="version",
                    field=models.PositiveIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name="historicalplansection",
                    name="answers",
                    field=models.JSONField(
                        default=dict, help_text="By question code (`education_plans.rules.questions`)."
                    ),
                ),
                migrations.AddField(
                    model_name="historicalplansection",
                    name="completer",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Who completes it.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalplansection",
                    name="not_applicable_reason",
                    field=models.CharField(blank=True, max_length=300),
                ),
                migrations.AddField(
                    model_name="historicalplansection",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("complete", "Complete"),
                            ("not_applicable", "Does not apply"),
                        ],
                        default="not_started",
                        max_length=15,
                    ),
                ),
                migrations.AddField(
                    model_name="planagreement",
                    name="answer",
                    field=models.CharField(
                        choices=[("agrees", "Agrees"), ("disagrees", "Does not agree")], default="agrees", max_length=10
                    ),
                ),
                migrations.AddField(
                    model_name="planagreement",
                    name="says",
                    field=models.TextField(blank=True, verbose_name="what they do not agree with"),
                ),
                migrations.AddField(
                    model_name="planagreement",
                    name="through",
                    field=models.CharField(
                        choices=[
                            ("staff", "Recorded by somebody who works with them"),
                            ("own_page", "From their own page"),
                        ],
                        default="staff",
                        max_length=10,
                    ),
                ),
                migrations.AddField(
                    model_name="planagreement",
                    name="version",
                    field=models.PositiveIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name="plansection",
                    name="answers",
                    field=models.JSONField(
                        default=dict, help_text="By question code (`education_plans.rules.questions`)."
                    ),
                ),
                migrations.AddField(
                    model_name="plansection",
                    name="completer",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Who completes it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                migrations.AddField(
                    model_name="plansection",
                    name="not_applicable_reason",
                    field=models.CharField(blank=True, max_length=300),
                ),
                migrations.AddField(
                    model_name="plansection",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("complete", "Complete"),
                            ("not_applicable", "Does not apply"),
                        ],
                        default="not_started",
                        max_length=15,
                    ),
                ),
                migrations.AlterField(
                    model_name="educationplan",
                    name="agreed_at",
                    field=models.DateTimeField(
                        blank=True, help_text="When it was agreed for the first time.", null=True
                    ),
                ),
                migrations.AlterField(
                    model_name="educationplan",
                    name="enrolment",
                    field=models.OneToOneField(
                        blank=True,
                        help_text="None without a place.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan",
                        to="learners.enrolment",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicaleducationplan",
                    name="agreed_at",
                    field=models.DateTimeField(
                        blank=True, help_text="When it was agreed for the first time.", null=True
                    ),
                ),
                migrations.AlterField(
                    model_name="historicaleducationplan",
                    name="enrolment",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="None without a place.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="learners.enrolment",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalplanagreement",
                    name="agreed_at",
                    field=models.DateTimeField(verbose_name="said at"),
                ),
                migrations.AlterField(
                    model_name="historicalplanagreement",
                    name="recorded_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="None from the young person’s own page.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalplansection",
                    name="code",
                    field=models.CharField(
                        choices=[
                            ("key_contacts", "Key contacts"),
                            ("safeguarding", "Safeguarding"),
                            ("views", "What the young person says"),
                            ("history", "Education so far"),
                            ("course", "Course and timetable"),
                            ("employer", "Work and employer"),
                            ("seeking", "Looking for a place"),
                            ("resettlement", "Release and what comes after"),
                            ("attendance", "Attendance"),
                            ("strengths", "Strengths and barriers"),
                            ("aspirations", "Hopes and next steps"),
                            ("higher_education", "On the way to higher education"),
                            ("targets", "Targets"),
                            ("support", "Support"),
                            ("finance", "Entitlements and money"),
                            ("careers", "Careers guidance"),
                            ("transition", "Changes ahead, and what if"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="planagreement",
                    name="agreed_at",
                    field=models.DateTimeField(verbose_name="said at"),
                ),
                migrations.AlterField(
                    model_name="planagreement",
                    name="recorded_by",
                    field=models.ForeignKey(
                        help_text="None from the young person’s own page.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="plansection",
                    name="code",
                    field=models.CharField(
                        choices=[
                            ("key_contacts", "Key contacts"),
                            ("safeguarding", "Safeguarding"),
                            ("views", "What the young person says"),
                            ("history", "Education so far"),
                            ("course", "Course and timetable"),
                            ("employer", "Work and employer"),
                            ("seeking", "Looking for a place"),
                            ("resettlement", "Release and what comes after"),
                            ("attendance", "Attendance"),
                            ("strengths", "Strengths and barriers"),
                            ("aspirations", "Hopes and next steps"),
                            ("higher_education", "On the way to higher education"),
                            ("targets", "Targets"),
                            ("support", "Support"),
                            ("finance", "Entitlements and money"),
                            ("careers", "Careers guidance"),
                            ("transition", "Changes ahead, and what if"),
                        ],
                        max_length=20,
                    ),
                ),
            ]
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        Together(
            [
                migrations.AlterField(
                    model_name="educationplan",
                    name="learner",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="education_plans",
                        to="learners.learner",
                    ),
                ),
                migrations.RemoveField(
                    model_name="historicalplansection",
                    name="text",
                ),
                migrations.RemoveField(
                    model_name="plansection",
                    name="text",
                ),
                migrations.CreateModel(
                    name="CircumstanceChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circumstance_changes",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                help_text="Who was told.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("accommodation", "Where they live"),
                                    ("carer", "Who looks after them"),
                                    ("health", "Their health"),
                                    ("family", "Their family"),
                                    ("money", "Their money"),
                                    ("course", "Their course or timetable"),
                                    ("other", "Something else"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("on", models.DateField(verbose_name="when it changes")),
                        ("what", models.TextField(verbose_name="what changes")),
                        ("effect", models.TextField(blank=True, verbose_name="what it does to education")),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="CompletionSnapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("month", models.DateField(help_text="Its first day.")),
                        (
                            "virtual_school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                help_text="Social care or provider.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="completion_snapshots",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "key_worker",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "due",
                            models.PositiveIntegerField(
                                help_text="Plans and reviews whose original day lies in the month."
                            ),
                        ),
                        ("complete", models.PositiveIntegerField(help_text="Of these, done by the end of the month.")),
                        ("on_time", models.PositiveIntegerField()),
                        (
                            "checked",
                            models.PositiveIntegerField(help_text="Of the complete plans, looked at for quality."),
                        ),
                        ("good", models.PositiveIntegerField()),
                        (
                            "definition",
                            models.PositiveSmallIntegerField(default=1, help_text="Version of what the numbers mean."),
                        ),
                        ("frozen_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("month", "virtual_school", "agency", "key_worker"),
                                name="completion_snapshot_once",
                                nulls_distinct=False,
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="EntitlementClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlement_claims",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                help_text="Of the rule (`education_plans.rules.entitlements`).", max_length=40
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(help_text="In which the academic year begins.")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("claimed", "Claimed"),
                                    ("received", "Received"),
                                    ("refused", "Refused"),
                                    ("not_applicable", "Does not apply"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="amount, in pounds"
                            ),
                        ),
                        ("on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("learner", "code", "year"), name="claim_once_a_year"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["refused", "not_applicable"]), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="claim_refused_with_reason",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="GuidanceSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="guidance_sessions",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        ("held_on", models.DateField()),
                        ("adviser", models.CharField(max_length=120)),
                        (
                            "is_impartial",
                            models.BooleanField(
                                help_text="The adviser gains nothing from what is chosen.", verbose_name="impartial"
                            ),
                        ),
                        ("outcome", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="HelpCall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="help_calls",
                                to="learners.learner",
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("is_urgent", models.BooleanField(default=False)),
                        ("called_at", models.DateTimeField()),
                        (
                            "emergency_uuid",
                            models.UUIDField(blank=True, help_text="If it became an emergency.", null=True),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answer", models.TextField(blank=True, verbose_name="what was done")),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCircumstanceChange",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("accommodation", "Where they live"),
                                    ("carer", "Who looks after them"),
                                    ("health", "Their health"),
                                    ("family", "Their family"),
                                    ("money", "Their money"),
                                    ("course", "Their course or timetable"),
                                    ("other", "Something else"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("on", models.DateField(verbose_name="when it changes")),
                        ("what", models.TextField(verbose_name="what changes")),
                        ("effect", models.TextField(blank=True, verbose_name="what it does to education")),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Who was told.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical circumstance change",
                        "verbose_name_plural": "historical circumstance changes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEntitlementClaim",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "code",
                            models.CharField(
                                help_text="Of the rule (`education_plans.rules.entitlements`).", max_length=40
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(help_text="In which the academic year begins.")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("claimed", "Claimed"),
                                    ("received", "Received"),
                                    ("refused", "Refused"),
                                    ("not_applicable", "Does not apply"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="amount, in pounds"
                            ),
                        ),
                        ("on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical entitlement claim",
                        "verbose_name_plural": "historical entitlement claims",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalGuidanceSession",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("held_on", models.DateField()),
                        ("adviser", models.CharField(max_length=120)),
                        (
                            "is_impartial",
                            models.BooleanField(
                                help_text="The adviser gains nothing from what is chosen.", verbose_name="impartial"
                            ),
                        ),
                        ("outcome", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical guidance session",
                        "verbose_name_plural": "historical guidance sessions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalHelpCall",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("words", models.TextField(blank=True)),
                        ("is_urgent", models.BooleanField(default=False)),
                        ("called_at", models.DateTimeField()),
                        (
                            "emergency_uuid",
                            models.UUIDField(blank=True, help_text="If it became an emergency.", null=True),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.TextField(blank=True, verbose_name="what was done")),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical help call",
                        "verbose_name_plural": "historical help calls",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOccasion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("visit_before", "Visit before the start"),
                                    ("visit_after", "Visit after the start"),
                                    ("parents_evening", "Parents’ evening"),
                                    ("consultation", "Consultation"),
                                    ("other", "Another occasion"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("what", models.CharField(blank=True, max_length=200)),
                        ("key_worker_invited", models.BooleanField(default=True)),
                        (
                            "key_worker_came",
                            models.BooleanField(blank=True, help_text="Empty until it is known.", null=True),
                        ),
                        ("young_person_came", models.BooleanField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "enrolment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.enrolment",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical occasion",
                        "verbose_name_plural": "historical occasions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPathwayPlan",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Being written"), ("agreed", "Agreed")],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "young_person_answer",
                            models.CharField(
                                blank=True,
                                choices=[("agrees", "Agrees"), ("disagrees", "Does not agree")],
                                max_length=10,
                            ),
                        ),
                        ("young_person_says", models.TextField(blank=True)),
                        (
                            "young_person_through",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("young_person_answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "not_asked_reason",
                            models.CharField(
                                blank=True,
                                help_text="Why the plan holds although the young person has not answered.",
                                max_length=300,
                            ),
                        ),
                        ("key_worker_agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "in_force_at",
                            models.DateTimeField(
                                blank=True, help_text="From when the plan holds and its reviews are counted.", null=True
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("closed_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "begun_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "key_worker_agreed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical pathway plan",
                        "verbose_name_plural": "historical pathway plans",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPersonalLink",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        (
                            "bound_at",
                            models.DateTimeField(
                                blank=True, help_text="When it was opened on their device.", null=True
                            ),
                        ),
                        ("wrong_birthdays", models.PositiveSmallIntegerField(default=0)),
                        ("last_used_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical personal link",
                        "verbose_name_plural": "historical personal links",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanCopy",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("version", models.PositiveIntegerField()),
                        (
                            "design",
                            models.CharField(
                                choices=[("professional", "The whole plan"), ("young_person", "Their own copy")],
                                max_length=15,
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("print", "Print"), ("large_print", "Large print")], max_length=12
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("hand", "By hand"),
                                    ("post", "By post"),
                                    ("email", "By e-mail"),
                                    ("own_page", "On their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("given_on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.educationplan",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical plan copy",
                        "verbose_name_plural": "historical plan copys",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalQualityCriterion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("title", models.CharField(max_length=120)),
                        ("green_when", models.CharField(max_length=300, verbose_name="green when")),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        (
                            "virtual_school",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical quality criterion",
                        "verbose_name_plural": "historical quality criterions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRecordRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked for"),
                                    ("paused", "Waiting for an answer from the young person"),
                                    ("reviewed", "Checked, ready to give"),
                                    ("given", "Given"),
                                    ("withdrawn", "No longer wanted"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "through",
                            models.CharField(
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("question", models.TextField(blank=True, verbose_name="what was asked back")),
                        ("reply", models.TextField(blank=True, verbose_name="what the young person answered")),
                        ("extended_reason", models.CharField(blank=True, max_length=300)),
                        ("left_out", models.JSONField(default=list, help_text="Parts left out, each with its reason.")),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                        ("given_at", models.DateTimeField(blank=True, null=True)),
                        ("given_how", models.CharField(blank=True, max_length=120)),
                        ("file", models.TextField(blank=True, max_length=120)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical record request",
                        "verbose_name_plural": "historical record requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSectionRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("asked_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.plansection",
                            ),
                        ),
                        (
                            "asked",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical section request",
                        "verbose_name_plural": "historical section requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSupportNeed",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "domain",
                            models.CharField(
                                choices=[
                                    ("learning", "Learning"),
                                    ("attendance", "Attendance"),
                                    ("accommodation", "Accommodation"),
                                    ("transport", "Transport"),
                                    ("finance", "Money"),
                                    ("health", "Health and wellbeing"),
                                    ("technology", "Devices and internet"),
                                    ("child_care", "Child care"),
                                    ("employment", "Getting into work"),
                                    ("other", "Something else"),
                                ],
                                max_length=15,
                                verbose_name="area",
                            ),
                        ),
                        ("need", models.CharField(max_length=300)),
                        ("provided", models.CharField(blank=True, max_length=300, verbose_name="what is provided")),
                        ("given_by", models.CharField(blank=True, max_length=120, verbose_name="who provides it")),
                        (
                            "cost",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="cost, in pounds"
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("shared_with_young_person", models.BooleanField(default=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="A provider that gives it.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical support need",
                        "verbose_name_plural": "historical support needs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Occasion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="occasions",
                                to="learners.enrolment",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("visit_before", "Visit before the start"),
                                    ("visit_after", "Visit after the start"),
                                    ("parents_evening", "Parents’ evening"),
                                    ("consultation", "Consultation"),
                                    ("other", "Another occasion"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("what", models.CharField(blank=True, max_length=200)),
                        ("key_worker_invited", models.BooleanField(default=True)),
                        (
                            "key_worker_came",
                            models.BooleanField(blank=True, help_text="Empty until it is known.", null=True),
                        ),
                        ("young_person_came", models.BooleanField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="PathwayPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pathway_plans",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Being written"), ("agreed", "Agreed")],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        (
                            "begun_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "young_person_answer",
                            models.CharField(
                                blank=True,
                                choices=[("agrees", "Agrees"), ("disagrees", "Does not agree")],
                                max_length=10,
                            ),
                        ),
                        ("young_person_says", models.TextField(blank=True)),
                        (
                            "young_person_through",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("young_person_answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "not_asked_reason",
                            models.CharField(
                                blank=True,
                                help_text="Why the plan holds although the young person has not answered.",
                                max_length=300,
                            ),
                        ),
                        ("key_worker_agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "key_worker_agreed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "in_force_at",
                            models.DateTimeField(
                                blank=True, help_text="From when the plan holds and its reviews are counted.", null=True
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("closed_reason", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_on__isnull", True)),
                                fields=("learner",),
                                name="pathway_one_current",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agreed_at__isnull", False), ("state", "agreed")),
                                    models.Q(("agreed_at__isnull", True), ("state", "draft")),
                                    _connector="OR",
                                ),
                                name="pathway_agreed_has_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("young_person_answer", ""), ("young_person_answered_at__isnull", True)),
                                    models.Q(
                                        models.Q(("young_person_answer", ""), _negated=True),
                                        ("young_person_answered_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="pathway_answer_has_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("key_worker_agreed_at__isnull", True), ("key_worker_agreed_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("key_worker_agreed_at__isnull", False), ("key_worker_agreed_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="pathway_key_worker_has_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("in_force_at__isnull", True),
                                    ("key_worker_agreed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="pathway_in_force_needs_key_worker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_on__isnull", True), ("closed_reason", "")),
                                    models.Q(
                                        ("closed_on__isnull", False), models.Q(("closed_reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="pathway_closed_has_reason",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="AccommodationCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "pathway",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accommodation_checks",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        ("on", models.DateField()),
                        ("where", models.CharField(max_length=200, verbose_name="what kind of accommodation")),
                        ("is_suitable", models.BooleanField(verbose_name="suitable as a whole")),
                        ("reason", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="AccommodationFactor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "check_of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="factors",
                                to="education_plans.accommodationcheck",
                            ),
                        ),
                        (
                            "factor",
                            models.CharField(
                                choices=[
                                    ("facilities", "Facilities and services"),
                                    ("repair", "State of repair"),
                                    ("safety", "Safety"),
                                    ("location", "Location"),
                                    ("support", "Support"),
                                    ("tenancy", "Tenancy status"),
                                    ("affordable", "What it costs, and whether they can pay it"),
                                    ("views", "What the young person thinks of it"),
                                    ("rights", "Whether they understand their rights and duties"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("is_suitable", models.BooleanField(verbose_name="suitable")),
                        ("note", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("check_of", "factor"), name="accommodation_factor_once")
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAccommodationCheck",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("on", models.DateField()),
                        ("where", models.CharField(max_length=200, verbose_name="what kind of accommodation")),
                        ("is_suitable", models.BooleanField(verbose_name="suitable as a whole")),
                        ("reason", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "pathway",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical accommodation check",
                        "verbose_name_plural": "historical accommodation checks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPathwayReview",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("held_on", models.DateField()),
                        ("attendees", models.TextField()),
                        ("young_person_said", models.TextField()),
                        ("decisions", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "pathway",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical pathway review",
                        "verbose_name_plural": "historical pathway reviews",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPathwaySection",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "domain",
                            models.CharField(
                                choices=[
                                    ("contact_and_support", "Personal support, and who gives it"),
                                    ("education", "Education and training"),
                                    ("employment", "Employment and other purposeful activity"),
                                    ("contingency", "What happens if the plan does not work out"),
                                    ("accommodation", "Accommodation"),
                                    ("family", "Family and social relationships"),
                                    ("skills", "Practical and other skills for independence"),
                                    ("finance", "Money"),
                                    ("health", "Health, and mental health"),
                                    ("identity", "Identity: religion, race, culture and language"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("needs", models.TextField(blank=True, verbose_name="what they need")),
                        ("says", models.TextField(blank=True, verbose_name="what they say about it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not_started", "Not started"),
                                    ("in_progress", "In progress"),
                                    ("complete", "Complete"),
                                    ("not_applicable", "Does not apply"),
                                ],
                                default="not_started",
                                max_length=15,
                            ),
                        ),
                        ("not_applicable_reason", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("saved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "pathway",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        (
                            "saved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical pathway section",
                        "verbose_name_plural": "historical pathway sections",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanMeeting",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("first", "Making the plan"),
                                    ("review", "Review of the plan"),
                                    ("extra", "Extra meeting"),
                                    ("pathway", "Review of the pathway plan"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("called", "Called"), ("held", "Held"), ("cancelled", "Cancelled")],
                                default="called",
                                max_length=10,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("place", models.CharField(max_length=200)),
                        ("link", models.URLField(blank=True, verbose_name="link to join")),
                        ("why", models.CharField(blank=True, max_length=300, verbose_name="what it is about")),
                        ("agenda", models.TextField(blank=True)),
                        (
                            "sequence",
                            models.PositiveIntegerField(
                                default=0, help_text="Of the invitation in calendars (RFC 5545 SEQUENCE)."
                            ),
                        ),
                        ("young_person_said", models.TextField(blank=True)),
                        ("decisions", models.TextField(blank=True)),
                        ("next_on", models.DateField(blank=True, null=True, verbose_name="day of the next meeting")),
                        ("cancel_reason", models.CharField(blank=True, max_length=300)),
                        ("called_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.educationplan",
                            ),
                        ),
                        (
                            "pathway",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.planreview",
                            ),
                        ),
                        (
                            "called_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical plan meeting",
                        "verbose_name_plural": "historical plan meetings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PathwayReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "pathway",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        ("held_on", models.DateField()),
                        ("attendees", models.TextField()),
                        ("young_person_said", models.TextField()),
                        ("decisions", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("pathway", "held_on"), name="pathway_review_once_a_day")
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPathwayReviewRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("by_young_person", models.BooleanField()),
                        ("why", models.TextField(blank=True)),
                        (
                            "through",
                            models.CharField(
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "pathway",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.pathwayreview",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical pathway review request",
                        "verbose_name_plural": "historical pathway review requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PathwayReviewRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "pathway",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="review_requests",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        ("by_young_person", models.BooleanField()),
                        ("why", models.TextField(blank=True)),
                        (
                            "through",
                            models.CharField(
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="education_plans.pathwayreview",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="PathwaySection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pathway",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sections",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        (
                            "domain",
                            models.CharField(
                                choices=[
                                    ("contact_and_support", "Personal support, and who gives it"),
                                    ("education", "Education and training"),
                                    ("employment", "Employment and other purposeful activity"),
                                    ("contingency", "What happens if the plan does not work out"),
                                    ("accommodation", "Accommodation"),
                                    ("family", "Family and social relationships"),
                                    ("skills", "Practical and other skills for independence"),
                                    ("finance", "Money"),
                                    ("health", "Health, and mental health"),
                                    ("identity", "Identity: religion, race, culture and language"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("needs", models.TextField(blank=True, verbose_name="what they need")),
                        ("says", models.TextField(blank=True, verbose_name="what they say about it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not_started", "Not started"),
                                    ("in_progress", "In progress"),
                                    ("complete", "Complete"),
                                    ("not_applicable", "Does not apply"),
                                ],
                                default="not_started",
                                max_length=15,
                            ),
                        ),
                        ("not_applicable_reason", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("saved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "saved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("pathway", "domain"), name="pathway_section_once")
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPathwayAction",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("how", models.CharField(max_length=300)),
                        (
                            "owner_name",
                            models.CharField(blank=True, help_text="If they do not use Mainstay.", max_length=120),
                        ),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("result", models.CharField(blank=True, max_length=300)),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.pathwaysection",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical pathway action",
                        "verbose_name_plural": "historical pathway actions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PathwayAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="education_plans.pathwaysection",
                            ),
                        ),
                        ("how", models.CharField(max_length=300)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "owner_name",
                            models.CharField(blank=True, help_text="If they do not use Mainstay.", max_length=120),
                        ),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("result", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="PersonalLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="personal_links",
                                to="learners.learner",
                            ),
                        ),
                        ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("device_digest", models.CharField(blank=True, editable=False, max_length=64)),
                        ("made_at", models.DateTimeField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("expires_at", models.DateTimeField()),
                        (
                            "bound_at",
                            models.DateTimeField(
                                blank=True, help_text="When it was opened on their device.", null=True
                            ),
                        ),
                        ("wrong_birthdays", models.PositiveSmallIntegerField(default=0)),
                        ("last_used_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("learner",),
                                name="personal_link_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                                name="personal_link_expires_later",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="PlanCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="education_plans.educationplan",
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        (
                            "design",
                            models.CharField(
                                choices=[("professional", "The whole plan"), ("young_person", "Their own copy")],
                                max_length=15,
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("print", "Print"), ("large_print", "Large print")], max_length=12
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("hand", "By hand"),
                                    ("post", "By post"),
                                    ("email", "By e-mail"),
                                    ("own_page", "On their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("given_on", models.DateField()),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="PlanMeeting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="education_plans.educationplan",
                            ),
                        ),
                        (
                            "pathway",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="education_plans.pathwayplan",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("first", "Making the plan"),
                                    ("review", "Review of the plan"),
                                    ("extra", "Extra meeting"),
                                    ("pathway", "Review of the pathway plan"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("called", "Called"), ("held", "Held"), ("cancelled", "Cancelled")],
                                default="called",
                                max_length=10,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("place", models.CharField(max_length=200)),
                        ("link", models.URLField(blank=True, verbose_name="link to join")),
                        ("why", models.CharField(blank=True, max_length=300, verbose_name="what it is about")),
                        ("agenda", models.TextField(blank=True)),
                        (
                            "sequence",
                            models.PositiveIntegerField(
                                default=0, help_text="Of the invitation in calendars (RFC 5545 SEQUENCE)."
                            ),
                        ),
                        ("young_person_said", models.TextField(blank=True)),
                        ("decisions", models.TextField(blank=True)),
                        ("next_on", models.DateField(blank=True, null=True, verbose_name="day of the next meeting")),
                        ("cancel_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "review",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meeting",
                                to="education_plans.planreview",
                            ),
                        ),
                        ("called_at", models.DateTimeField()),
                        (
                            "called_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="plan_meeting_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("pathway__isnull", True), ("plan__isnull", False)),
                                    models.Q(("pathway__isnull", False), ("plan__isnull", True)),
                                    _connector="OR",
                                ),
                                name="plan_meeting_of_one_plan",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "cancelled"), _negated=True),
                                    models.Q(("cancel_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="plan_meeting_cancelled_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "held"), _negated=True),
                                    ("recorded_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="plan_meeting_held_is_recorded",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="EarlyReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="early_reviews",
                                to="education_plans.educationplan",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("incident", "Something put the place at risk"),
                                    ("attendance", "Attendance fell below the limit"),
                                    ("change", "Something changed in their life"),
                                    ("young_person", "The young person asked for it"),
                                    ("disagrees", "Somebody does not agree with the plan"),
                                ],
                                max_length=15,
                            ),
                        ),
                        (
                            "source_uuid",
                            models.UUIDField(help_text="Of the incident, the change or the young person’s words."),
                        ),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="early_reviews",
                                to="education_plans.planmeeting",
                            ),
                        ),
                        ("declined_reason", models.CharField(blank=True, max_length=300)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "source_uuid"), name="early_review_once_per_source"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("declined_reason", ""), ("meeting__isnull", True), ("settled_at__isnull", True)
                                    ),
                                    models.Q(
                                        ("declined_reason", ""),
                                        ("meeting__isnull", False),
                                        ("settled_at__isnull", False),
                                    ),
                                    models.Q(
                                        ("meeting__isnull", True),
                                        ("settled_at__isnull", False),
                                        models.Q(("declined_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="early_review_settled_by_meeting_or_reason",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEarlyReview",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("incident", "Something put the place at risk"),
                                    ("attendance", "Attendance fell below the limit"),
                                    ("change", "Something changed in their life"),
                                    ("young_person", "The young person asked for it"),
                                    ("disagrees", "Somebody does not agree with the plan"),
                                ],
                                max_length=15,
                            ),
                        ),
                        (
                            "source_uuid",
                            models.UUIDField(help_text="Of the incident, the change or the young person’s words."),
                        ),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("proposed_at", models.DateTimeField()),
                        ("declined_reason", models.CharField(blank=True, max_length=300)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.educationplan",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.planmeeting",
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical early review",
                        "verbose_name_plural": "historical early reviews",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalInvitee",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("is_young_person", models.BooleanField(default=False)),
                        ("name", models.CharField(max_length=120)),
                        ("role", models.CharField(blank=True, max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                        (
                            "attendance",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("present", "There"),
                                    ("apologies", "Sent apologies"),
                                    ("absent", "Not there"),
                                ],
                                default="invited",
                                max_length=10,
                            ),
                        ),
                        (
                            "told_sequence",
                            models.IntegerField(default=-1, help_text="Of the last invitation sent to them."),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.planmeeting",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical invitee",
                        "verbose_name_plural": "historical invitees",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMeetingAction",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("what", models.CharField(max_length=300)),
                        (
                            "owner_name",
                            models.CharField(blank=True, help_text="If they do not use Mainstay.", max_length=120),
                        ),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("result", models.CharField(blank=True, max_length=300)),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.planmeeting",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical meeting action",
                        "verbose_name_plural": "historical meeting actions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalView",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "about",
                            models.CharField(
                                choices=[
                                    ("general", "How it is going"),
                                    ("course", "My course"),
                                    ("home", "Where I live"),
                                    ("support", "The help I get"),
                                    ("meeting", "My next meeting"),
                                    ("plan", "My plan"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "mood",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("great", "Great"),
                                    ("good", "Good"),
                                    ("ok", "OK"),
                                    ("not_good", "Not good"),
                                    ("bad", "Really bad"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        (
                            "through",
                            models.CharField(
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("said_at", models.DateTimeField()),
                        (
                            "response",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("done", "We did it"),
                                    ("started", "We have started"),
                                    ("not_done", "We cannot, and this is why"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("response_words", models.TextField(blank=True, verbose_name="what was done, or why not")),
                        ("responded_at", models.DateTimeField(blank=True, null=True)),
                        ("response_seen_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Whose answer it asks for.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.planmeeting",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "responded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical view",
                        "verbose_name_plural": "historical views",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Invitee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitees",
                                to="education_plans.planmeeting",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        ("is_young_person", models.BooleanField(default=False)),
                        ("name", models.CharField(max_length=120)),
                        ("role", models.CharField(blank=True, max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                        (
                            "attendance",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("present", "There"),
                                    ("apologies", "Sent apologies"),
                                    ("absent", "Not there"),
                                ],
                                default="invited",
                                max_length=10,
                            ),
                        ),
                        (
                            "told_sequence",
                            models.IntegerField(default=-1, help_text="Of the last invitation sent to them."),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("membership__isnull", False)),
                                fields=("meeting", "membership"),
                                name="invitee_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_young_person", True)),
                                fields=("meeting",),
                                name="invitee_young_person_once",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="education_plans.planmeeting",
                            ),
                        ),
                        ("what", models.CharField(max_length=300)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meeting_actions",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "owner_name",
                            models.CharField(blank=True, help_text="If they do not use Mainstay.", max_length=120),
                        ),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("result", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="PlanVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="education_plans.educationplan",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.JSONField(help_text="Sections, targets and support, as they were.")),
                        ("sha256", models.CharField(max_length=64)),
                        ("agreed_at", models.DateTimeField()),
                        ("fixed_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="plan_version_once")],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="QualityCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quality_checks",
                                to="education_plans.educationplan",
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("returned", "Returned with comments"), ("good", "Good enough")], max_length=10
                            ),
                        ),
                        (
                            "rating",
                            models.CharField(
                                choices=[("green", "Green"), ("amber", "Amber"), ("red", "Red")],
                                max_length=6,
                                verbose_name="agreed rating",
                            ),
                        ),
                        ("comments", models.TextField(blank=True)),
                        ("checked_at", models.DateTimeField()),
                        (
                            "checked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_look_of",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second_look",
                                to="education_plans.qualitycheck",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "returned"), _negated=True),
                                    models.Q(("comments", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="quality_returned_with_comments",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalQualityCheck",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("version", models.PositiveIntegerField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("returned", "Returned with comments"), ("good", "Good enough")], max_length=10
                            ),
                        ),
                        (
                            "rating",
                            models.CharField(
                                choices=[("green", "Green"), ("amber", "Amber"), ("red", "Red")],
                                max_length=6,
                                verbose_name="agreed rating",
                            ),
                        ),
                        ("comments", models.TextField(blank=True)),
                        ("checked_at", models.DateTimeField()),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.educationplan",
                            ),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_look_of",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.qualitycheck",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical quality check",
                        "verbose_name_plural": "historical quality checks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="QualityCriterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "virtual_school",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quality_criteria",
                                to="accounts.agency",
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("green_when", models.CharField(max_length=300, verbose_name="green when")),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="criterion_ends_after_start",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="QualityMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "check_of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marks",
                                to="education_plans.qualitycheck",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="education_plans.qualitycriterion",
                            ),
                        ),
                        (
                            "rag",
                            models.CharField(
                                choices=[("green", "Green"), ("amber", "Amber"), ("red", "Red")], max_length=6
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("check_of", "criterion"), name="quality_mark_once")
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="RecordRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="record_requests",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked for"),
                                    ("paused", "Waiting for an answer from the young person"),
                                    ("reviewed", "Checked, ready to give"),
                                    ("given", "Given"),
                                    ("withdrawn", "No longer wanted"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "through",
                            models.CharField(
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("question", models.TextField(blank=True, verbose_name="what was asked back")),
                        ("reply", models.TextField(blank=True, verbose_name="what the young person answered")),
                        ("extended_reason", models.CharField(blank=True, max_length=300)),
                        ("left_out", models.JSONField(default=list, help_text="Parts left out, each with its reason.")),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("given_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "given_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("given_how", models.CharField(blank=True, max_length=120)),
                        (
                            "file",
                            models.FileField(
                                blank=True, max_length=120, storage=accounts.files.PrivateFiles(), upload_to="records/"
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["asked", "paused", "reviewed"])),
                                fields=("learner",),
                                name="record_request_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "given"), _negated=True),
                                    models.Q(("given_at__isnull", False), ("reviewed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="record_given_after_review",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SectionDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to="education_plans.plansection",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answers", models.JSONField(default=dict)),
                        (
                            "based_on",
                            models.PositiveIntegerField(help_text="The version of the section they began with."),
                        ),
                        (
                            "serial",
                            models.PositiveBigIntegerField(
                                default=0, help_text="Of the last save taken; an older one changes nothing."
                            ),
                        ),
                        ("saved_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("section", "user"), name="section_draft_one_per_person")
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SectionRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requests",
                                to="education_plans.plansection",
                            ),
                        ),
                        (
                            "asked",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sections_asked_of",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                                fields=("section", "asked"),
                                name="section_request_once_while_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_at__isnull", True), ("done_at__gte", models.F("asked_at")), _connector="OR"
                                ),
                                name="section_request_done_after",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SkillItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area", models.CharField(max_length=60)),
                        ("what", models.CharField(max_length=160, verbose_name="I can …")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "what"), name="skill_item_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="skill_item_ends_after_start",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalSkillProof",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[("not_yet", "Not yet"), ("learning", "Learning it"), ("can_do", "Can do it")],
                                max_length=10,
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=300)),
                        (
                            "through",
                            models.CharField(
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                default="staff",
                                max_length=10,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.skillitem",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical skill proof",
                        "verbose_name_plural": "historical skill proofs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="SkillProof",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="skill_proofs",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="education_plans.skillitem",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("not_yet", "Not yet"), ("learning", "Learning it"), ("can_do", "Can do it")],
                                max_length=10,
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=300)),
                        (
                            "through",
                            models.CharField(
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                default="staff",
                                max_length=10,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("learner", "item"), name="skill_proof_once")],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SupportNeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_needs",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                help_text="A provider that gives it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "domain",
                            models.CharField(
                                choices=[
                                    ("learning", "Learning"),
                                    ("attendance", "Attendance"),
                                    ("accommodation", "Accommodation"),
                                    ("transport", "Transport"),
                                    ("finance", "Money"),
                                    ("health", "Health and wellbeing"),
                                    ("technology", "Devices and internet"),
                                    ("child_care", "Child care"),
                                    ("employment", "Getting into work"),
                                    ("other", "Something else"),
                                ],
                                max_length=15,
                                verbose_name="area",
                            ),
                        ),
                        ("need", models.CharField(max_length=300)),
                        ("provided", models.CharField(blank=True, max_length=300, verbose_name="what is provided")),
                        ("given_by", models.CharField(blank=True, max_length=120, verbose_name="who provides it")),
                        (
                            "cost",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="cost, in pounds"
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("shared_with_young_person", models.BooleanField(default=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="support_ends_after_start",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="education_plans.educationplan",
                            ),
                        ),
                        (
                            "domain",
                            models.CharField(
                                choices=[
                                    ("learning", "Learning"),
                                    ("attendance", "Attendance"),
                                    ("accommodation", "Accommodation"),
                                    ("transport", "Transport"),
                                    ("finance", "Money"),
                                    ("health", "Health and wellbeing"),
                                    ("technology", "Devices and internet"),
                                    ("child_care", "Child care"),
                                    ("employment", "Getting into work"),
                                    ("other", "Something else"),
                                ],
                                max_length=15,
                                verbose_name="area",
                            ),
                        ),
                        ("what", models.CharField(max_length=300)),
                        (
                            "helper",
                            models.ForeignKey(
                                blank=True,
                                help_text="Who helps.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "helper_name",
                            models.CharField(blank=True, help_text="If they do not use Mainstay.", max_length=120),
                        ),
                        (
                            "by_young_person",
                            models.BooleanField(default=True, help_text="Whether the young person does it themselves."),
                        ),
                        ("due_on", models.DateField(verbose_name="by when")),
                        ("evidence", models.CharField(max_length=300, verbose_name="how we shall know")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Working on it"),
                                    ("met", "Met"),
                                    ("partly", "Partly met"),
                                    ("not_met", "Not met"),
                                    ("dropped", "No longer a target"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        (
                            "ticked_at",
                            models.DateTimeField(
                                blank=True, help_text="When the young person ticked it on their own page.", null=True
                            ),
                        ),
                        (
                            "carried_from",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_to",
                                to="education_plans.target",
                            ),
                        ),
                        ("set_at", models.DateTimeField()),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_on__isnull", True), ("state", "open")),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        ("closed_on__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="target_closed_with_outcome",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="FundingRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="funding",
                                to="education_plans.target",
                            ),
                        ),
                        ("what_for", models.CharField(max_length=300)),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=9, verbose_name="amount asked for, in pounds"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("approved", "Approved"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="requested",
                                max_length=10,
                            ),
                        ),
                        ("requested_at", models.DateTimeField()),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "approved_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=9,
                                null=True,
                                verbose_name="amount approved, in pounds",
                            ),
                        ),
                        ("decision_reason", models.CharField(blank=True, max_length=300)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("impact", models.TextField(blank=True, verbose_name="what it brought")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="funding_amount_above_zero"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at__isnull", True), ("state__in", ["requested", "withdrawn"])),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("state__in", ["approved", "refused"]),
                                        models.Q(("decision_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="funding_decided_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_amount__gt", 0), ("state", "approved")),
                                    models.Q(
                                        models.Q(("state", "approved"), _negated=True),
                                        ("approved_amount__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="funding_approved_has_amount",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="FundingSpend",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="spends",
                                to="education_plans.fundingrequest",
                            ),
                        ),
                        ("spent_on", models.DateField()),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=9, verbose_name="amount, in pounds"),
                        ),
                        ("what", models.CharField(max_length=200)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="spend_above_zero")
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalFundingRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("what_for", models.CharField(max_length=300)),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=9, verbose_name="amount asked for, in pounds"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("approved", "Approved"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="requested",
                                max_length=10,
                            ),
                        ),
                        ("requested_at", models.DateTimeField()),
                        (
                            "approved_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=9,
                                null=True,
                                verbose_name="amount approved, in pounds",
                            ),
                        ),
                        ("decision_reason", models.CharField(blank=True, max_length=300)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("impact", models.TextField(blank=True, verbose_name="what it brought")),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.target",
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical funding request",
                        "verbose_name_plural": "historical funding requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFundingSpend",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("spent_on", models.DateField()),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=9, verbose_name="amount, in pounds"),
                        ),
                        ("what", models.CharField(max_length=200)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.fundingrequest",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical funding spend",
                        "verbose_name_plural": "historical funding spends",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTarget",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "domain",
                            models.CharField(
                                choices=[
                                    ("learning", "Learning"),
                                    ("attendance", "Attendance"),
                                    ("accommodation", "Accommodation"),
                                    ("transport", "Transport"),
                                    ("finance", "Money"),
                                    ("health", "Health and wellbeing"),
                                    ("technology", "Devices and internet"),
                                    ("child_care", "Child care"),
                                    ("employment", "Getting into work"),
                                    ("other", "Something else"),
                                ],
                                max_length=15,
                                verbose_name="area",
                            ),
                        ),
                        ("what", models.CharField(max_length=300)),
                        (
                            "helper_name",
                            models.CharField(blank=True, help_text="If they do not use Mainstay.", max_length=120),
                        ),
                        (
                            "by_young_person",
                            models.BooleanField(default=True, help_text="Whether the young person does it themselves."),
                        ),
                        ("due_on", models.DateField(verbose_name="by when")),
                        ("evidence", models.CharField(max_length=300, verbose_name="how we shall know")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Working on it"),
                                    ("met", "Met"),
                                    ("partly", "Partly met"),
                                    ("not_met", "Not met"),
                                    ("dropped", "No longer a target"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        (
                            "ticked_at",
                            models.DateTimeField(
                                blank=True, help_text="When the young person ticked it on their own page.", null=True
                            ),
                        ),
                        ("set_at", models.DateTimeField()),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.educationplan",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Who helps.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="education_plans.target",
                            ),
                        ),
                        (
                            "set_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical target",
                        "verbose_name_plural": "historical targets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="View",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="views_given",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                help_text="Whose answer it asks for.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "about",
                            models.CharField(
                                choices=[
                                    ("general", "How it is going"),
                                    ("course", "My course"),
                                    ("home", "Where I live"),
                                    ("support", "The help I get"),
                                    ("meeting", "My next meeting"),
                                    ("plan", "My plan"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "mood",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("great", "Great"),
                                    ("good", "Good"),
                                    ("ok", "OK"),
                                    ("not_good", "Not good"),
                                    ("bad", "Really bad"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="views",
                                to="education_plans.planmeeting",
                            ),
                        ),
                        (
                            "through",
                            models.CharField(
                                choices=[
                                    ("staff", "Recorded by somebody who works with them"),
                                    ("own_page", "From their own page"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("said_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "response",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("done", "We did it"),
                                    ("started", "We have started"),
                                    ("not_done", "We cannot, and this is why"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("response_words", models.TextField(blank=True, verbose_name="what was done, or why not")),
                        ("responded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "responded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("response_seen_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("mood", ""), _negated=True),
                                    models.Q(("words", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="view_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("responded_at__isnull", True), ("response", "")),
                                    models.Q(
                                        ("responded_at__isnull", False),
                                        models.Q(("response", ""), _negated=True),
                                        models.Q(("response_words", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="view_answered_with_words",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.AddConstraint(
                    model_name="educationplan",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True), ("enrolment__isnull", True)),
                        fields=("learner",),
                        name="plan_one_without_a_place",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planagreement",
                    constraint=models.UniqueConstraint(
                        fields=("plan", "version", "party"), name="plan_agreed_once_per_party"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planagreement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "disagrees"), _negated=True),
                            models.Q(("says", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_disagreed_with_words",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="plansection",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "not_applicable"), _negated=True),
                            models.Q(("not_applicable_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_section_not_applicable_has_reason",
                    ),
                ),
            ]
        ),
    ]
