"""Board packs are made for a meeting, and tell what young people and carers say."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from accounts.migrating import Together


class Migration(migrations.Migration):
    dependencies = [("oversight", "0010_board_packs")]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="boardpack",
                    name="meeting",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="For which it is made.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="oversight.boardmeeting",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalboardpack",
                    name="meeting",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="For which it is made.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="oversight.boardmeeting",
                    ),
                ),
                migrations.AlterField(
                    model_name="boardpack",
                    name="sections",
                    field=django.contrib.postgres.fields.ArrayField(
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
                                ("success", "Success stories"),
                                ("voices", "What young people and carers say"),
                                ("complaints", "Challenges and complaints"),
                            ],
                            max_length=10,
                        ),
                        help_text="In their order.",
                        size=None,
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalboardpack",
                    name="sections",
                    field=django.contrib.postgres.fields.ArrayField(
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
                                ("success", "Success stories"),
                                ("voices", "What young people and carers say"),
                                ("complaints", "Challenges and complaints"),
                            ],
                            max_length=10,
                        ),
                        help_text="In their order.",
                        size=None,
                    ),
                ),
            ]
        ),
    ]
