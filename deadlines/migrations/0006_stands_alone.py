"""A deadline may be about neither a young person nor an agreement: whoever may know of its subject sees it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_cache_table"),
        ("agreements", "0012_tracking"),
        ("deadlines", "0005_sweep_runs"),
        ("learners", "0007_what_search_reads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="deadline",
            name="deadline_has_learner_or_agreement",
        ),
        migrations.AddField(
            model_name="deadline",
            name="stands_alone",
            field=models.BooleanField(
                default=False,
                db_default=False,
                help_text="About neither a young person nor an agreement: whoever may know of its subject sees it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("learner__isnull", False), ("agreement__isnull", False), ("stands_alone", True), _connector="OR"
                ),
                name="deadline_has_learner_or_agreement",
            ),
        ),
    ]
