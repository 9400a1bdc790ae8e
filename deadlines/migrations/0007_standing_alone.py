"""An index of the few deadlines that stand alone, without which every list reads all deadlines to find them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0006_stands_alone")]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                fields=["subject_kind"], condition=models.Q(("stands_alone", True)), name="deadline_standing_alone"
            ),
        ),
    ]
