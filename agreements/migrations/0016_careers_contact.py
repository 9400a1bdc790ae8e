"""The careers contact of a Virtual School is one more kind of post (W13)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0015_board_updates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("designated_person", "Designated person"),
                    ("key_contact", "Virtual School key contact"),
                    ("careers_contact", "Careers contact"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="historicalcontact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("designated_person", "Designated person"),
                    ("key_contact", "Virtual School key contact"),
                    ("careers_contact", "Careers contact"),
                ],
                max_length=20,
            ),
        ),
    ]
