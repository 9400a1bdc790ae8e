import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="HistoricalLearner",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("given_name", models.CharField(max_length=60)),
                        ("family_name", models.CharField(max_length=60)),
                        (
                            "preferred_name",
                            models.CharField(blank=True, help_text="What they like to be called.", max_length=60),
                        ),
                        ("date_of_birth", models.DateField()),
                        (
                            "uln",
                            models.CharField(blank=True, max_length=10, verbose_name="unique learner number (ULN)"),
                        ),
                        (
                            "care_status",
                            models.CharField(
                                choices=[
                                    ("looked_after", "Looked after"),
                                    ("eligible", "Eligible child"),
                                    ("relevant", "Relevant child"),
                                    ("former_relevant", "Former relevant child"),
                                    ("qualifying", "Qualifying"),
                                    ("none", "No current eligibility"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "is_restricted",
                            models.BooleanField(
                                default=False,
                                help_text="Only named people may know that this record exists.",
                                verbose_name="restricted",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(help_text="When the case file was opened in Mainstay.")),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("died_on", models.DateField(blank=True, null=True)),
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
                        (
                            "home_authority",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.localauthority",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical learner",
                        "verbose_name_plural": "historical learners",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="KeyWorker",
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
                                choices=[
                                    ("social_worker", "Social worker"),
                                    ("personal_adviser", "Personal adviser"),
                                    ("foster_carer", "Foster carer"),
                                    ("residential_worker", "Residential worker"),
                                    ("other", "Other suitable adult"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("assigned_at", models.DateTimeField(help_text="When the change was recorded.")),
                        (
                            "assigned_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cover",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="key_work_covered",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="key_work",
                                to="accounts.membership",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="KeyWorkerNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key_worker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="learners.keyworker",
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="notifications.message",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Learner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("given_name", models.CharField(max_length=60)),
                        ("family_name", models.CharField(max_length=60)),
                        (
                            "preferred_name",
                            models.CharField(blank=True, help_text="What they like to be called.", max_length=60),
                        ),
                        (
                            "sort_name",
                            models.CharField(
                                editable=False,
                                help_text="Case-folded, without accents: family name first.",
                                max_length=130,
                            ),
                        ),
                        (
                            "trigrams",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=3), default=list, editable=False, size=None
                            ),
                        ),
                        ("date_of_birth", models.DateField()),
                        (
                            "uln",
                            models.CharField(blank=True, max_length=10, verbose_name="unique learner number (ULN)"),
                        ),
                        (
                            "care_status",
                            models.CharField(
                                choices=[
                                    ("looked_after", "Looked after"),
                                    ("eligible", "Eligible child"),
                                    ("relevant", "Relevant child"),
                                    ("former_relevant", "Former relevant child"),
                                    ("qualifying", "Qualifying"),
                                    ("none", "No current eligibility"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "is_restricted",
                            models.BooleanField(
                                default=False,
                                help_text="Only named people may know that this record exists.",
                                verbose_name="restricted",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(help_text="When the case file was opened in Mainstay.")),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("died_on", models.DateField(blank=True, null=True)),
                        (
                            "home_authority",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.localauthority",
                            ),
                        ),
                    ],
                    options={
                        "permissions": [
                            ("view_learner", "Can view learner"),
                            ("change_learner", "Can change learner"),
                            ("manage_enrolment", "Can manage enrolment"),
                            ("assign_key_worker", "Can assign key worker"),
                            ("log_incident", "Can log incident"),
                            ("log_call", "Can log call"),
                            ("manage_meeting", "Can manage meeting"),
                            ("decide_exclusion", "Can decide exclusion"),
                            ("raise_emergency", "Can raise emergency"),
                            ("respond_to_emergency", "Can respond to emergency"),
                            ("edit_plan", "Can edit plan"),
                            ("agree_plan", "Can agree plan"),
                            ("change_deadline", "Can change deadline"),
                        ],
                        "default_permissions": (),
                    },
                ),
                migrations.AddField(
                    model_name="keyworker",
                    name="learner",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="key_workers", to="learners.learner"
                    ),
                ),
                migrations.CreateModel(
                    name="HistoricalRestrictedAccess",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("reason", models.TextField()),
                        ("given_at", models.DateTimeField()),
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
                            "user",
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
                    ],
                    options={
                        "verbose_name": "historical restricted access",
                        "verbose_name_plural": "historical restricted access",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalKeyWorker",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("social_worker", "Social worker"),
                                    ("personal_adviser", "Personal adviser"),
                                    ("foster_carer", "Foster carer"),
                                    ("residential_worker", "Residential worker"),
                                    ("other", "Other suitable adult"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("assigned_at", models.DateTimeField(help_text="When the change was recorded.")),
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
                            "assigned_by",
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
                            "cover",
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
                    ],
                    options={
                        "verbose_name": "historical key worker",
                        "verbose_name_plural": "historical key workers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEnrolment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("course", models.CharField(max_length=120)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("entry", "Entry level"),
                                    ("1", "Level 1"),
                                    ("2", "Level 2"),
                                    ("3", "Level 3"),
                                    ("4+", "Level 4 or above"),
                                    ("none", "No level"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("planned_end_on", models.DateField(blank=True, null=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("completed", "Completed the course"),
                                    ("withdrew", "Left by their own choice"),
                                    ("transferred", "Moved to another provider"),
                                    ("did_not_start", "Did not start"),
                                    ("case_closed", "Case closed"),
                                    ("died", "Died"),
                                    ("permanently_excluded", "Permanently excluded"),
                                    ("course_terminated", "Course ended by the provider"),
                                ],
                                max_length=25,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("mentor_introduced_on", models.DateField(blank=True, null=True)),
                        ("designated_person_knows_key_worker_on", models.DateField(blank=True, null=True)),
                        ("provider_knows_contacts_on", models.DateField(blank=True, null=True)),
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
                        (
                            "mentor",
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
                    ],
                    options={
                        "verbose_name": "historical enrolment",
                        "verbose_name_plural": "historical enrolments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAgencyLink",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("home_virtual_school", "Home Virtual School"),
                                    ("social_care", "Social care"),
                                    ("provider", "Education or training provider"),
                                    ("host_virtual_school", "Host Virtual School"),
                                    ("panel_partner", "Panel partner"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
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
                    ],
                    options={
                        "verbose_name": "historical agency link",
                        "verbose_name_plural": "historical agency links",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Enrolment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("course", models.CharField(max_length=120)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("entry", "Entry level"),
                                    ("1", "Level 1"),
                                    ("2", "Level 2"),
                                    ("3", "Level 3"),
                                    ("4+", "Level 4 or above"),
                                    ("none", "No level"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("planned_end_on", models.DateField(blank=True, null=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("completed", "Completed the course"),
                                    ("withdrew", "Left by their own choice"),
                                    ("transferred", "Moved to another provider"),
                                    ("did_not_start", "Did not start"),
                                    ("case_closed", "Case closed"),
                                    ("died", "Died"),
                                    ("permanently_excluded", "Permanently excluded"),
                                    ("course_terminated", "Course ended by the provider"),
                                ],
                                max_length=25,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("mentor_introduced_on", models.DateField(blank=True, null=True)),
                        ("designated_person_knows_key_worker_on", models.DateField(blank=True, null=True)),
                        ("provider_knows_contacts_on", models.DateField(blank=True, null=True)),
                        (
                            "mentor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentored",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolments",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="enrolments",
                                to="learners.learner",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AgencyLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("home_virtual_school", "Home Virtual School"),
                                    ("social_care", "Social care"),
                                    ("provider", "Education or training provider"),
                                    ("host_virtual_school", "Host Virtual School"),
                                    ("panel_partner", "Panel partner"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="learner_links",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="learners.learner"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="LearnerGroupObjectPermission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "content_object",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="learners.learner"),
                        ),
                        ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                        (
                            "permission",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LearnerUserObjectPermission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "content_object",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="learners.learner"),
                        ),
                        (
                            "permission",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                        ),
                        (
                            "user",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RestrictedAccess",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("given_at", models.DateTimeField()),
                        (
                            "given_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="named_people",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "restricted access",
                    },
                ),
                migrations.AddIndex(
                    model_name="learner",
                    index=models.Index(fields=["sort_name", "id"], name="learner_by_name"),
                ),
                migrations.AddIndex(
                    model_name="learner",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["trigrams"], name="learner_by_trigram"),
                ),
                migrations.AddIndex(
                    model_name="learner",
                    index=models.Index(
                        condition=models.Q(("is_restricted", True)), fields=["id"], name="learner_restricted"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="learner",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("uln", ""), _negated=True), models.Q(("uln", "9999999999"), _negated=True)
                        ),
                        fields=("uln",),
                        name="learner_uln_unique",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="learner",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("uln", ""), ("uln__regex", "^[1-9][0-9]{9}$"), _connector="OR"),
                        name="learner_uln_ten_digits",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="learner",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("died_on__isnull", True), ("died_on__gte", models.F("date_of_birth")), _connector="OR"
                        ),
                        name="learner_died_after_birth",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="keyworker",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ends_at__isnull", True)),
                        fields=("learner",),
                        name="key_worker_one_current",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="keyworker",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                        ),
                        name="key_worker_ends_after_start",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="keyworker",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("cover__isnull", True),
                            models.Q(("cover", models.F("membership")), _negated=True),
                            _connector="OR",
                        ),
                        name="key_worker_cover_is_another",
                    ),
                ),
                migrations.AddIndex(
                    model_name="enrolment",
                    index=models.Index(fields=["provider", "ended_on"], name="enrolment_of_provider"),
                ),
                migrations.AddConstraint(
                    model_name="enrolment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ended_on__isnull", True)),
                            models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="enrolment_end_has_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="enrolment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("planned_end_on__isnull", True),
                            ("planned_end_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="enrolment_planned_end_after_start",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="enrolment",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("learner", "provider", "course"),
                        name="enrolment_once_while_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="agencylink",
                    index=models.Index(
                        fields=["agency", "learner"], include=("starts_at", "ends_at"), name="link_of_agency"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agencylink",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ends_at__isnull", True)),
                        fields=("agency", "learner", "purpose"),
                        name="link_once_while_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agencylink",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("purpose__in", ["home_virtual_school", "social_care"])
                        ),
                        fields=("learner", "purpose"),
                        name="link_one_home",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agencylink",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                        ),
                        name="link_ends_after_start",
                    ),
                ),
                migrations.AlterUniqueTogether(
                    name="learnergroupobjectpermission",
                    unique_together={("group", "permission", "content_object")},
                ),
                migrations.AlterUniqueTogether(
                    name="learneruserobjectpermission",
                    unique_together={("user", "permission", "content_object")},
                ),
                migrations.AddConstraint(
                    model_name="restrictedaccess",
                    constraint=models.UniqueConstraint(fields=("learner", "user"), name="restricted_access_once"),
                ),
            ]
        ),
    ]
