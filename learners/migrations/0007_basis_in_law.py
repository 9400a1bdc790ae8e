from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learners", "0006_tracking")]

    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="basis",
            field=models.CharField(
                choices=[
                    ("responsible", "Their own authority is responsible for them"),
                    ("duty", "The agreement requires it: names of contacts and what the provider itself records"),
                    ("consent", "Consent"),
                    ("override", "Shared without consent, on a ground"),
                    ("law", "The law asks for it, of every authority"),
                ],
                max_length=20,
            ),
        ),
    ]
