"""Strategies and work plans: their tables, what colours usually mean, and what the database refuses to rewrite."""

import uuid
from datetime import date

import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import accounts.files
import oversight.models.strategy_progress
from accounts.migrating import Together

#: What the colours mean where a strategy says nothing else: common words of such plans (W3).
MEANINGS = {
    ("progress", "green"): "On schedule, with no difficulty or only small ones.",
    ("progress", "amber"): "Begun, with some difficulties on the way.",
    ("progress", "red"): "Not begun, or held up by serious difficulties.",
    ("kpi", "green"): "The target is reached.",
    ("kpi", "amber"): "Close to the target, or on the way to it.",
    ("kpi", "red"): "Far from the target.",
}

#: Tables of which the database refuses to change or delete a row.
APPEND_ONLY = ("strategyentry", "strategyrating", "budgetline", "strategyversion")

FORWARD = """
CREATE FUNCTION oversight_strategy_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was written of a strategy is never changed or deleted.'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON oversight_{table}
    FOR EACH ROW EXECUTE FUNCTION oversight_strategy_is_append_only();
"""
    for table in APPEND_ONLY
)

BACKWARD = (
    "".join(f"DROP TRIGGER {table}_append_only ON oversight_{table};\n" for table in APPEND_ONLY)
    + "DROP FUNCTION oversight_strategy_is_append_only();\n"
)


