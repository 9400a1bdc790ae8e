"""Board packs. What is published is what the board was told: the database refuses to change or delete it."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import Together

FORWARD = """
CREATE FUNCTION oversight_pack_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'A board pack that is published is never changed or deleted.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER board_pack_stays BEFORE UPDATE OR DELETE ON oversight_boardpack
    FOR EACH ROW EXECUTE FUNCTION oversight_pack_stays();
"""

BACKWARD = """
DROP TRIGGER board_pack_stays ON oversight_boardpack;
DROP FUNCTION oversight_pack_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_operator"),
        ("oversight", "0009_boards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="BoardPack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title", models.CharField(max_length=120)),
                        ("starts_on", models.DateField(help_text="The first day of a month.")),
                        ("ends_on", models.DateField(help_text="The last day of a month that is over.")),
                        (
                            "audience",
                            models.CharField(
                                choices=[("inside", "Inside the agency"), ("outside", "It leaves the authority")],
                                max_length=7,
                                verbose_name="who reads it",
                            ),
                        ),
                        (
                            "sections",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("summary", "Summary"),
                                        ("kpis", "Strategies and their KPIs"),
                                        ("exceptions", "What is not as it should be"),
                                        ("activity", "In and out of learning and work"),
                                        ("plans", "Quality of education plans"),
                                        ("adherence", "How agencies keep their promises"),
                                        ("panel", "What the panel decided"),
                                        ("area", "In the area and out of it"),
                                        ("success", "Success, and young people’s words"),
                                        ("complaints", "Challenges and complaints"),
                                    ],
                                    max_length=10,
                                ),
                                help_text="In their order.",
                                size=None,
                            ),
                        ),
                        ("words", models.JSONField(blank=True, default=dict)),
                        ("figures", models.JSONField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for its turn"),
                                    ("working", "Being made"),
                                    ("done", "Ready"),
                                    ("failed", "Could not be made"),
                                    ("cancelled", "Stopped"),
                                ],
                                default="waiting",
                                max_length=9,
                            ),
                        ),
                        (
                            "steps_done",
                            models.PositiveSmallIntegerField(default=0, help_text="Sections that are counted."),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, help_text="How many workers have begun it."),
                        ),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "alive_at",
                            models.DateTimeField(
                                blank=True, help_text="When the worker last said that it is at it.", null=True
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("cancel_asked_at", models.DateTimeField(blank=True, null=True)),
                        ("problem", models.CharField(blank=True, max_length=200)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was corrected")),
                        (
                            "agency",
                            models.ForeignKey(
                                help_text="The Virtual School it is of.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board_packs",
                                to="accounts.agency",
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
                        (
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="correction",
                                to="oversight.boardpack",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "strategies",
                            models.ManyToManyField(blank=True, related_name="board_packs", to="oversight.strategy"),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalBoardPack",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("title", models.CharField(max_length=120)),
                        ("starts_on", models.DateField(help_text="The first day of a month.")),
                        ("ends_on", models.DateField(help_text="The last day of a month that is over.")),
                        (
                            "audience",
                            models.CharField(
                                choices=[("inside", "Inside the agency"), ("outside", "It leaves the authority")],
                                max_length=7,
                                verbose_name="who reads it",
                            ),
                        ),
                        (
                            "sections",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("summary", "Summary"),
                                        ("kpis", "Strategies and their KPIs"),
                                        ("exceptions", "What is not as it should be"),
                                        ("activity", "In and out of learning and work"),
                                        ("plans", "Quality of education plans"),
                                        ("adherence", "How agencies keep their promises"),
                                        ("panel", "What the panel decided"),
                                        ("area", "In the area and out of it"),
                                        ("success", "Success, and young people’s words"),
                                        ("complaints", "Challenges and complaints"),
                                    ],
                                    max_length=10,
                                ),
                                help_text="In their order.",
                                size=None,
                            ),
                        ),
                        ("words", models.JSONField(blank=True, default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for its turn"),
                                    ("working", "Being made"),
                                    ("done", "Ready"),
                                    ("failed", "Could not be made"),
                                    ("cancelled", "Stopped"),
                                ],
                                default="waiting",
                                max_length=9,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, help_text="How many workers have begun it."),
                        ),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("cancel_asked_at", models.DateTimeField(blank=True, null=True)),
                        ("problem", models.CharField(blank=True, max_length=200)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was corrected")),
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
                                help_text="The Virtual School it is of.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.agency",
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
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.boardpack",
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
                            "published_by",
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
                        "verbose_name": "historical board pack",
                        "verbose_name_plural": "historical board packs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.AddIndex(
                    model_name="boardpack",
                    index=models.Index(fields=["agency", "-ends_on"], name="pack_of_agency"),
                ),
                migrations.AddIndex(
                    model_name="boardpack",
                    index=models.Index(
                        condition=models.Q(("state__in", ["waiting", "working"])),
                        fields=["asked_at"],
                        name="pack_to_make",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="boardpack",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on")), ("starts_on__day", 1)),
                        name="pack_is_of_whole_months",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="boardpack",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("agency", "starts_on", "ends_on", "audience"),
                        name="pack_once_for_its_readers",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="boardpack",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", True), ("reason", ""), ("version", 1)),
                            models.Q(
                                ("corrects__isnull", False), ("version__gt", 1), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="pack_corrected_with_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="boardpack",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(
                                ("figures__isnull", False),
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                                ("state", "done"),
                            ),
                            _connector="OR",
                        ),
                        name="pack_published_with_figures",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
