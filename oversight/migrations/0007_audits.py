"""Audits: their tables, and a sample that the database refuses to change."""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import Together

FORWARD = """
CREATE FUNCTION oversight_audit_sample_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A sample that was drawn is never changed or deleted.'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER auditsample_append_only BEFORE UPDATE OR DELETE ON oversight_auditsample
    FOR EACH ROW EXECUTE FUNCTION oversight_audit_sample_is_kept();
"""

BACKWARD = """
DROP TRIGGER auditsample_append_only ON oversight_auditsample;
DROP FUNCTION oversight_audit_sample_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_operator"),
        ("learners", "0008_information_requests"),
        ("oversight", "0006_feedback"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Audit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title", models.CharField(max_length=200)),
                        ("purpose", models.TextField(help_text="What it wants to find out.")),
                        ("starts_on", models.DateField(help_text="First day of the time it looks at.")),
                        ("ends_on", models.DateField(help_text="Last day of the time it looks at.")),
                        (
                            "listing",
                            models.CharField(
                                choices=[
                                    ("young_people", "Young people"),
                                    ("attendance", "Attendance"),
                                    ("activity", "What young people do"),
                                    ("neet", "NEET analysis"),
                                    ("year_11", "Year 11 leavers"),
                                    ("from_16", "16 to 25, in detail"),
                                    ("deadlines", "Deadlines"),
                                    ("figures", "Figures"),
                                    ("measure", "Behind a measure: young people"),
                                    ("measure_clocks", "Behind a measure: deadlines"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("filters", models.CharField(blank=True, max_length=1000)),
                        ("conclusion", models.TextField(blank=True, verbose_name="what came of it")),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="audits", to="accounts.agency"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("position", models.PositiveSmallIntegerField(help_text="Order in which they were drawn.")),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("in", "In the home authority"),
                                    ("out", "In another authority"),
                                    ("none", "No place"),
                                ],
                                max_length=4,
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=0)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("set_aside", models.CharField(blank=True, max_length=300, verbose_name="why nobody answers")),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="oversight.audit"
                            ),
                        ),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audit_cases",
                                to="learners.learner",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("strength", "A strength"), ("needs_work", "Needs work")], max_length=10
                            ),
                        ),
                        ("theme", models.CharField(max_length=80)),
                        ("text", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "action",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audit_finding",
                                to="oversight.strategyrow",
                            ),
                        ),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="oversight.audit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("text", models.CharField(max_length=300)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("yes_no", "Yes, partly or no"),
                                    ("scale", "From 1 to 5"),
                                    ("words", "In words alone"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="oversight.audit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "value",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("yes", "Yes"),
                                    ("partly", "Partly"),
                                    ("no", "No"),
                                    ("1", "1: not at all"),
                                    ("2", "2"),
                                    ("3", "3"),
                                    ("4", "4"),
                                    ("5", "5: completely"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="oversight.auditcase",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="oversight.auditquestion",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditSample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("size", models.PositiveSmallIntegerField(help_text="How many were asked for.")),
                        ("seed", models.CharField(max_length=32)),
                        ("population", models.PositiveIntegerField()),
                        (
                            "listing",
                            models.CharField(
                                choices=[
                                    ("young_people", "Young people"),
                                    ("attendance", "Attendance"),
                                    ("activity", "What young people do"),
                                    ("neet", "NEET analysis"),
                                    ("year_11", "Year 11 leavers"),
                                    ("from_16", "16 to 25, in detail"),
                                    ("deadlines", "Deadlines"),
                                    ("figures", "Figures"),
                                    ("measure", "Behind a measure: young people"),
                                    ("measure_clocks", "Behind a measure: deadlines"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("filters", models.CharField(blank=True, max_length=1000)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why a further one")),
                        ("drawn_at", models.DateTimeField()),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="samples",
                                to="oversight.audit",
                            ),
                        ),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="auditcase",
                    name="sample",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="oversight.auditsample"
                    ),
                ),
                migrations.CreateModel(
                    name="AuditShare",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("starts_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ended_at",
                            models.DateTimeField(blank=True, help_text="When nobody need answer any more.", null=True),
                        ),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="oversight.audit"
                            ),
                        ),
                        (
                            "auditor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.membership"
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="auditcase",
                    name="share",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="oversight.auditshare",
                    ),
                ),
                migrations.CreateModel(
                    name="HistoricalAudit",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("title", models.CharField(max_length=200)),
                        ("purpose", models.TextField(help_text="What it wants to find out.")),
                        ("starts_on", models.DateField(help_text="First day of the time it looks at.")),
                        ("ends_on", models.DateField(help_text="Last day of the time it looks at.")),
                        (
                            "listing",
                            models.CharField(
                                choices=[
                                    ("young_people", "Young people"),
                                    ("attendance", "Attendance"),
                                    ("activity", "What young people do"),
                                    ("neet", "NEET analysis"),
                                    ("year_11", "Year 11 leavers"),
                                    ("from_16", "16 to 25, in detail"),
                                    ("deadlines", "Deadlines"),
                                    ("figures", "Figures"),
                                    ("measure", "Behind a measure: young people"),
                                    ("measure_clocks", "Behind a measure: deadlines"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("filters", models.CharField(blank=True, max_length=1000)),
                        ("conclusion", models.TextField(blank=True, verbose_name="what came of it")),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
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
                            "agency",
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
                        "verbose_name": "historical audit",
                        "verbose_name_plural": "historical audits",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAuditAnswer",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "value",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("yes", "Yes"),
                                    ("partly", "Partly"),
                                    ("no", "No"),
                                    ("1", "1: not at all"),
                                    ("2", "2"),
                                    ("3", "3"),
                                    ("4", "4"),
                                    ("5", "5: completely"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
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
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.auditcase",
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
                        (
                            "question",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.auditquestion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical audit answer",
                        "verbose_name_plural": "historical audit answers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAuditCase",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(help_text="Order in which they were drawn.")),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("in", "In the home authority"),
                                    ("out", "In another authority"),
                                    ("none", "No place"),
                                ],
                                max_length=4,
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=0)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("set_aside", models.CharField(blank=True, max_length=300, verbose_name="why nobody answers")),
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
                            "audit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.audit",
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
                            "sample",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.auditsample",
                            ),
                        ),
                        (
                            "share",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.auditshare",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical audit case",
                        "verbose_name_plural": "historical audit cases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAuditFinding",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("strength", "A strength"), ("needs_work", "Needs work")], max_length=10
                            ),
                        ),
                        ("theme", models.CharField(max_length=80)),
                        ("text", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
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
                            "action",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategyrow",
                            ),
                        ),
                        (
                            "audit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.audit",
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
                        "verbose_name": "historical audit finding",
                        "verbose_name_plural": "historical audit findings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAuditQuestion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("text", models.CharField(max_length=300)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("yes_no", "Yes, partly or no"),
                                    ("scale", "From 1 to 5"),
                                    ("words", "In words alone"),
                                ],
                                max_length=6,
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
                            "audit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.audit",
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
                        "verbose_name": "historical audit question",
                        "verbose_name_plural": "historical audit questions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAuditShare",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("starts_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ended_at",
                            models.DateTimeField(blank=True, help_text="When nobody need answer any more.", null=True),
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
                            "audit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.audit",
                            ),
                        ),
                        (
                            "auditor",
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
                        "verbose_name": "historical audit share",
                        "verbose_name_plural": "historical audit shares",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.AddConstraint(
                    model_name="audit",
                    constraint=models.UniqueConstraint(fields=("agency", "title"), name="audit_title_once"),
                ),
                migrations.AddConstraint(
                    model_name="audit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("purpose", ""), _negated=True)
                        ),
                        name="audit_says_what_for",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="audit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="audit_ends_after_start"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="audit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True), models.Q(("conclusion", ""), _negated=True), _connector="OR"
                        ),
                        name="audit_closed_says_what_came",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="auditfinding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("theme", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="audit_finding_says_something",
                    ),
                ),
                migrations.AddIndex(
                    model_name="auditquestion",
                    index=models.Index(fields=["audit", "position"], name="audit_question_in_order"),
                ),
                migrations.AddConstraint(
                    model_name="auditquestion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="audit_question_asks"
                    ),
                ),
                migrations.AddIndex(
                    model_name="auditanswer",
                    index=models.Index(fields=["question", "value"], name="audit_answer_counted"),
                ),
                migrations.AddConstraint(
                    model_name="auditanswer",
                    constraint=models.UniqueConstraint(fields=("case", "question"), name="audit_answer_once"),
                ),
                migrations.AddConstraint(
                    model_name="auditsample",
                    constraint=models.UniqueConstraint(fields=("audit", "number"), name="audit_sample_number_once"),
                ),
                migrations.AddConstraint(
                    model_name="auditsample",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="audit_sample_further_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="auditsample",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("population__gte", 1), ("size__gte", 1)), name="audit_sample_of_somebody"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="auditshare",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("ended_at__isnull", True)),
                        fields=("audit", "auditor"),
                        name="audit_share_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="auditshare",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("done_at__isnull", True), ("ended_at__isnull", True), _connector="OR"),
                        name="audit_share_ends_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="auditcase",
                    index=models.Index(fields=["learner", "-id"], name="audit_case_of_learner"),
                ),
                migrations.AddConstraint(
                    model_name="auditcase",
                    constraint=models.UniqueConstraint(fields=("audit", "learner"), name="audit_case_once"),
                ),
                migrations.AddConstraint(
                    model_name="auditcase",
                    constraint=models.UniqueConstraint(fields=("sample", "position"), name="audit_case_in_order"),
                ),
            ]
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
