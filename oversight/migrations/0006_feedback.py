import uuid

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_operator"),
        ("learners", "0009_carers"),
        ("notifications", "0013_feedback"),
        ("oversight", "0005_measures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Bulletin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title", models.CharField(max_length=120)),
                        ("text", models.TextField()),
                        (
                            "lists_events",
                            models.BooleanField(default=False, verbose_name="lists coming training and briefings"),
                        ),
                        (
                            "lists_opportunities",
                            models.BooleanField(default=False, verbose_name="lists open opportunities"),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_text", models.TextField(blank=True)),
                        (
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "virtual_school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bulletins",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="BulletinCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("address", models.EmailField(help_text="In small letters.", max_length=254)),
                        (
                            "bulletin",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="oversight.bulletin",
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
                    options={
                        "verbose_name_plural": "bulletin copies",
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "quoting",
                            models.CharField(
                                choices=[
                                    ("first_name", "Yes, with my first name"),
                                    ("no_name", "Yes, but without my name"),
                                    ("no", "No"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "first_name",
                            models.CharField(
                                blank=True, help_text="As they typed it, to stand under their words.", max_length=40
                            ),
                        ),
                        ("answered_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        (
                            "taken_back_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="may not be quoted any more since"
                            ),
                        ),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback_answers",
                                to="learners.learner",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FeedbackForm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title", models.CharField(max_length=120)),
                        (
                            "what_for",
                            models.TextField(
                                help_text="Shown on the page, in plain words.",
                                verbose_name="what happens with the answers",
                            ),
                        ),
                        (
                            "asked",
                            models.CharField(
                                choices=[("young_people", "Young people"), ("carers", "Carers")], max_length=12
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("personal", "A link for each person"),
                                    ("open", "One link for a group, without names"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
                                default="draft",
                                max_length=6,
                            ),
                        ),
                        ("closes_on", models.DateField(verbose_name="last day for answers")),
                        (
                            "call_within",
                            models.PositiveSmallIntegerField(
                                default=2, verbose_name="working days within which we ring back"
                            ),
                        ),
                        (
                            "an_hour",
                            models.PositiveSmallIntegerField(
                                default=60, verbose_name="answers through the open link in an hour"
                            ),
                        ),
                        (
                            "at_most",
                            models.PositiveIntegerField(
                                default=1000, verbose_name="answers through the open link in all"
                            ),
                        ),
                        ("open_code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "virtual_school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback_forms",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FeedbackCall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("phone", models.CharField(max_length=30)),
                        ("asked_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("what_was_done", models.TextField(blank=True)),
                        (
                            "answer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call",
                                to="oversight.feedbackanswer",
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback_calls",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to="oversight.feedbackform",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="feedbackanswer",
                    name="form",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="oversight.feedbackform"
                    ),
                ),
                migrations.CreateModel(
                    name="FeedbackLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        (
                            "carer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback_links",
                                to="learners.carer",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links",
                                to="oversight.feedbackform",
                            ),
                        ),
                        (
                            "learner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback_links",
                                to="learners.learner",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="feedbackanswer",
                    name="link",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="oversight.feedbacklink"
                    ),
                ),
                migrations.CreateModel(
                    name="FeedbackQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("scale", "Five faces, from very good to very bad"),
                                    ("yes_no", "Yes or no"),
                                    ("words", "Their own words"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("text", models.CharField(max_length=200)),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="oversight.feedbackform",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackReply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "value",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="replies",
                                to="oversight.feedbackanswer",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="oversight.feedbackquestion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "feedback replies",
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBulletin",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("title", models.CharField(max_length=120)),
                        ("text", models.TextField()),
                        (
                            "lists_events",
                            models.BooleanField(default=False, verbose_name="lists coming training and briefings"),
                        ),
                        (
                            "lists_opportunities",
                            models.BooleanField(default=False, verbose_name="lists open opportunities"),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_text", models.TextField(blank=True)),
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
                            "sent_by",
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
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical bulletin",
                        "verbose_name_plural": "historical bulletins",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFeedbackAnswer",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "quoting",
                            models.CharField(
                                choices=[
                                    ("first_name", "Yes, with my first name"),
                                    ("no_name", "Yes, but without my name"),
                                    ("no", "No"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "first_name",
                            models.CharField(
                                blank=True, help_text="As they typed it, to stand under their words.", max_length=40
                            ),
                        ),
                        ("answered_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        (
                            "taken_back_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="may not be quoted any more since"
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
                            "form",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.feedbackform",
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
                            "link",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.feedbacklink",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical feedback answer",
                        "verbose_name_plural": "historical feedback answers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFeedbackCall",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("name", models.CharField(max_length=120)),
                        ("phone", models.CharField(max_length=30)),
                        ("asked_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("what_was_done", models.TextField(blank=True)),
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
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.feedbackanswer",
                            ),
                        ),
                        (
                            "done_by",
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
                            "form",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.feedbackform",
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
                        "verbose_name": "historical feedback call",
                        "verbose_name_plural": "historical feedback calls",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFeedbackForm",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("title", models.CharField(max_length=120)),
                        (
                            "what_for",
                            models.TextField(
                                help_text="Shown on the page, in plain words.",
                                verbose_name="what happens with the answers",
                            ),
                        ),
                        (
                            "asked",
                            models.CharField(
                                choices=[("young_people", "Young people"), ("carers", "Carers")], max_length=12
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("personal", "A link for each person"),
                                    ("open", "One link for a group, without names"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
                                default="draft",
                                max_length=6,
                            ),
                        ),
                        ("closes_on", models.DateField(verbose_name="last day for answers")),
                        (
                            "call_within",
                            models.PositiveSmallIntegerField(
                                default=2, verbose_name="working days within which we ring back"
                            ),
                        ),
                        (
                            "an_hour",
                            models.PositiveSmallIntegerField(
                                default=60, verbose_name="answers through the open link in an hour"
                            ),
                        ),
                        (
                            "at_most",
                            models.PositiveIntegerField(
                                default=1000, verbose_name="answers through the open link in all"
                            ),
                        ),
                        ("open_code", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical feedback form",
                        "verbose_name_plural": "historical feedback forms",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFeedbackLink",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("made_at", models.DateTimeField()),
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
                            "carer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="learners.carer",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.feedbackform",
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
                    ],
                    options={
                        "verbose_name": "historical feedback link",
                        "verbose_name_plural": "historical feedback links",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFeedbackQuestion",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("scale", "Five faces, from very good to very bad"),
                                    ("yes_no", "Yes or no"),
                                    ("words", "Their own words"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("text", models.CharField(max_length=200)),
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
                            "form",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.feedbackform",
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
                        "verbose_name": "historical feedback question",
                        "verbose_name_plural": "historical feedback questions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFeedbackReply",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "value",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(5),
                                ],
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
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.feedbackanswer",
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
                                to="oversight.feedbackquestion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical feedback reply",
                        "verbose_name_plural": "historical feedback replies",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalUnsubscription",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("address", models.EmailField(help_text="In small letters.", max_length=254)),
                        ("since", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_reason", models.CharField(blank=True, max_length=300)),
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
                            "ended_by",
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
                    ],
                    options={
                        "verbose_name": "historical unsubscription",
                        "verbose_name_plural": "historical unsubscriptions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Unsubscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("address", models.EmailField(help_text="In small letters.", max_length=254)),
                        ("since", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "virtual_school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="unsubscriptions",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="bulletin",
                    index=models.Index(fields=["virtual_school", "-sent_at"], name="bulletin_of_school"),
                ),
                migrations.AddConstraint(
                    model_name="bulletin",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="bulletin_says_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bulletin",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", True), ("sent_by__isnull", True), ("sent_text", "")),
                            models.Q(
                                ("sent_at__isnull", False),
                                ("sent_by__isnull", False),
                                models.Q(("sent_text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bulletin_sent_whole",
                    ),
                ),
                migrations.AddIndex(
                    model_name="bulletincopy",
                    index=models.Index(fields=["address"], name="bulletin_copy_to_address"),
                ),
                migrations.AddConstraint(
                    model_name="bulletincopy",
                    constraint=models.UniqueConstraint(fields=("bulletin", "address"), name="bulletin_copy_once"),
                ),
                migrations.AddConstraint(
                    model_name="feedbackform",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("what_for", ""), _negated=True)
                        ),
                        name="feedback_form_says_what_for",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbackform",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("status", "draft")),
                            models.Q(models.Q(("status", "draft"), _negated=True), ("opened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="feedback_form_opened_at",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbackform",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("call_within__gte", 1), ("an_hour__gte", 1), ("at_most__gte", 1)),
                        name="feedback_form_limits",
                    ),
                ),
                migrations.AddIndex(
                    model_name="feedbackcall",
                    index=models.Index(fields=["form", "done_at"], name="feedback_call_of_form"),
                ),
                migrations.AddConstraint(
                    model_name="feedbackcall",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("phone", ""), _negated=True)
                        ),
                        name="feedback_call_whom",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbackcall",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("what_was_done", "")),
                            models.Q(("done_at__isnull", False), models.Q(("what_was_done", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="feedback_call_done_how",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbacklink",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("carer__isnull", True), ("learner__isnull", False)),
                        fields=("form", "learner"),
                        name="feedback_link_one_for_young_person",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbacklink",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("carer__isnull", False)),
                        fields=("form", "carer"),
                        name="feedback_link_one_for_carer",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbacklink",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("carer__isnull", True), ("learner__isnull", False), _connector="OR"),
                        name="feedback_link_carer_of_whom",
                    ),
                ),
                migrations.AddIndex(
                    model_name="feedbackanswer",
                    index=models.Index(fields=["form", "answered_at"], name="feedback_answer_of_form"),
                ),
                migrations.AddConstraint(
                    model_name="feedbackanswer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quoting", "first_name"), _negated=True),
                            models.Q(("first_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="feedback_answer_has_first_name",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbackanswer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("taken_back_at__isnull", True), ("quoting", "no"), _connector="OR"),
                        name="feedback_answer_taken_back",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbackquestion",
                    constraint=models.UniqueConstraint(fields=("form", "position"), name="feedback_question_in_order"),
                ),
                migrations.AddConstraint(
                    model_name="feedbackquestion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="feedback_question_asks"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feedbackreply",
                    constraint=models.UniqueConstraint(fields=("answer", "question"), name="feedback_reply_once"),
                ),
                migrations.AddConstraint(
                    model_name="feedbackreply",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value__isnull", False), ("value__lte", 5), ("words", "")),
                            models.Q(("value__isnull", True), models.Q(("words", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="feedback_reply_one_of_both",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="unsubscription",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("virtual_school", "address"),
                        name="unsubscribed_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="unsubscription",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_reason", "")),
                            models.Q(
                                ("ended_at__gte", models.F("since")),
                                models.Q(("ended_reason", ""), _negated=True),
                                ("ended_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="subscribed_again_with_reason",
                    ),
                ),
            ]
        )
    ]
