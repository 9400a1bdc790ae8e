"""A mail server that accepts slowly holds every hand that delivers: deadlines move on all the same."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.clock import database_now
from deadlines.models import Deadline
from tests.faults.celery_processes import BEAT, SWEEPER, WORKER, deployed
from tests.faults.sizes import FEWER
from tests.faults.smtp import Recorder
from tests.faults.table import Line
from tests.faults.whole import SOME, all_is_said, count_whole, due_for_hours, fall_due
from tests.notifications.processes import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exhaustive]

#: For each e-mail: both hands of the worker are busy for much longer than the test looks.
SLOW = 2.0
#: The beat asks for a sweep every second.
IN_TIME = 5.0


def late() -> int:
    """How many deadlines wait for a sweep that should have come."""
    return Deadline.objects.to_move_on(database_now()).count()


def test_the_sweep_has_a_hand_of_its_own(
    tmp_path: Path, broker: str, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    due = due_for_hours(2 * SOME)
    recorder.seconds_per_message = SLOW
    with deployed(tmp_path, database=database_url(), broker=broker, mail_port=recorder.port) as deployment:
        deployment.start("beat", BEAT)
        deployment.start("worker", WORKER)
        deployment.wait_until(lambda: late() == 0, seconds=120, what="the first sweep")
        deployment.wait_until(lambda: recorder.seen.total() >= 4, seconds=60, what="both hands are sending")

        fall_due(due, FEWER)
        time.sleep(IN_TIME)
        tell_table(Line("naive: slow mail server, one worker for all", FEWER, lost=late(), doubled=0, seconds=IN_TIME))
        assert late() == FEWER, "the worker had a hand free: this proved nothing"

        deployment.start("sweeper", SWEEPER)
        deployment.wait_until(lambda: late() == 0, seconds=120, what="the sweeper catches up")
        fall_due(due, FEWER)
        took = deployment.wait_until(lambda: late() == 0, seconds=IN_TIME, what="a sweep beside a slow mail server")
        assert not all_is_said(), "all e-mails had gone: this proved nothing"

        recorder.seconds_per_message = 0
        deployment.wait_until(all_is_said, seconds=120, what="every e-mail leaves")
    whole = count_whole(due, recorder)
    tell_table(whole.line("slow mail server, the sweep has its own", due, asked=0, landed=0, seconds=took))
    assert whole.is_sound, whole
