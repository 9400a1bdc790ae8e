from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0009_neet_days")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="child",
            field=models.CharField(
                blank=True,
                default="",
                help_text="By which the authority names them in its returns.",
                max_length=20,
                verbose_name="child’s number",
            ),
            preserve_default=False,
        )
        for name in ("careleaverreturn", "historicalcareleaverreturn")
    ]
