"""The library of the partnership (P23); a version is evidence of what applied when, so the database refuses to change it."""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import Together

FORWARD = """
CREATE TRIGGER library_version_append_only BEFORE UPDATE OR DELETE ON agreements_libraryversion
    FOR EACH ROW EXECUTE FUNCTION agreements_evidence_is_append_only();
"""

BACKWARD = "DROP TRIGGER library_version_append_only ON agreements_libraryversion;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_cache_table"),
        ("agreements", "0013_information_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.AlterField(
                    model_name="document",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("scan", "Scan of a signed page"),
                            ("signed", "Signed agreement"),
                            ("evidence", "Evidence"),
                            ("library", "Document of the library"),
                        ],
                        max_length=12,
                    ),
                ),
                migrations.CreateModel(
                    name="HistoricalLibraryDocument",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("framework", "Framework of a programme"),
                                    ("rules", "Rules and priorities"),
                                    ("guidance", "Guidance"),
                                    ("form", "Form or template"),
                                    ("other", "Something else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("about", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        ("retired_reason", models.TextField(blank=True)),
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
                        "verbose_name": "historical library document",
                        "verbose_name_plural": "historical library documents",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LibraryDocument",
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
                                    ("framework", "Framework of a programme"),
                                    ("rules", "Rules and priorities"),
                                    ("guidance", "Guidance"),
                                    ("form", "Form or template"),
                                    ("other", "Something else"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("about", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        ("retired_reason", models.TextField(blank=True)),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="library_documents",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "readers",
                            models.ManyToManyField(blank=True, related_name="library_read", to="accounts.agency"),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalLibraryDocument_readers",
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
                                to="agreements.historicallibrarydocument",
                            ),
                        ),
                        (
                            "librarydocument",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="agreements.librarydocument",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "HistoricalLibraryDocument_readers",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LibraryVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("changes", models.TextField(blank=True, verbose_name="what changed")),
                        ("applies_from", models.DateField()),
                        ("published_at", models.DateTimeField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="agreements.librarydocument",
                            ),
                        ),
                        (
                            "file",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="library_version",
                                to="agreements.document",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="librarydocument",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("retired_at__isnull", True),
                            models.Q(("retired_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="library_retired_with_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="libraryversion",
                    constraint=models.UniqueConstraint(
                        fields=("document", "number"), name="library_version_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="libraryversion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("number", 1), models.Q(("changes", ""), _negated=True), _connector="OR"),
                        name="library_version_says_what_changed",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
