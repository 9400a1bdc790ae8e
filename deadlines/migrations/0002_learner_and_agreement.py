"""The two relations that point upwards (docs: why a deadline needs them, see `deadlines.models.Deadline`)."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.migrating import Together


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0001_initial"),
        ("deadlines", "0001_initial"),
        ("learners", "0001_initial"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="deadline",
                    name="learner",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="learners.learner",
                    ),
                ),
                migrations.AddField(
                    model_name="deadline",
                    name="agreement",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="agreements.agreement",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("learner__isnull", False), ("agreement__isnull", False), _connector="OR"),
                        name="deadline_has_learner_or_agreement",
                    ),
                ),
            ]
        ),
    ]
