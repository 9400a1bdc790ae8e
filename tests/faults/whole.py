"""The whole way of a message, from a deadline that is due to the mail server, counted at its end."""

from dataclasses import dataclass

from accounts.clock import database_now
from deadlines.models import Deadline
from notifications.enums import Channel, MessageState
from notifications.models import Message
from tests.faults import world
from tests.faults.counting import NOTHING_WRONG, Count, count_sweep
from tests.faults.sizes import FEW
from tests.faults.smtp import Recorder
from tests.faults.table import Line
from tests.faults.world import DueWorld

#: Rows of one act: they leave one e-mail after the other, slowly enough to be disturbed.
SOME = min(FEW, 200)
#: Of messages that are nothing but tasks (`celery_app.naive_send`).
NAIVE_HOST = "naive.example"
NOT_TO_BE_SENT = (MessageState.FAILED, MessageState.CANCELLED, MessageState.WITHHELD)


def due_for_hours(rows: int) -> DueWorld:
    """A world in which nothing else falls due while real processes take their time."""
    due = world.due_world(rows, now=database_now())
    Deadline.objects.filter(terms_source=world.NOT_YET).delete()
    due.cases = tuple(case for case in due.cases if case.name != world.NOT_YET)
    return due


def fall_due(due: DueWorld, rows: int) -> None:
    """More deadlines of the same young people to which something is to happen now."""
    for number, case in enumerate(due.cases):
        world._fill(due, case, len(range(number, rows, len(due.cases))))
    due.rows += rows


def all_is_said() -> bool:
    """Nothing is to be moved on, and no e-mail waits."""
    return (
        not Deadline.objects.to_move_on(database_now()).exists()
        and not Message.objects.filter(channel=Channel.EMAIL, state=MessageState.QUEUED).exists()
    )


@dataclass(frozen=True)
class Whole:
    """`lost` and `doubled` are messages: too few or too many in the tables, never arrived, or arrived under a Message-ID that no
    row has. `repeats` arrived again under their own. `failed` were given up.
    """

    ledger: Count
    lost: int
    doubled: int
    repeats: int
    failed: int

    @property
    def is_sound(self) -> bool:
        return self.ledger == NOTHING_WRONG and not (self.lost or self.doubled or self.failed)

    def line(self, scenario: str, due: DueWorld, *, asked: int, landed: int, seconds: float) -> Line:
        return Line(scenario, due.rows, self.lost, self.doubled, asked, landed, self.repeats, seconds)


def arrived(server: Recorder) -> dict[str, int]:
    """How often each message came, by what its Message-ID says is its UUID."""
    come: dict[str, int] = {}
    for (_, message_id), times in list(server.seen.items()):  # it may be at it meanwhile
        uuid, _, host = message_id.strip("<>").partition("@")
        if host != NAIVE_HOST:
            come[uuid] = come.get(uuid, 0) + times
    return come


def count_whole(due: DueWorld, server: Recorder) -> Whole:
    ledger = count_sweep(due)
    come = arrived(server)
    emails = Message.objects.filter(channel=Channel.EMAIL)
    wanted = {str(one) for one in emails.exclude(state__in=NOT_TO_BE_SENT).values_list("uuid", flat=True)}
    known = {str(one) for one in emails.values_list("uuid", flat=True)}
    return Whole(
        ledger=ledger,
        lost=ledger.lost + len(wanted - set(come)),
        doubled=ledger.doubled + len(set(come) - known),
        repeats=sum(times - 1 for times in come.values()),
        failed=emails.filter(state__in=NOT_TO_BE_SENT).count(),
    )


def naive_arrived(server: Recorder) -> int:
    """How many different ones the server has seen."""
    return sum(1 for _, message_id in list(server.seen) if message_id.strip("<>").endswith("@" + NAIVE_HOST))
