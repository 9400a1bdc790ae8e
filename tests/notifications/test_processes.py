"""Nothing is lost, and nothing doubled beyond what a kill must double: with real processes on a real database."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.clock import database_now
from notifications.enums import MessageKind, MessageState
from notifications.models import Delivery, Message
from notifications.rules import LEASE, SETTLE_EVERY
from notifications.services import deliver, queue
from tests.factories import UserFactory
from tests.notifications.conftest import note
from tests.notifications.processes import QUEUE, Deliverer, start

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 2
MESSAGES = 60


def queued(count: int) -> set[str]:
    person = UserFactory()
    notes = [note(person, f"n{n}", kind=MessageKind.EMERGENCY) for n in range(count)]
    return {str(message.uuid) for message in queue(notes, now=database_now(), in_app=False)}


def test_killed_between_sending_and_settling(mail_server):
    """Each kill falls in the middle of a group: what was sent and not settled goes out once more when the lease ends;
    nothing is lost.
    """
    ids = queued(MESSAGES)
    landed = 0
    for round_ in range(KILLS):
        deliverer = Deliverer(mail_server.port, later=round_ * (LEASE.total_seconds() + 60))
        target = len(mail_server.received) + SETTLE_EVERY // 2
        mail_server.on_received = lambda count: deliverer.kill() if count == target else None  # noqa: B023
        landed += deliverer.go().was_killed()
    assert landed == KILLS
    sent_so_far = sum(mail_server.ids().values())
    settled = Message.objects.filter(state=MessageState.SENT).count()
    assert settled < sent_so_far, "the kills must fall between sending and settling, or they prove nothing"

    mail_server.on_received = lambda count: None
    rest = timedelta(seconds=KILLS * (LEASE.total_seconds() + 60))
    deliver(now_source=lambda: database_now() + rest)

    received = mail_server.ids()
    assert set(received) == ids
    assert sum(received.values()) - len(ids) <= KILLS * SETTLE_EVERY
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
    assert Delivery.objects.count() == len(ids)


def test_two_deliverers_at_once_send_each_message_once(mail_server):
    ids = queued(300)
    mail_server.seconds_per_message = 0.005
    both = [Deliverer(mail_server.port), Deliverer(mail_server.port)]
    for deliverer in both:
        deliverer.go()
    shares = [deliverer.accepted() for deliverer in both]

    assert sum(shares) == len(ids)
    assert min(shares) > 0, "one of them did nothing, so this proved nothing"
    assert set(mail_server.ids()) == ids
    assert set(mail_server.ids().values()) == {1}


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never says anything."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(20)
        yield listener.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("broker", ["closed_port", "silent_port", "file_for_a_folder"])
def test_broker_down_the_act_succeeds_and_the_message_leaves_with_the_next_round(
    mail_server, request, tmp_path, broker
):
    person = UserFactory()
    if broker == "file_for_a_folder":
        (tmp_path / "broker").write_text("not a folder")
        process = start(QUEUE, person.pk, tmp_path / "broker" / "queue", BROKER_URL="filesystem://")
    else:
        process = start(QUEUE, person.pk, BROKER_URL=f"redis://127.0.0.1:{request.getfixturevalue(broker)}/0")
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    seconds = [float(line) for line in output.split()]
    assert len(seconds) == 3
    assert seconds[0] < 4, "one try of at most a second, and the first import"
    assert max(seconds[1:]) < 0.5, "while the broker rests nobody waits for it"
    assert deliver(now_source=database_now).accepted == 3
    assert len(mail_server.received) == 3


def test_broker_up_the_worker_is_woken_once_for_each_transaction(tmp_path: Path):
    folder = tmp_path / "queue"
    folder.mkdir()
    process = start(QUEUE, UserFactory().pk, folder, BROKER_URL="filesystem://")
    process.communicate(timeout=60)
    hints = [path for path in folder.iterdir() if path.suffix == ".msg"]
    assert len(hints) == 3
    assert all("notifications.deliver_messages" in path.read_text() for path in hints)
