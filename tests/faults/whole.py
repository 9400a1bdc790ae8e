"""The whole way of a message, from a deadline that is due to the mail server, counted at its end."""

from dataclasses import dataclass

from accounts.clock import database_now
from deadlines.models import Deadline
from notifications.enums import Channel, MessageState
from notifications.models import Message
from tests.faults import world
from tests.faults.counting import Count, count_sweep
from tests.faults.smtp import Recorder
from tests.faults.table import Line
from tests.faults.world import DueWorld

NOTHING_WRONG = Count(lost=0, doubled=0, without=0, waiting=0, astray=0, set_aside=0)
NOT_TO_BE_SENT = (MessageState.FAILED, MessageState.CANCELLED, MessageState.WITHHELD)


def fall_due(due: DueWorld, rows: int) -> None:
    """More deadlines of the same young people to which something is to happen now."""
    for number, case in enumerate(due.cases):
        world._fill(due, case, len(range(number, rows, len(due.cases))))


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


def count_whole(due: DueWorld, server: Recorder) -> Whole:
    ledger = count_sweep(due)
    arrived: dict[str, int] = {}
    for (_, message_id), times in server.seen.items():
        host = message_id.strip("<>").partition("@")[2]
        if host != NAIVE_HOST:
            arrived[message_id.strip("<>").partition("@")[0]] = times
    emails = Message.objects.filter(channel=Channel.EMAIL)
    wanted = {str(one) for one in emails.exclude(state__in=NOT_TO_BE_SENT).values_list("uuid", flat=True)}
    known = {str(one) for one in emails.values_list("uuid", flat=True)}
    return Whole(
        ledger=ledger,
        lost=ledger.lost + len(wanted - set(arrived)),
        doubled=ledger.doubled + len(set(arrived) - known),
        repeats=sum(times - 1 for times in arrived.values()),
        failed=emails.filter(state__in=NOT_TO_BE_SENT).count(),
    )


#: Of messages that are nothing but tasks (`celery_app.naive_send`).
NAIVE_HOST = "naive.example"


def naive_arrived(server: Recorder) -> int:
    """How many different ones the server has seen."""
    return sum(1 for _, message_id in server.seen if message_id.strip("<>").endswith("@" + NAIVE_HOST))
