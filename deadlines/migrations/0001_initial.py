import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Deadline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("duty_code", models.CharField(max_length=40)),
                        (
                            "subject_kind",
                            models.CharField(
                                help_text="What it is about: enrolment, incident, emergency …", max_length=30
                            ),
                        ),
                        ("subject_uuid", models.UUIDField()),
                        ("starts_at", models.DateTimeField()),
                        ("limit_amount", models.PositiveSmallIntegerField()),
                        (
                            "limit_unit",
                            models.CharField(
                                choices=[
                                    ("days", "calendar days"),
                                    ("hours", "hours"),
                                    ("months", "calendar months"),
                                    ("working_days", "working days"),
                                    ("end_of_day", "end of the same day"),
                                    ("fixed_day", "a fixed day"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "terms_source",
                            models.CharField(
                                help_text="Whose terms set the limit, as it was when the clock opened.", max_length=120
                            ),
                        ),
                        (
                            "morning_hour",
                            models.PositiveSmallIntegerField(
                                default=8, help_text="Local hour of the steps of the day ladder."
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("original_due_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("due_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("met", "Met"),
                                    ("waived", "Waived"),
                                    ("cancelled", "No longer applies"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("met_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="When it was met, waived or stopped applying, by what happened.",
                                null=True,
                            ),
                        ),
                        ("paused_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "breach_recorded",
                            models.BooleanField(
                                default=False,
                                help_text="That `due_at` passed unmet stands among the events. Moving it into the future starts anew.",
                            ),
                        ),
                        ("was_moved", models.BooleanField(default=False)),
                        ("was_paused", models.BooleanField(default=False)),
                        (
                            "is_tracked",
                            models.BooleanField(
                                default=True, help_text="False: it was due before Mainstay began to track the agency."
                            ),
                        ),
                        ("revision", models.PositiveSmallIntegerField(default=1)),
                        ("next_step_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "met_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deadlines_owed",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                help_text="The agency that owes the duty together with the owner.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deadlines_shared",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DeadlineEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "verb",
                            models.CharField(
                                choices=[
                                    ("opened", "Opened"),
                                    ("met", "Met"),
                                    ("moved", "Moved"),
                                    ("paused", "Paused"),
                                    ("resumed", "Resumed"),
                                    ("waived", "Waived"),
                                    ("cancelled", "No longer applies"),
                                    ("reopened", "Opened again"),
                                    ("breached", "Missed"),
                                    ("told", "People told"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("reason", models.TextField(blank=True)),
                        ("revision", models.PositiveSmallIntegerField()),
                        ("due_before", models.DateTimeField(blank=True, null=True)),
                        ("due_after", models.DateTimeField(blank=True, null=True)),
                        ("detail", models.JSONField(blank=True, default=dict)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "deadline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="deadlines.deadline",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DeadlineStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("revision", models.PositiveSmallIntegerField()),
                        ("key", models.CharField(max_length=30)),
                        ("at", models.DateTimeField()),
                        ("audiences", models.JSONField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "To come"),
                                    ("fired", "Sent"),
                                    ("skipped", "Already past when the clock was opened"),
                                    ("cancelled", "Not needed"),
                                ],
                                default="pending",
                                max_length=10,
                            ),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "deadline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="deadlines.deadline",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SweepFault",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("times", models.PositiveIntegerField(default=1)),
                        (
                            "error",
                            models.CharField(help_text="Kind of error and where; no personal data.", max_length=300),
                        ),
                        (
                            "deadline",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fault",
                                to="deadlines.deadline",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="deadline",
                    index=models.Index(
                        condition=models.Q(("next_step_at__isnull", False)),
                        fields=["next_step_at"],
                        name="deadline_next_step",
                    ),
                ),
                migrations.AddIndex(
                    model_name="deadline",
                    index=models.Index(fields=["subject_uuid"], name="deadline_of_subject"),
                ),
                migrations.AddIndex(
                    model_name="deadline",
                    index=models.Index(
                        condition=models.Q(("is_tracked", True)),
                        fields=["owner", "duty_code", "original_due_at"],
                        name="deadline_of_owner",
                    ),
                ),
                migrations.AddIndex(
                    model_name="deadline",
                    index=models.Index(
                        condition=models.Q(("is_tracked", True), ("partner__isnull", False)),
                        fields=["partner", "duty_code", "original_due_at"],
                        name="deadline_of_partner",
                    ),
                ),
                migrations.AddIndex(
                    model_name="deadline",
                    index=models.Index(
                        condition=models.Q(("state", "open")), fields=["due_at"], name="deadline_open_by_due"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadline",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("duty_code", "subject_uuid"),
                        name="deadline_once_while_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met_at__isnull", False), ("state", "met")),
                            models.Q(models.Q(("state", "met"), _negated=True), ("met_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="deadline_met_has_moment",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="deadline_closed_has_moment",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(("next_step_at__isnull", True), ("paused_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="deadline_closed_is_at_rest",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("paused_at__isnull", True), ("next_step_at__isnull", True), _connector="OR"
                        ),
                        name="deadline_paused_is_at_rest",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("partner__isnull", True),
                            models.Q(("partner", models.F("owner")), _negated=True),
                            _connector="OR",
                        ),
                        name="deadline_partner_is_another",
                    ),
                ),
                migrations.AddIndex(
                    model_name="deadlineevent",
                    index=models.Index(fields=["deadline", "at", "id"], name="deadline_event_in_order"),
                ),
                migrations.AddConstraint(
                    model_name="deadlinestep",
                    constraint=models.UniqueConstraint(
                        fields=("deadline", "revision", "key"), name="deadline_step_once_per_revision"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadlinestep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "pending")),
                            models.Q(models.Q(("state", "pending"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="deadline_step_settled_has_moment",
                    ),
                ),
            ]
        ),
    ]
