"""A broker in trouble, with a real process on a real database. Killed workers: `tests/faults`."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.clock import database_now
from notifications.services import deliver
from tests.factories import UserFactory
from tests.notifications.processes import QUEUE, start

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert seconds[0] < 8, "one try of at most a second, and the first import"
    assert max(seconds[1:]) < 0.9, "while the broker rests nobody waits for it"
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
