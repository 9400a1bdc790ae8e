"""A mail server that puts off, refuses, hangs up after the text, or never answers: no e-mail is lost."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Count

from accounts.clock import database_now
from notifications.enums import AttemptOutcome, MessageState
from notifications.models import Delivery, Message
from tests.faults import jobs, naive
from tests.faults.counting import count_post
from tests.faults.kills import rounds_under_kills
from tests.faults.post import fill_outbox
from tests.faults.processes import Crew
from tests.faults.sizes import LONG
from tests.faults.smtp import Recorder
from tests.faults.table import Line

#: E-mails to a server in each mood.
EACH = {"well": 20, "full": 3, "later": 3, "gone": 3, "never": 3, "drop": 3, "stall": 1}
if LONG:
    EACH = {mood: number * 20 for mood, number in EACH.items()}
REFUSED = {"gone", "never"}
UNHEARD = {"drop", "stall"}


def fill() -> int:
    now = database_now()
    for mood, number in EACH.items():
        fill_outbox(number, now=now, mood=mood)
    return sum(EACH.values())


def test_whatever_the_mail_server_does(crew: Crew, recorder: Recorder, tell_table: Callable[[Line], None]) -> None:
    recorder.stall = 3
    rows = fill()
    began = time.monotonic()
    rounds_under_kills(
        crew,
        jobs.deliver,
        [],
        workers=1,
        arguments=lambda number: (recorder.port, number * timedelta(minutes=6), 1),
        is_done=lambda: not Message.objects.waiting().exists(),
    )
    post = count_post(recorder)
    tell_table(Line("a mail server in every mood", rows, post.lost, post.doubled, repeats=post.repeats,
                    seconds=time.monotonic() - began))  # fmt: skip
    assert (post.lost, post.unsettled, post.doubled) == (0, 0, 0)
    assert post.repeats == sum(EACH[mood] for mood in UNHEARD), "those alone of which nobody heard that they arrived"
    states = Message.objects.values_list("state").annotate(number=Count("pk")).order_by()
    refused = sum(EACH[mood] for mood in REFUSED)
    assert dict(states) == {MessageState.SENT: rows - refused, MessageState.FAILED: refused}
    outcomes = dict(Delivery.objects.values_list("outcome").annotate(number=Count("pk")).order_by())
    assert outcomes[AttemptOutcome.REFUSED] == refused
    put_off = sum(EACH[mood] for mood in ("full", "later", *UNHEARD))
    assert outcomes[AttemptOutcome.DEFERRED] == put_off


def test_naive_delivery_loses_so_this_test_can_fail(
    crew: Crew, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    recorder.stall = 3
    rows = fill()
    crew.run(naive.send_and_hope, recorder.port)
    post = count_post(recorder)
    tell_table(Line("naive delivery, the same server", rows, post.lost, post.doubled))
    assert post.lost > 0
    assert not Message.objects.exclude(state=MessageState.SENT).exists(), "and it believes that all were sent"
