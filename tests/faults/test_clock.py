"""A worker whose clock is ten minutes wrong changes nothing: what counts is the database's clock."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import Sum

from accounts.clock import database_now
from config.celery import app
from deadlines.models import SweepRun
from tests.faults import jobs, naive
from tests.faults.counting import NOTHING_WRONG, count_post, count_sweep
from tests.faults.post import fill_outbox
from tests.faults.processes import Crew, Job
from tests.faults.sizes import FEW, FEWER
from tests.faults.smtp import Recorder
from tests.faults.table import Line
from tests.faults.worker import publish, work_off
from tests.faults.world import due_world

WRONG = timedelta(minutes=10)
MAILS = 40  # fewer than one batch: all of them are under the first lease


def test_the_sweep_goes_by_the_database(crew: Crew, tell_table: Callable[[Line], None]) -> None:
    due = due_world(FEW, now=database_now())
    workers = [crew.start(jobs.sweep_as_the_worker_does, ahead) for ahead in (-WRONG, WRONG)]
    for worker in workers:
        worker.wait()
    assert SweepRun.objects.aggregate(moved_on=Sum("moved_on"))["moved_on"] == due.rows
    count = count_sweep(due)
    tell_table(Line("sweep, clocks ten minutes behind and ahead", due.rows, count.lost, count.doubled))
    assert count == NOTHING_WRONG


def test_a_sweep_by_its_own_clock_is_wrong_so_this_test_can_fail(
    crew: Crew, tell_table: Callable[[Line], None]
) -> None:
    due = due_world(FEWER, now=database_now())
    crew.run(naive.sweep_by_own_clock, -WRONG)
    late = count_sweep(due)
    crew.run(naive.sweep_by_own_clock, WRONG)
    early = count_sweep(due)
    tell_table(Line("naive sweep, clock ten minutes behind", due.rows, late.lost, late.doubled))
    tell_table(Line("naive sweep, clock ten minutes ahead", due.rows, early.lost, early.doubled))
    assert late.waiting > 0, "who was to be told five minutes ago is not told"
    assert early.doubled > 0, "who is to be told in five minutes is told now"


@pytest.mark.parametrize(
    ("job", "repeats"), [(jobs.deliver_with_clock, False), (naive.deliver_by_own_clock, True)], ids=["sound", "naive"]
)
def test_leases_go_by_the_database(
    crew: Crew, recorder: Recorder, tell_table: Callable[[Line], None], job: Job, repeats: bool
) -> None:
    """One deliverer is at it; another comes, whose clock says that the first one's lease is over."""
    fill_outbox(MAILS, now=database_now() - timedelta(hours=1))
    recorder.seconds_per_message = 0.01
    first = crew.start(job, recorder.port, timedelta())
    while not recorder.seen:
        assert first.is_alive
    crew.run(job, recorder.port, WRONG)
    first.wait()
    post = count_post(recorder)
    name = "naive delivery" if repeats else "delivery"
    tell_table(Line(f"{name}, a clock ten minutes ahead", MAILS, post.lost, post.doubled, repeats=post.repeats))
    assert (post.lost, post.doubled) == (0, 0)
    assert bool(post.repeats) is repeats


def test_no_round_of_the_beat_is_dropped(crew: Crew, tmp_path: Path, tell_table: Callable[[Line], None]) -> None:
    """A real worker of Celery's, with a broker between. Naive: a round that expires when the next one is due."""
    due = due_world(FEW, now=database_now())
    (entry,) = (one for one in app.conf.beat_schedule.values() if one["task"] == "deadlines.sweep_deadlines")
    crew.run(publish, tmp_path, entry["task"], {"expires": entry["schedule"]})
    naive_fate = crew.run(work_off, tmp_path, entry["task"], WRONG)
    before = count_sweep(due)
    crew.run(publish, tmp_path, entry["task"], entry["options"])
    fate = crew.run(work_off, tmp_path, entry["task"], WRONG)
    after = count_sweep(due)
    tell_table(Line("a round of the beat, worker's clock ahead", due.rows, after.lost, after.doubled))
    tell_table(Line("naive expiry, worker's clock ahead", due.rows, before.lost, before.doubled))
    assert (naive_fate, fate) == ("dropped", "done")
    assert before.lost > 0, "so this test can fail"
    assert after == NOTHING_WRONG
