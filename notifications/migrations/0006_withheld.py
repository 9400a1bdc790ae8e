from django.db import migrations, models

from accounts.migrating import Together

KINDS = [
    ("reminder", "A deadline is coming up"),
    ("due", "A deadline is due today"),
    ("overdue", "A deadline has been missed"),
    ("escalation", "A deadline that cannot wait"),
    ("incident_notice", "A young person may not be able to stay"),
    ("emergency", "An emergency"),
    ("meeting", "A professionals’ meeting"),
    ("exclusion", "A permanent exclusion or the end of a course"),
    ("break_glass", "Emergency access to a restricted record"),
    ("key_worker_changed", "A key worker has changed"),
    ("contact_changed", "A designated person or key contact has changed"),
    ("enrolment", "A young person starts or leaves"),
    ("plan", "An education plan or its review"),
    ("support", "Support between Virtual Schools"),
    ("shared", "A record is shared without consent"),
    ("hand_over", "Work that passes from one colleague to another"),
    ("delivery_failed", "A message could not be delivered"),
    ("digest", "Daily digest"),
    ("role", "Somebody’s role at an agency"),
    ("account", "Your account"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0005_shared"),
    ]

    operations = [
        Together(
            [
                migrations.RemoveIndex(model_name="message", name="message_ready_urgent"),
                migrations.RemoveIndex(model_name="message", name="message_failed"),
                migrations.AlterField(
                    model_name="message", name="kind", field=models.CharField(choices=KINDS, max_length=20)
                ),
                migrations.AlterField(
                    model_name="message",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("queued", "Waiting to be sent"),
                            ("held", "Waiting for the daily digest"),
                            ("sent", "Sent"),
                            ("digested", "Sent in a daily digest"),
                            ("failed", "Could not be delivered"),
                            ("bounced", "Came back undelivered"),
                            ("cancelled", "Not sent: no longer applies"),
                            ("withheld", "Not sent: they may not know of this young person"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="preference", name="kind", field=models.CharField(choices=KINDS, max_length=20)
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "account",
                                    "break_glass",
                                    "delivery_failed",
                                    "emergency",
                                    "escalation",
                                    "exclusion",
                                    "incident_notice",
                                    "meeting",
                                ],
                            ),
                            ("state", "queued"),
                        ),
                        fields=["next_try_at"],
                        name="message_ready_urgent",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("state__in", ("failed", "bounced", "withheld"))),
                        fields=["state"],
                        name="message_failed",
                    ),
                ),
            ]
        ),
    ]
