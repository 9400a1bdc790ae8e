"""Deliverers are killed before and after handing over, before and after settling: nothing is lost, and what is repeated is
recognised by its Message-ID.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from accounts.clock import database_now
from notifications.models import Message
from notifications.rules import LEASE, SETTLE_EVERY
from tests.faults import jobs, naive
from tests.faults.counting import count_post
from tests.faults.kills import aims, rounds_under_kills
from tests.faults.points import DELIVERING, Aim, Point
from tests.faults.post import fill_outbox
from tests.faults.processes import Crew
from tests.faults.sizes import KILLS, MAILS, WORKERS
from tests.faults.smtp import Recorder
from tests.faults.table import Line

#: From one round to the next the leases of those who were killed run out.
A_LEASE_LATER = LEASE + timedelta(minutes=1)


def test_killed_between_the_outbox_and_the_mail_server(
    crew: Crew, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    fill_outbox(MAILS, now=database_now())
    began = time.monotonic()
    toll = rounds_under_kills(
        crew,
        jobs.deliver,
        aims(DELIVERING, KILLS),
        workers=WORKERS,
        arguments=lambda number: (recorder.port, number * A_LEASE_LATER),
        is_done=lambda: not Message.objects.waiting().exists(),
    )
    seconds = time.monotonic() - began
    post = count_post(recorder)
    tell_table(Line("delivery, killed at random and set points", MAILS, post.lost, post.doubled, toll.asked, toll.total,
                    post.repeats, seconds))  # fmt: skip
    assert toll.total == toll.asked == KILLS, "too few kills landed mid-work: this proved nothing"
    assert {Point.AT_RANDOM} < set(toll.landed)
    assert (post.lost, post.unsettled, post.doubled) == (0, 0, 0)
    assert 0 < post.repeats <= SETTLE_EVERY * toll.total
    assert post.attempts == MAILS, "each e-mail stands in the log of deliveries once"


def test_deliverers_at_once_send_each_message_once(
    crew: Crew, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    fill_outbox(MAILS, now=database_now())
    began = time.monotonic()
    recorder.seconds_per_message = 0.01
    workers = [crew.start(jobs.deliver, recorder.port, timedelta(), 5, 10) for _ in range(WORKERS)]
    shares = [worker.wait()["accepted"] for worker in workers]
    post = count_post(recorder)
    tell_table(Line("delivery by several at once", MAILS, post.lost, post.doubled, repeats=post.repeats,
                    seconds=time.monotonic() - began))  # fmt: skip
    assert sum(shares) == MAILS
    assert sum(share > 0 for share in shares) > 1, "one of them did everything, so this proved nothing"
    assert (post.lost, post.unsettled, post.doubled, post.repeats) == (0, 0, 0, 0)


def test_naive_deliverers_lose_and_double_so_these_tests_can_fail(
    crew: Crew, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    fill_outbox(20, now=database_now(), mood="marked")
    toll = rounds_under_kills(
        crew,
        naive.mark_then_send,
        [Aim(Point.BEFORE_HANDING, nth=3)],
        workers=1,
        arguments=lambda _: (recorder.port,),
        is_done=lambda: not Message.objects.waiting().exists(),
    )
    post = count_post(recorder)
    tell_table(Line("naive delivery: mark, then send", 20, post.lost, post.doubled, 1, toll.total, post.repeats))
    assert (post.lost, post.doubled) == (1, 0)

    fill_outbox(20, now=database_now(), mood="unmarked")
    recorder.seconds_per_message = 0.02
    for worker in [crew.start(naive.send_then_mark, recorder.port) for _ in range(2)]:
        worker.wait()
    doubled = count_post(recorder).doubled
    tell_table(Line("naive delivery: send, then mark; two at once", 20, 0, doubled))
    assert doubled > 0
