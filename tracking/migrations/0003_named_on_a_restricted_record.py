from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracking", "0002_no_way_round_the_procedure"),
    ]

    operations = [
        migrations.AlterField(
            model_name="noticeslot",
            name="stand_in",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "The post holder"),
                    ("cover", "Cover person"),
                    ("team_manager", "Team manager, because there is no key worker"),
                    ("virtual_school_head", "Virtual School head, because there is no key contact"),
                    ("named", "Somebody named on the restricted record, because the post holder may not know of it"),
                ],
                max_length=20,
            ),
        ),
    ]
