"""Rounds of the stand-in are told from those of the beat, so that it knows when it is no longer needed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0007_standing_alone")]

    operations = [
        migrations.AddField(
            model_name="sweeprun",
            name="by_stand_in",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether it was done by whoever stands in while the beat’s rounds do not come.",
            ),
        ),
    ]