def say_what_colours_mean(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    meaning = apps.get_model("oversight", "ColourMeaning")
    meaning.objects.bulk_create(
        meaning(strategy=None, which=which, colour=colour, meaning=words, from_on=date(2020, 1, 1))
        for (which, colour), words in MEANINGS.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_cache_table"),
        ("agreements", "0012_tracking"),
        ("oversight", "0003_operations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="HistoricalStrategy",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("strategy", "Strategy"), ("work_plan", "Work plan")], max_length=10
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        (
                            "about",
                            models.TextField(
                                blank=True,
                                help_text="Purpose and principles, as in the document.",
                                verbose_name="what it is for",
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("written_on", models.DateField(blank=True, null=True, verbose_name="written")),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="to be reviewed")),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("in_force", "In force"), ("ended", "Ended")],
                                default="draft",
                                max_length=8,
                            ),
                        ),
                        (
                            "young_text",
                            models.TextField(
                                blank=True,
                                help_text="What it is about, in plain words (K15).",
                                verbose_name="for young people",
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="open to everybody since"),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical strategy",
                        "verbose_name_plural": "historical strategies",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Strategy",
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
                                choices=[("strategy", "Strategy"), ("work_plan", "Work plan")], max_length=10
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        (
                            "about",
                            models.TextField(
                                blank=True,
                                help_text="Purpose and principles, as in the document.",
                                verbose_name="what it is for",
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("written_on", models.DateField(blank=True, null=True, verbose_name="written")),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="to be reviewed")),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("in_force", "In force"), ("ended", "Ended")],
                                default="draft",
                                max_length=8,
                            ),
                        ),
                        (
                            "young_text",
                            models.TextField(
                                blank=True,
                                help_text="What it is about, in plain words (K15).",
                                verbose_name="for young people",
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="open to everybody since"),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="strategies",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "partners",
                            models.ManyToManyField(blank=True, related_name="strategies_shared", to="accounts.agency"),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "strategies",
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalStrategyPerson",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("lead_contact", "Lead contact"),
                                    ("strategic_lead", "Strategic lead"),
                                    ("contributor", "Contributor"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("job_title", models.CharField(blank=True, max_length=120)),
                        ("part", models.CharField(blank=True, max_length=200, verbose_name="what they do for it")),
                        ("address", models.TextField(blank=True)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("mobile", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254)),
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
                            "strategy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategy",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical strategy person",
                        "verbose_name_plural": "historical people on strategies",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalStrategy_partners",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
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
                                to="oversight.historicalstrategy",
                            ),
                        ),
                        (
                            "strategy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategy",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "HistoricalStrategy_partners",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalColourMeaning",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("which", models.CharField(choices=[("progress", "Progress"), ("kpi", "KPI")], max_length=8)),
                        (
                            "colour",
                            models.CharField(
                                choices=[("green", "Green"), ("amber", "Amber"), ("red", "Red")], max_length=5
                            ),
                        ),
                        ("meaning", models.CharField(max_length=300)),
                        ("from_on", models.DateField()),
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
                            "strategy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategy",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical colour meaning",
                        "verbose_name_plural": "historical colour meanings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ColourMeaning",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("which", models.CharField(choices=[("progress", "Progress"), ("kpi", "KPI")], max_length=8)),
                        (
                            "colour",
                            models.CharField(
                                choices=[("green", "Green"), ("amber", "Amber"), ("red", "Red")], max_length=5
                            ),
                        ),
                        ("meaning", models.CharField(max_length=300)),
                        ("from_on", models.DateField()),
                        (
                            "strategy",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="meanings",
                                to="oversight.strategy",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StrategyPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("lead_contact", "Lead contact"),
                                    ("strategic_lead", "Strategic lead"),
                                    ("contributor", "Contributor"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("job_title", models.CharField(blank=True, max_length=120)),
                        ("part", models.CharField(blank=True, max_length=200, verbose_name="what they do for it")),
                        ("address", models.TextField(blank=True)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("mobile", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254)),
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
                        (
                            "strategy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="people",
                                to="oversight.strategy",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "people on strategies",
                    },
                ),
                migrations.CreateModel(
                    name="StrategyRow",
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
                                    ("theme", "Theme"),
                                    ("objective", "Objective"),
                                    ("kpi", "KPI"),
                                    ("expectation", "Expectation"),
                                    ("action", "Action"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=20)),
                        (
                            "position",
                            models.PositiveIntegerField(
                                help_text="Order in which rows were added: that of rows without a number."
                            ),
                        ),
                        ("text", models.TextField()),
                        ("note", models.TextField(blank=True, help_text="What the document says beside it.")),
                        ("young_text", models.TextField(blank=True, verbose_name="for young people")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("working", "Working towards it"),
                                    ("done", "Done"),
                                    ("met", "Met"),
                                    ("withdrawn", "Withdrawn"),
                                    ("superseded", "Superseded"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        (
                            "status_on",
                            models.DateField(
                                blank=True, help_text="Since when it is done, met, withdrawn, superseded.", null=True
                            ),
                        ),
                        ("status_reason", models.CharField(blank=True, max_length=500)),
                        (
                            "timescale",
                            models.CharField(blank=True, help_text="In words, as in the document.", max_length=60),
                        ),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("measure_code", models.CharField(blank=True, max_length=60)),
                        ("target", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("green_from", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("amber_from", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        (
                            "direction",
                            models.CharField(
                                choices=[("up", "The higher the better"), ("down", "The lower the better")],
                                default="up",
                                max_length=4,
                            ),
                        ),
                        (
                            "first_rating_on",
                            models.DateField(
                                blank=True, help_text="By when a KPI is rated by hand for the first time.", null=True
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                help_text="The bid or joint project that it is, of which partners were told (P14, P15).",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agreements.projectnotice",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="oversight.strategyrow",
                            ),
                        ),
                        (
                            "strategy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="oversight.strategy",
                            ),
                        ),
                        (
                            "superseded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaces",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StrategyRating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("which", models.CharField(choices=[("progress", "Progress"), ("kpi", "KPI")], max_length=8)),
                        (
                            "colour",
                            models.CharField(
                                choices=[("green", "Green"), ("amber", "Amber"), ("red", "Red")], max_length=5
                            ),
                        ),
                        ("rationale", models.TextField()),
                        ("on", models.DateField(help_text="The day of which it speaks.")),
                        (
                            "proposed_colour",
                            models.CharField(
                                blank=True,
                                choices=[("green", "Green"), ("amber", "Amber"), ("red", "Red")],
                                max_length=5,
                            ),
                        ),
                        ("proposed_value", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ratings",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StrategyLead",
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
                                choices=[("agency", "Lead agency"), ("lead", "Lead"), ("contributor", "Contributor")],
                                max_length=11,
                            ),
                        ),
                        ("name", models.CharField(help_text="As it stands in the document.", max_length=160)),
                        ("is_main", models.BooleanField(default=False)),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="strategy_rows_led",
                                to="accounts.membership",
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="leads",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StrategyEvidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                        ("uploaded_at", models.DateTimeField()),
                        (
                            "file",
                            models.FileField(
                                max_length=80,
                                storage=accounts.files.PrivateFiles(),
                                upload_to=oversight.models.strategy_progress._where,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "strategy evidence",
                    },
                ),
                migrations.CreateModel(
                    name="StrategyEntry",
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
                                choices=[("achievement", "Achieved"), ("next_step", "Next step")], max_length=11
                            ),
                        ),
                        ("on", models.DateField(blank=True, null=True)),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "fulfils",
                            models.ForeignKey(
                                blank=True,
                                help_text="The next step that was taken with it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fulfilled_by",
                                to="oversight.strategyentry",
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "strategy entries",
                    },
                ),
                migrations.CreateModel(
                    name="RatingRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "rating",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="round",
                                to="oversight.strategyrating",
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rounds",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalStrategyRow",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("theme", "Theme"),
                                    ("objective", "Objective"),
                                    ("kpi", "KPI"),
                                    ("expectation", "Expectation"),
                                    ("action", "Action"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=20)),
                        (
                            "position",
                            models.PositiveIntegerField(
                                help_text="Order in which rows were added: that of rows without a number."
                            ),
                        ),
                        ("text", models.TextField()),
                        ("note", models.TextField(blank=True, help_text="What the document says beside it.")),
                        ("young_text", models.TextField(blank=True, verbose_name="for young people")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("working", "Working towards it"),
                                    ("done", "Done"),
                                    ("met", "Met"),
                                    ("withdrawn", "Withdrawn"),
                                    ("superseded", "Superseded"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        (
                            "status_on",
                            models.DateField(
                                blank=True, help_text="Since when it is done, met, withdrawn, superseded.", null=True
                            ),
                        ),
                        ("status_reason", models.CharField(blank=True, max_length=500)),
                        (
                            "timescale",
                            models.CharField(blank=True, help_text="In words, as in the document.", max_length=60),
                        ),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("measure_code", models.CharField(blank=True, max_length=60)),
                        ("target", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("green_from", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("amber_from", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        (
                            "direction",
                            models.CharField(
                                choices=[("up", "The higher the better"), ("down", "The lower the better")],
                                default="up",
                                max_length=4,
                            ),
                        ),
                        (
                            "first_rating_on",
                            models.DateField(
                                blank=True, help_text="By when a KPI is rated by hand for the first time.", null=True
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
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The bid or joint project that it is, of which partners were told (P14, P15).",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.projectnotice",
                            ),
                        ),
                        (
                            "strategy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategy",
                            ),
                        ),
                        (
                            "parent",
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
                            "superseded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical strategy row",
                        "verbose_name_plural": "historical strategy rows",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalStrategyLead",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("agency", "Lead agency"), ("lead", "Lead"), ("contributor", "Contributor")],
                                max_length=11,
                            ),
                        ),
                        ("name", models.CharField(help_text="As it stands in the document.", max_length=160)),
                        ("is_main", models.BooleanField(default=False)),
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
                            "row",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical strategy lead",
                        "verbose_name_plural": "historical strategy leads",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRatingRound",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("starts_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                            "rating",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategyrating",
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical rating round",
                        "verbose_name_plural": "historical rating rounds",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="BudgetLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("available", "Available"), ("committed", "Committed"), ("spent", "Spent")],
                                max_length=9,
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("what", models.CharField(max_length=200)),
                        ("on", models.DateField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "strategy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="budget_lines",
                                to="oversight.strategy",
                            ),
                        ),
                        (
                            "row",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="budget_lines",
                                to="oversight.strategyrow",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StrategyVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("changed", models.TextField(verbose_name="what changed")),
                        ("why", models.TextField(verbose_name="why")),
                        (
                            "content",
                            models.JSONField(
                                help_text="As `oversight.selectors.strategy_content.content_of` writes it."
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "strategy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="oversight.strategy",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="strategy",
                    constraint=models.UniqueConstraint(
                        models.F("owner"), django.db.models.functions.text.Lower("title"), name="strategy_title_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategy",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="strategy_ends_after_start",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategy",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True), models.Q(("young_text", ""), _negated=True), _connector="OR"
                        ),
                        name="strategy_published_has_text",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="colourmeaning",
                    constraint=models.UniqueConstraint(
                        fields=("strategy", "which", "colour", "from_on"),
                        name="colour_means_one_thing",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="colourmeaning",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("meaning", ""), _negated=True), name="colour_means_something"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyperson",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="strategy_person_has_name"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyperson",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("role", "contributor"), _negated=True),
                        fields=("strategy", "role"),
                        name="strategy_one_of_each_lead",
                    ),
                ),
                migrations.AddIndex(
                    model_name="strategyrow",
                    index=models.Index(fields=["strategy", "position"], name="strategy_row_in_order"),
                ),
                migrations.AddConstraint(
                    model_name="strategyrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="strategy_row_has_text"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyrow",
                    constraint=models.UniqueConstraint(
                        models.F("strategy"),
                        django.db.models.functions.text.Lower("number"),
                        condition=models.Q(("number", ""), _negated=True),
                        name="strategy_number_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", False), ("kind__in", ["theme", "objective"]), _connector="OR"
                        ),
                        name="strategy_row_hangs_somewhere",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "superseded"), ("superseded_by__isnull", False)),
                            models.Q(
                                models.Q(("status", "superseded"), _negated=True), ("superseded_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="strategy_row_superseded_by",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "working"]), ("status_on__isnull", False), _connector="OR"
                        ),
                        name="strategy_row_settled_on",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amber_from__isnull", True), ("green_from__isnull", True)),
                            models.Q(("amber_from__isnull", False), ("green_from__isnull", False)),
                            _connector="OR",
                        ),
                        name="strategy_row_both_thresholds",
                    ),
                ),
                migrations.AddIndex(
                    model_name="strategyrating",
                    index=models.Index(fields=["row", "which", "-on", "-id"], name="strategy_rating_newest"),
                ),
                migrations.AddConstraint(
                    model_name="strategyrating",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rationale", ""), _negated=True), name="strategy_rating_has_reason"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategylead",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="strategy_lead_has_name"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategylead",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "agency"), ("membership__isnull", True)),
                            models.Q(models.Q(("kind", "agency"), _negated=True), ("agency__isnull", True)),
                            _connector="OR",
                        ),
                        name="strategy_lead_is_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategylead",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("is_main", False), models.Q(("kind", "contributor"), _negated=True), _connector="OR"
                        ),
                        name="strategy_main_lead_leads",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategylead",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("is_main", True)), fields=("row", "kind"), name="strategy_one_main_lead"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategylead",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("membership__isnull", False)),
                        fields=("row", "kind", "membership"),
                        name="strategy_lead_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="strategy_entry_says_something"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("fulfils__isnull", True), ("kind", "achievement"), _connector="OR"),
                        name="strategy_entry_fulfils",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ratinground",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("rating__isnull", True)),
                        fields=("row",),
                        name="rating_round_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ratinground",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rating__isnull", True), ("ended_at__isnull", True), _connector="OR"),
                        name="rating_round_met_or_ended",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="budget_line_is_money"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="budgetline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True), name="budget_line_says_what"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="strategyversion",
                    constraint=models.UniqueConstraint(fields=("strategy", "number"), name="strategy_version_once"),
                ),
                migrations.AddConstraint(
                    model_name="strategyversion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("changed", ""), _negated=True), models.Q(("why", ""), _negated=True)
                        ),
                        name="strategy_version_says_why",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(say_what_colours_mean, migrations.RunPython.noop, elidable=False),
    ]
