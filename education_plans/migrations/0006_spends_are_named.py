"""A spend can be named in an address, so that one that was entered by mistake can be taken away."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("education_plans", "0005_skills_passport")]

    operations = [
        migrations.AddField(
            model_name="fundingspend",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="historicalfundingspend",
            name="uuid",
            field=models.UUIDField(db_index=True, default=uuid.uuid4, editable=False),
        ),
    ]
