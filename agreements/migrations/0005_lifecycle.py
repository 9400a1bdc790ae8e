"""What is recorded on the way to an agreement, and after it: see `agreements.models`."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import accounts.files
import agreements.models.signing
from accounts.migrating import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_cache_table"),
        ("accounts", "__first__"),
        ("agreements", "0004_directory"),
        ("deadlines", "0003_events_are_append_only"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="HistoricalWording",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                        ("text", models.TextField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="what changed, and why")),
                        ("created_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "created_by",
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
                        "verbose_name": "historical wording",
                        "verbose_name_plural": "historical wordings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Wording",
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
                                related_name="agreement_wordings",
                                to="accounts.agency",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                        ("text", models.TextField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="what changed, and why")),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("virtual_school", "number"), name="wording_number_once_per_school"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("virtual_school__isnull", True)),
                                fields=("number",),
                                name="wording_default_number_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("published_at__isnull", True)),
                                fields=("virtual_school",),
                                name="wording_one_draft_per_school",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="agreement",
                    name="agreement_over_has_end",
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="employers_note",
                    field=models.CharField(blank=True, max_length=200, verbose_name="why no employer supports it"),
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="is_public",
                    field=models.BooleanField(default=True, verbose_name="shown on the public pages"),
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="meeting_people",
                    field=models.TextField(blank=True, verbose_name="who took part"),
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="meeting_place",
                    field=models.CharField(blank=True, max_length=120),
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="predecessor",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The agreement that this one renews or amends.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="agreements.agreement",
                    ),
                ),
                migrations.AddField(
                    model_name="contact",
                    name="is_public",
                    field=models.BooleanField(
                        default=False,
                        help_text="Name, e-mail address and phone number, for everybody.",
                        verbose_name="shown on the public pages",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalagreement",
                    name="employers_note",
                    field=models.CharField(blank=True, max_length=200, verbose_name="why no employer supports it"),
                ),
                migrations.AddField(
                    model_name="historicalagreement",
                    name="is_public",
                    field=models.BooleanField(default=True, verbose_name="shown on the public pages"),
                ),
                migrations.AddField(
                    model_name="historicalagreement",
                    name="meeting_people",
                    field=models.TextField(blank=True, verbose_name="who took part"),
                ),
                migrations.AddField(
                    model_name="historicalagreement",
                    name="meeting_place",
                    field=models.CharField(blank=True, max_length=120),
                ),
                migrations.AddField(
                    model_name="historicalagreement",
                    name="predecessor",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The agreement that this one renews or amends.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agreements.agreement",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcontact",
                    name="is_public",
                    field=models.BooleanField(
                        default=False,
                        help_text="Name, e-mail address and phone number, for everybody.",
                        verbose_name="shown on the public pages",
                    ),
                ),
                migrations.AlterField(
                    model_name="agreement",
                    name="status",
                    field=models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("out_for_signature", "Out for signature"),
                            ("in_force", "In force"),
                            ("renewed", "Renewed"),
                            ("lapsed", "Lapsed"),
                            ("ended", "Ended"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalagreement",
                    name="status",
                    field=models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("out_for_signature", "Out for signature"),
                            ("in_force", "In force"),
                            ("renewed", "Renewed"),
                            ("lapsed", "Lapsed"),
                            ("ended", "Ended"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalsignatory",
                    name="signed_on",
                    field=models.DateField(blank=True, null=True),
                ),
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
                            ("morning_hour", "Hour of the day at which reminders leave"),
                        ],
                        max_length=30,
                    ),
                ),
                migrations.AlterField(
                    model_name="signatory",
                    name="signed_on",
                    field=models.DateField(blank=True, null=True),
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
                            ("morning_hour", "Hour of the day at which reminders leave"),
                        ],
                        max_length=30,
                    ),
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="wording",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="agreements.wording",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalagreement",
                    name="wording",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agreements.wording",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agreement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("renewed", "lapsed", "ended")), _negated=True),
                            ("ends_on__isnull", False),
                            _connector="OR",
                        ),
                        name="agreement_over_has_end",
                    ),
                ),
                migrations.CreateModel(
                    name="AgreementReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="agreements.agreement",
                            ),
                        ),
                        ("period_from", models.DateField()),
                        ("period_to", models.DateField(help_text="Its last day.")),
                        (
                            "figures",
                            models.JSONField(
                                help_text="The year's adherence by duty code, as it was when the review was opened."
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        (
                            "opened_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("provider_answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "provider_answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("school_answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "school_answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("renew", "Renew it as it is"),
                                    ("amend", "Renew it with changes"),
                                    ("end", "End it"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("outcome_reason", models.TextField(blank=True)),
                        ("provider_agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "provider_agreed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("school_agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "school_agreed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("completed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("completed_at__isnull", True)),
                                fields=("agreement",),
                                name="agreement_review_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("period_to__gte", models.F("period_from"))),
                                name="agreement_review_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("school_answered_at__isnull", True),
                                    ("provider_answered_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="agreement_review_provider_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("completed_at__isnull", True),
                                    models.Q(
                                        models.Q(("outcome", ""), _negated=True),
                                        ("provider_agreed_at__isnull", False),
                                        ("school_agreed_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="agreement_review_completed_by_both",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Challenge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenges",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenges_raised",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "raised_against",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenges_received",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "deadline",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenges",
                                to="deadlines.deadline",
                            ),
                        ),
                        ("duty_code", models.CharField(blank=True, max_length=40, verbose_name="about the clause")),
                        ("title", models.CharField(max_length=160)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for an answer"),
                                    ("answered", "Answered"),
                                    ("escalated", "With the signatory"),
                                    ("resolved", "Resolved"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("escalated_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("outcome", models.TextField(blank=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["raised_against", "state", "raised_at"], name="challenge_against")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("raised_by", models.F("raised_against")), _negated=True),
                                name="challenge_between_two_agencies",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", False), ("state__in", ["resolved", "withdrawn"])),
                                    models.Q(
                                        models.Q(("state__in", ["resolved", "withdrawn"]), _negated=True),
                                        ("closed_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="challenge_closed_with_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "resolved"), _negated=True),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="challenge_resolved_with_outcome",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChallengeEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="agreements.challenge",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("raised", "Raised"),
                                    ("answered", "Answered"),
                                    ("replied", "Replied"),
                                    ("escalated", "Taken to the signatory"),
                                    ("resolved", "Resolved"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name_plural": "challenge entries",
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Complaint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="complaints",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "about",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="complaints",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "said_by",
                            models.CharField(
                                choices=[
                                    ("young_person", "A young person"),
                                    ("carer", "A carer or parent"),
                                    ("staff", "Somebody who works here"),
                                    ("partner", "A partner agency"),
                                    ("other", "Somebody else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("said_by_name", models.CharField(blank=True, max_length=120, verbose_name="who complains")),
                        (
                            "how_to_reach",
                            models.CharField(blank=True, max_length=160, verbose_name="how to reach them"),
                        ),
                        ("received_on", models.DateField()),
                        ("summary", models.CharField(max_length=160)),
                        ("details", models.TextField()),
                        (
                            "handler",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="complaints_handled",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("upheld", "Upheld"),
                                    ("partly", "Upheld in part"),
                                    ("not_upheld", "Not upheld"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("answer", models.TextField(blank=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["about", "answered_at"], name="complaint_about")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at__isnull", True), ("outcome", "")),
                                    models.Q(("answered_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="complaint_answered_with_outcome",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Compliment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="compliments",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "said_by",
                            models.CharField(
                                choices=[
                                    ("young_person", "A young person"),
                                    ("carer", "A carer or parent"),
                                    ("staff", "Somebody who works here"),
                                    ("partner", "A partner agency"),
                                    ("other", "Somebody else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("said_by_name", models.CharField(blank=True, max_length=120, verbose_name="who says it")),
                        ("text", models.TextField()),
                        ("received_on", models.DateField()),
                        (
                            "recorded_at_agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="compliments_passed_on",
                                to="accounts.agency",
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
                    name="Consultation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="consultation",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "virtual_school",
                            models.CharField(max_length=120, verbose_name="Virtual School that was consulted"),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="who was consulted")),
                        ("consulted_on", models.DateField()),
                        ("outcome", models.TextField(verbose_name="what they said")),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Contract",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contracts",
                                to="agreements.agreement",
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        (
                            "clauses",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30),
                                help_text="Codes of the duties it takes precedence over.",
                                size=None,
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="what it says instead")),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="contract_ends_after_start",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
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
                                    ("scan", "Scan of a signed page"),
                                    ("signed", "Signed agreement"),
                                    ("evidence", "Evidence"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement_documents",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                max_length=80,
                                storage=accounts.files.PrivateFiles(),
                                upload_to=agreements.models.signing.stored_as,
                            ),
                        ),
                        ("name", models.CharField(help_text="The name under which it is downloaded.", max_length=120)),
                        ("content_type", models.CharField(max_length=80)),
                        ("size", models.PositiveIntegerField(help_text="In bytes.")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "scan",
                            models.CharField(
                                choices=[
                                    ("not_scanned", "Not scanned: no scanner is set up"),
                                    ("clean", "Scanned, nothing found"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="EmployerPartner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="employer_partners",
                                to="accounts.agency",
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("contact_name", models.CharField(blank=True, max_length=120)),
                        (
                            "contact_email",
                            models.EmailField(blank=True, max_length=254, verbose_name="contact’s e-mail address"),
                        ),
                        ("supported_on", models.DateField(blank=True, null=True, verbose_name="support confirmed on")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="partner until")),
                        ("note", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("provider", "name"),
                                name="employer_once_per_provider",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Entitlement",
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
                                related_name="entitlements",
                                to="accounts.agency",
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("who_for", models.TextField(verbose_name="who can have it")),
                        ("what", models.TextField(verbose_name="what it is")),
                        ("how", models.TextField(verbose_name="how to get it")),
                        ("link", models.URLField(blank=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("starts_on", models.DateField(verbose_name="shown from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="shown until")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="entitlement_ends_after_start",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAgreementReview",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("period_from", models.DateField()),
                        ("period_to", models.DateField(help_text="Its last day.")),
                        (
                            "figures",
                            models.JSONField(
                                help_text="The year's adherence by duty code, as it was when the review was opened."
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("provider_answered_at", models.DateTimeField(blank=True, null=True)),
                        ("school_answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("renew", "Renew it as it is"),
                                    ("amend", "Renew it with changes"),
                                    ("end", "End it"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("outcome_reason", models.TextField(blank=True)),
                        ("provider_agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("school_agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("completed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "opened_by",
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
                            "provider_answered_by",
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
                            "school_answered_by",
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
                            "provider_agreed_by",
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
                            "school_agreed_by",
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
                        "verbose_name": "historical agreement review",
                        "verbose_name_plural": "historical agreement reviews",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalChallenge",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("duty_code", models.CharField(blank=True, max_length=40, verbose_name="about the clause")),
                        ("title", models.CharField(max_length=160)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for an answer"),
                                    ("answered", "Answered"),
                                    ("escalated", "With the signatory"),
                                    ("resolved", "Resolved"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("escalated_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("outcome", models.TextField(blank=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "raised_by",
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
                            "raised_against",
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
                            "deadline",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="deadlines.deadline",
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
                        "verbose_name": "historical challenge",
                        "verbose_name_plural": "historical challenges",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalComplaint",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "said_by",
                            models.CharField(
                                choices=[
                                    ("young_person", "A young person"),
                                    ("carer", "A carer or parent"),
                                    ("staff", "Somebody who works here"),
                                    ("partner", "A partner agency"),
                                    ("other", "Somebody else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("said_by_name", models.CharField(blank=True, max_length=120, verbose_name="who complains")),
                        (
                            "how_to_reach",
                            models.CharField(blank=True, max_length=160, verbose_name="how to reach them"),
                        ),
                        ("received_on", models.DateField()),
                        ("summary", models.CharField(max_length=160)),
                        ("details", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("upheld", "Upheld"),
                                    ("partly", "Upheld in part"),
                                    ("not_upheld", "Not upheld"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("answer", models.TextField(blank=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "about",
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
                            "handler",
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
                        "verbose_name": "historical complaint",
                        "verbose_name_plural": "historical complaints",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCompliment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "said_by",
                            models.CharField(
                                choices=[
                                    ("young_person", "A young person"),
                                    ("carer", "A carer or parent"),
                                    ("staff", "Somebody who works here"),
                                    ("partner", "A partner agency"),
                                    ("other", "Somebody else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("said_by_name", models.CharField(blank=True, max_length=120, verbose_name="who says it")),
                        ("text", models.TextField()),
                        ("received_on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "person",
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
                            "recorded_at_agency",
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
                        "verbose_name": "historical compliment",
                        "verbose_name_plural": "historical compliments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalConsultation",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "virtual_school",
                            models.CharField(max_length=120, verbose_name="Virtual School that was consulted"),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="who was consulted")),
                        ("consulted_on", models.DateField()),
                        ("outcome", models.TextField(verbose_name="what they said")),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreement",
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
                        "verbose_name": "historical consultation",
                        "verbose_name_plural": "historical consultations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalContract",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("title", models.CharField(max_length=160)),
                        (
                            "clauses",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30),
                                help_text="Codes of the duties it takes precedence over.",
                                size=None,
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="what it says instead")),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreement",
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
                        "verbose_name": "historical contract",
                        "verbose_name_plural": "historical contracts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEmployerPartner",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("name", models.CharField(max_length=120)),
                        ("contact_name", models.CharField(blank=True, max_length=120)),
                        (
                            "contact_email",
                            models.EmailField(blank=True, max_length=254, verbose_name="contact’s e-mail address"),
                        ),
                        ("supported_on", models.DateField(blank=True, null=True, verbose_name="support confirmed on")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="partner until")),
                        ("note", models.TextField(blank=True)),
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
                        "verbose_name": "historical employer partner",
                        "verbose_name_plural": "historical employer partners",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEntitlement",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("title", models.CharField(max_length=120)),
                        ("who_for", models.TextField(verbose_name="who can have it")),
                        ("what", models.TextField(verbose_name="what it is")),
                        ("how", models.TextField(verbose_name="how to get it")),
                        ("link", models.URLField(blank=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("starts_on", models.DateField(verbose_name="shown from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="shown until")),
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
                        "verbose_name": "historical entitlement",
                        "verbose_name_plural": "historical entitlements",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalJointEvent",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("training", "Training"),
                                    ("briefing", "Briefing"),
                                    ("secondment", "Secondment"),
                                    ("shadowing", "Shadowing"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("held_on", models.DateField()),
                        ("place", models.CharField(blank=True, max_length=160)),
                        ("about", models.TextField(blank=True)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "organiser",
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
                        "verbose_name": "historical joint event",
                        "verbose_name_plural": "historical joint events",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLiaisonMeeting",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("strategic", "Strategic"),
                                    ("management", "Management"),
                                    ("day_to_day", "Day to day"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("liaison", "Working together"),
                                    ("service_plan", "Consultation on a yearly service plan"),
                                    ("signing", "Formal meeting on an agreement"),
                                ],
                                default="liaison",
                                max_length=15,
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("held_on", models.DateField()),
                        ("people", models.TextField(blank=True, verbose_name="who took part")),
                        ("notes", models.TextField(blank=True)),
                        ("what_changed", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "organiser",
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
                        "verbose_name": "historical liaison meeting",
                        "verbose_name_plural": "historical liaison meetings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProjectNotice",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("bid", "Bid for funding"), ("project", "Joint project")], max_length=10
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("about", models.TextField()),
                        ("outcomes", models.TextField(blank=True, verbose_name="planned outcomes")),
                        ("answer_by", models.DateField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
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
                        "verbose_name": "historical project notice",
                        "verbose_name_plural": "historical project notices",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPromotion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("audience", models.CharField(max_length=160, verbose_name="who was told")),
                        ("what", models.TextField(verbose_name="what was done")),
                        ("done_on", models.DateField()),
                        ("evidence_link", models.URLField(blank=True, verbose_name="link to evidence")),
                        ("recorded_at", models.DateTimeField()),
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
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.document",
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
                        "verbose_name": "historical promotion",
                        "verbose_name_plural": "historical promotions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProviderImport",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("file_name", models.CharField(max_length=120)),
                        ("sha256", models.CharField(max_length=64)),
                        ("uploaded_at", models.DateTimeField()),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "uploaded_by",
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
                        "verbose_name": "historical provider import",
                        "verbose_name_plural": "historical provider imports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReviewAction",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("text", models.CharField(max_length=300)),
                        ("lead", models.CharField(blank=True, max_length=120, verbose_name="who leads")),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("result", models.CharField(blank=True, max_length=300)),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreementreview",
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
                        "verbose_name": "historical review action",
                        "verbose_name_plural": "historical review actions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReviewAnswer",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "question",
                            models.CharField(help_text="A duty code, or the key of a general question.", max_length=30),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("virtual_school", "Virtual School"), ("provider", "Provider")], max_length=20
                            ),
                        ),
                        (
                            "kept",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("well", "Kept well"),
                                    ("partly", "Kept in part"),
                                    ("not", "Not kept"),
                                    ("not_needed", "It did not come up"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreementreview",
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
                        "verbose_name": "historical review answer",
                        "verbose_name_plural": "historical review answers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSocialCareSupport",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("name", models.CharField(max_length=120, verbose_name="who gave the support")),
                        ("role", models.CharField(max_length=120)),
                        ("given_on", models.DateField()),
                        ("note", models.TextField(blank=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "social_care",
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
                        "verbose_name": "historical social care support",
                        "verbose_name_plural": "historical social care supports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="JointEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "organiser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events_held",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("training", "Training"),
                                    ("briefing", "Briefing"),
                                    ("secondment", "Secondment"),
                                    ("shadowing", "Shadowing"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("held_on", models.DateField()),
                        ("place", models.CharField(blank=True, max_length=160)),
                        ("about", models.TextField(blank=True)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "agencies",
                            models.ManyToManyField(blank=True, related_name="events_invited_to", to="accounts.agency"),
                        ),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="EventAttendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendances",
                                to="agreements.jointevent",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="event_attendances",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("attended", "Came"),
                                    ("apologies", "Sent apologies"),
                                    ("absent", "Did not come"),
                                ],
                                default="invited",
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("event", "membership"), name="event_attendance_once")
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEventAttendance",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("attended", "Came"),
                                    ("apologies", "Sent apologies"),
                                    ("absent", "Did not come"),
                                ],
                                default="invited",
                                max_length=10,
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.jointevent",
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
                        "verbose_name": "historical event attendance",
                        "verbose_name_plural": "historical event attendances",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalJointEvent_agencies",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "jointevent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.jointevent",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="agreements.historicaljointevent",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalJointEvent_agencies",
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LiaisonMeeting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "organiser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="liaison_meetings_called",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("strategic", "Strategic"),
                                    ("management", "Management"),
                                    ("day_to_day", "Day to day"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("liaison", "Working together"),
                                    ("service_plan", "Consultation on a yearly service plan"),
                                    ("signing", "Formal meeting on an agreement"),
                                ],
                                default="liaison",
                                max_length=15,
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("held_on", models.DateField()),
                        ("people", models.TextField(blank=True, verbose_name="who took part")),
                        ("notes", models.TextField(blank=True)),
                        ("what_changed", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "agencies",
                            models.ManyToManyField(blank=True, related_name="liaison_meetings", to="accounts.agency"),
                        ),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLiaisonAction",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("text", models.CharField(max_length=300)),
                        ("lead", models.CharField(blank=True, max_length=120, verbose_name="who leads")),
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
                                to="agreements.liaisonmeeting",
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
                        "verbose_name": "historical liaison action",
                        "verbose_name_plural": "historical liaison actions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLiaisonMeeting_agencies",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "liaisonmeeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.liaisonmeeting",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="agreements.historicalliaisonmeeting",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalLiaisonMeeting_agencies",
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LiaisonAction",
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
                                to="agreements.liaisonmeeting",
                            ),
                        ),
                        ("text", models.CharField(max_length=300)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="liaison_actions",
                                to="accounts.agency",
                            ),
                        ),
                        ("lead", models.CharField(blank=True, max_length=120, verbose_name="who leads")),
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
                    name="ProjectNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="project_notices",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("bid", "Bid for funding"), ("project", "Joint project")], max_length=10
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("about", models.TextField()),
                        ("outcomes", models.TextField(blank=True, verbose_name="planned outcomes")),
                        ("answer_by", models.DateField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "partners",
                            models.ManyToManyField(
                                blank=True, related_name="project_notices_received", to="accounts.agency"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalProjectNotice_partners",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "projectnotice",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.projectnotice",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="agreements.historicalprojectnotice",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalProjectNotice_partners",
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Promotion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promotions",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promotions",
                                to="agreements.agreement",
                            ),
                        ),
                        ("audience", models.CharField(max_length=160, verbose_name="who was told")),
                        ("what", models.TextField(verbose_name="what was done")),
                        ("done_on", models.DateField()),
                        (
                            "evidence",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promotion",
                                to="agreements.document",
                            ),
                        ),
                        ("evidence_link", models.URLField(blank=True, verbose_name="link to evidence")),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="ProviderImport",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="provider_imports",
                                to="accounts.agency",
                            ),
                        ),
                        ("file_name", models.CharField(max_length=120)),
                        ("sha256", models.CharField(max_length=64)),
                        ("rows", models.JSONField(help_text="What was read of each line.")),
                        ("problems", models.JSONField(help_text="What is wrong, by line.")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField()),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="agreements.agreementreview",
                            ),
                        ),
                        ("text", models.CharField(max_length=300)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="review_actions",
                                to="accounts.agency",
                            ),
                        ),
                        ("lead", models.CharField(blank=True, max_length=120, verbose_name="who leads")),
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
                    name="ReviewAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="agreements.agreementreview",
                            ),
                        ),
                        (
                            "question",
                            models.CharField(help_text="A duty code, or the key of a general question.", max_length=30),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("virtual_school", "Virtual School"), ("provider", "Provider")], max_length=20
                            ),
                        ),
                        (
                            "kept",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("well", "Kept well"),
                                    ("partly", "Kept in part"),
                                    ("not", "Not kept"),
                                    ("not_needed", "It did not come up"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("review", "question", "side"), name="review_answer_once_per_side"
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SocialCareSupport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "social_care",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements_supported",
                                to="accounts.agency",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="who gave the support")),
                        ("role", models.CharField(max_length=120)),
                        ("given_on", models.DateField()),
                        ("note", models.TextField(blank=True)),
                    ],
                    options={
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="AgreementText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="texts",
                                to="agreements.agreement",
                            ),
                        ),
                        (
                            "wording",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="texts",
                                to="agreements.wording",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("fixed_at", models.DateTimeField()),
                        (
                            "fixed_by",
                            models.ForeignKey(
                                null=True,
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
                    name="HistoricalPaperSigning",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "side",
                            models.CharField(
                                choices=[("virtual_school", "Virtual School"), ("provider", "Provider")], max_length=20
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("role", models.CharField(max_length=120)),
                        ("signed_on", models.DateField()),
                        ("uploaded_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("refused_at", models.DateTimeField(blank=True, null=True)),
                        ("refusal_reason", models.TextField(blank=True)),
                        (
                            "text",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreementtext",
                            ),
                        ),
                        (
                            "scan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.document",
                            ),
                        ),
                        (
                            "uploaded_by",
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
                            "confirmed_by",
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
                        "verbose_name": "historical paper signing",
                        "verbose_name_plural": "historical paper signings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSignatureRequest",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "side",
                            models.CharField(
                                choices=[("virtual_school", "Virtual School"), ("provider", "Provider")], max_length=20
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("role", models.CharField(max_length=120)),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        ("sent_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("declined_at", models.DateTimeField(blank=True, null=True)),
                        ("decline_reason", models.TextField(blank=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "text",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.agreementtext",
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
                        "verbose_name": "historical signature request",
                        "verbose_name_plural": "historical signature requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PaperSigning",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_signings",
                                to="agreements.agreementtext",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("virtual_school", "Virtual School"), ("provider", "Provider")], max_length=20
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("role", models.CharField(max_length=120)),
                        ("signed_on", models.DateField()),
                        (
                            "scan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.document"
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField()),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("refused_at", models.DateTimeField(blank=True, null=True)),
                        ("refusal_reason", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(("confirmed_by", models.F("uploaded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="paper_signing_confirmed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="paper_signing_confirmed_whole",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SignatureRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="agreements.agreementtext",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("virtual_school", "Virtual School"), ("provider", "Provider")], max_length=20
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("role", models.CharField(max_length=120)),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "requested_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("declined_at", models.DateTimeField(blank=True, null=True)),
                        ("decline_reason", models.TextField(blank=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("text", "side"),
                                name="signature_request_one_per_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("declined_at__isnull", True),
                                    models.Q(("decline_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="signature_declined_with_reason",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="agreements.agreementtext",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("virtual_school", "Virtual School"), ("provider", "Provider")], max_length=20
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[("online", "Through a personal link"), ("paper", "On paper")], max_length=10
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name as typed")),
                        ("role", models.CharField(max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                        ("signed_at", models.DateTimeField()),
                        (
                            "address",
                            models.GenericIPAddressField(blank=True, null=True, verbose_name="address it came from"),
                        ),
                        ("text_sha256", models.CharField(max_length=64)),
                        (
                            "request",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signature",
                                to="agreements.signaturerequest",
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signature",
                                to="agreements.papersigning",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("text", "side"), name="signature_one_per_side"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("method", "online"), ("paper__isnull", True), ("request__isnull", False)),
                                    models.Q(("method", "paper"), ("paper__isnull", False), ("request__isnull", True)),
                                    _connector="OR",
                                ),
                                name="signature_shows_how",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
            ]
        ),
    ]
