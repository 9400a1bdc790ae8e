"""`celery --app tests.faults.celery_app`: Mainstay's own worker and beat, with its tasks unchanged, for tests that cannot wait.

Rounds come every second instead of every quarter of a minute, and FAULTS_LEASE (seconds) makes the lease of a deliverer
shorter. Connections to the database are kept between tasks, as in production.
"""

import os
from datetime import timedelta

import django
from django.conf import settings

ROUND = 1.0  # seconds

settings.DATABASES["default"]["CONN_MAX_AGE"] = 60
django.setup()

from django.core.mail import EmailMessage, get_connection  # noqa: E402

from config.celery import app  # noqa: E402
from notifications.services import delivery  # noqa: E402

if lease := float(os.environ.get("FAULTS_LEASE", "0")):
    delivery.LEASE, delivery.LEASE_IN_USE = timedelta(seconds=lease), timedelta(seconds=lease / 2)

app.conf.beat_schedule = {
    name: {**entry, "schedule": ROUND}
    for name, entry in app.conf.beat_schedule.items()
    if entry["task"] in ("deadlines.sweep_deadlines", "notifications.deliver_messages")
}


@app.task(name="naive.send")
def naive_send(key: str, address: str) -> None:
    """A task for each message, and no row that says it is to be sent."""
    headers = {"Message-ID": f"<{key}@naive.example>"}
    with get_connection(settings.MAINSTAY_DELIVERY_BACKEND) as connection:
        connection.send_messages([EmailMessage("Naive", "Naive\n", to=[address], headers=headers)])
