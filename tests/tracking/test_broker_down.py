"""The broker is down while an incident is logged: the page answers, and the e-mails leave with the worker's next round.

A web process of its own, on the test database, with a file where the folder of its broker should be.
"""

import json
from pathlib import Path

import pytest

from accounts.form_fields import moment_data
from notifications.enums import MessageState
from notifications.tasks import deliver_messages
from tests.notifications.mail_server import MailServer
from tests.notifications.processes import start
from tests.tracking.conftest import Story, slot
from tracking.models import Incident

pytestmark = pytest.mark.django_db(transaction=True)

LOG_INCIDENT = """
import django, json, sys, time
django.setup()
from celery import current_app
from django.test import Client
from accounts.models import User
folder, person, address, data = sys.argv[1:]
current_app.conf.broker_transport_options = {
    "data_folder_in": folder, "data_folder_out": folder, "control_folder": folder + "/control"
}
client = Client(HTTP_HOST="localhost")
client.force_login(User.objects.get(pk=person))
began = time.monotonic()
response = client.post(address, json.loads(data))
print(json.dumps([response.status_code, response.get("Location", ""), time.monotonic() - began]))
"""


def test_the_page_answers_and_the_e_mails_leave_with_the_next_round(
    real_story: Story, mail_server: MailServer, tmp_path: Path
):
    (tmp_path / "broker").write_text("not a folder")
    data = {"kind": "suspension", "description": "An argument.", **moment_data("occurred_at", real_story.now)}
    process = start(
        LOG_INCIDENT,
        tmp_path / "broker" / "queue",
        real_story.designated_person.pk,
        f"/learners/{real_story.learner.uuid}/incidents/new/",
        json.dumps(data),
        BROKER_URL="filesystem://",
    )
    output, _ = process.communicate(timeout=60)
    status, where, seconds = json.loads(output.splitlines()[-1])

    incident = Incident.objects.get()
    assert (status, where) == (302, f"/incidents/{incident.uuid}/?logged=1")
    assert seconds < 8, "nobody waits for the broker"
    slots = [slot(incident, party, "email") for party in ("key_worker", "key_contact")]
    assert [one.message.state for one in slots] == [MessageState.QUEUED] * 2
    assert not mail_server.received

    deliver_messages()  # the worker is back: what its beat does every few seconds
    assert {str(mail["To"]) for mail in mail_server.received} >= {
        real_story.key_worker.email,
        real_story.key_contact.email,
    }
    for party in ("key_worker", "key_contact"):
        assert slot(incident, party, "email").proven_at is not None
