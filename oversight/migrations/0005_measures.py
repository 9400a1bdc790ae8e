"""What measures were at the end of each month is evidence: the database refuses to change or delete a row."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import Together

FORWARD = """
CREATE FUNCTION oversight_snapshot_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER measure_snapshot_append_only BEFORE UPDATE OR DELETE ON oversight_measuresnapshot
    FOR EACH ROW EXECUTE FUNCTION oversight_snapshot_is_append_only();
"""

BACKWARD = """
DROP TRIGGER measure_snapshot_append_only ON oversight_measuresnapshot;
DROP FUNCTION oversight_snapshot_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_cache_table"),
        ("oversight", "0004_strategies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.AlterField(
                    model_name="exportjob",
                    name="page",
                    field=models.CharField(
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
                migrations.AlterField(
                    model_name="historicalsavedview",
                    name="page",
                    field=models.CharField(
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
                migrations.AlterField(
                    model_name="savedview",
                    name="page",
                    field=models.CharField(
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
                migrations.CreateModel(
                    name="MeasureSnapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("code", models.CharField(max_length=40, verbose_name="measure")),
                        (
                            "definition",
                            models.PositiveSmallIntegerField(help_text="Version of what the measure meant."),
                        ),
                        ("month", models.DateField(help_text="Its first day.")),
                        (
                            "split",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "All"),
                                    ("area", "Where they learn"),
                                    ("ages", "Age"),
                                    ("status", "Care status"),
                                    ("provider", "Provider"),
                                    ("clause", "Promise"),
                                ],
                                max_length=10,
                                verbose_name="taken apart by",
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=40, verbose_name="which part")),
                        ("numerator", models.PositiveIntegerField(verbose_name="counted")),
                        ("denominator", models.PositiveIntegerField(verbose_name="of")),
                        ("taken_at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was corrected")),
                        (
                            "agency",
                            models.ForeignKey(
                                help_text="The Virtual School it is of.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measure_snapshots",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
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
                                to="oversight.measuresnapshot",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["agency", "code", "split", "month"], name="measure_snapshot_of_measure"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("corrects__isnull", True)),
                                fields=("agency", "month", "code", "split", "key"),
                                name="measure_snapshot_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("numerator__lte", models.F("denominator"))),
                                name="measure_snapshot_part_of_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="measure_snapshot_names_month"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("author__isnull", True), ("corrects__isnull", True), ("reason", "")),
                                    models.Q(
                                        ("author__isnull", False),
                                        ("corrects__isnull", False),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="measure_snapshot_corrected_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("key", ""), ("split", "")),
                                    models.Q(
                                        models.Q(("split", ""), _negated=True), models.Q(("key", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="measure_snapshot_part_is_named",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
