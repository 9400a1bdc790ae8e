"""Django's account mail goes through the outbox; embedded mode writes files."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import EmailMessage, get_connection, send_mail
from django.db import transaction

from notifications.enums import MessageKind, MessageState
from notifications.models import Message
from notifications.services import deliver, queue
from tests.notifications.conftest import note

pytestmark = pytest.mark.django_db

FOLDER = "notifications.backends.FolderBackend"


def test_django_mail_becomes_a_row_and_leaves_with_the_next_delivery(mary, mail_server, real_now, settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    send_mail("Set a new password", "Follow this link", None, ["MARY@example.org"])
    row = Message.objects.get()
    assert (row.kind, row.state, row.recipient, row.body) == (
        MessageKind.ACCOUNT,
        MessageState.QUEUED,
        mary,
        "Follow this link",
    )
    assert not Message.objects.inbox_of(mary).exists()
    deliver(now_source=lambda: row.queued_at)
    assert mail_server.received[0].get_content().strip() == "Follow this link"


def test_somebody_without_an_account_yet(settings, db):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    send_mail("You are invited", "Follow this link", None, ["new@example.org"])
    assert Message.objects.get().recipient is None


def test_nothing_for_a_deactivated_account(mary, settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    mary.is_active = False
    mary.save()
    send_mail("s", "b", None, [mary.email])
    assert not Message.objects.exists()


def test_it_shares_the_fate_of_the_transaction(mary, settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    with transaction.atomic():
        send_mail("s", "b", None, [mary.email])
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_attachments_are_refused(settings, db):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    email = EmailMessage("s", "b", None, ["a@example.org"])
    email.attach("list.csv", "a,b")
    with pytest.raises(ValueError, match="no attachments"):
        email.send()


def test_the_folder_holds_one_readable_file_for_each_email(mary, settings, tmp_path, now):
    settings.MAINSTAY_SENT_FOLDER = tmp_path / "sent"
    queue([note(mary, subject="A plan is due: A B / soon?")], now=now, in_app=False)
    deliver(now_source=lambda: now, backend=FOLDER)
    (file,) = (tmp_path / "sent").iterdir()
    assert "_mary@example.org_A-plan-is-due-A-B-soon_" in file.name
    assert file.suffix == ".eml"
    email = message_from_bytes(file.read_bytes(), policy=default)
    assert email["Subject"] == "A plan is due: A B / soon?"
    assert email["To"] == mary.email


def test_an_email_written_again_replaces_its_first_copy(mary, settings, tmp_path):
    settings.MAINSTAY_SENT_FOLDER = tmp_path
    email = EmailMessage("s", "b", None, [mary.email], headers={"Message-ID": "<1234-5678@x>"})
    get_connection(FOLDER).send_messages([email])
    get_connection(FOLDER).send_messages([email])
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_puts_the_email_off(mary, settings, tmp_path, now):
    (tmp_path / "sent").write_text("a file where the folder should be")
    settings.MAINSTAY_SENT_FOLDER = tmp_path / "sent"
    queue([note(mary)], now=now, in_app=False)
    assert deliver(now_source=lambda: now, backend=FOLDER).deferred == 1
    assert Message.objects.get().state == MessageState.QUEUED
