"""A row that cannot be handled is set aside and shown; all the others are handled."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.clock import database_now
from deadlines.models import Deadline, SweepFault
from tests.faults import jobs, naive
from tests.faults.counting import NOTHING_WRONG, Count, count_sweep
from tests.faults.processes import Crew
from tests.faults.sizes import FEW, FEWER
from tests.faults.table import Line
from tests.faults.world import DueWorld, due_world

#: Two people over two channels, and the entry that they were told.
OF_ONE_REMINDER = 5


def poisoned(due: DueWorld) -> Deadline:
    """A reminder whose duty no agreement knows any more: asking for its words raises. Not the first, so that it stands in a
    batch with others.
    """
    row = Deadline.objects.filter(terms_source="reminder").order_by("pk")[1]
    Deadline.objects.filter(pk=row.pk).update(duty_code="of_no_agreement")
    return row


def test_the_others_go_on_and_operators_see_it(crew: Crew, tell_table: Callable[[Line], None]) -> None:
    due = due_world(FEW, now=database_now())
    row = poisoned(due)
    result = crew.run(jobs.sweep, due.now, max(3, FEW // 20))
    count = count_sweep(due)
    tell_table(Line("a poison row among others", due.rows, count.lost - OF_ONE_REMINDER, count.doubled))
    assert (result["deadlines"], result["faults"]) == (due.rows - 1, 1)
    assert count == Count(lost=OF_ONE_REMINDER, doubled=0, without=1, waiting=0, astray=1, set_aside=1)
    fault = SweepFault.objects.get()
    assert (fault.deadline_id, fault.error.partition(" ")[0]) == (row.pk, "KeyError")
    words = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_ledger", stdout=words)
    assert f"{row.subject_uuid}: could not be handled" in words.getvalue()

    # Put right, and an hour later:
    Deadline.objects.filter(pk=row.pk).update(duty_code=row.duty_code, next_step_at=due.now)
    crew.run(jobs.sweep, due.now, 500)
    assert count_sweep(due) == NOTHING_WRONG


def test_the_naive_sweep_stops_so_this_test_can_fail(crew: Crew, tell_table: Callable[[Line], None]) -> None:
    due = due_world(FEWER, now=database_now())
    poisoned(due)
    with pytest.raises(AssertionError, match="KeyError: 'of_no_agreement'"):
        crew.run(naive.sweep, due.now)
    count = count_sweep(due)
    tell_table(Line("naive sweep, a poison row", due.rows, count.lost, count.doubled))
    assert count.lost > OF_ONE_REMINDER
    assert count.waiting > 0
