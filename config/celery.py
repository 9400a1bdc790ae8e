"""The worker, and everything that happens by the clock.

The broker is only a hint. Every message to a person is a database row before a task is sent, and every task below looks
for work that is due and not yet done. So a broker that loses all it holds delays work by one round and loses nothing;
that is why results are thrown away, publishing never waits, and each beat entry expires.

A round's expiry is written by the clock of the beat and read by the clock of the worker, and Celery drops what has expired
without a word. Were it as short as the round, a worker whose clock is a minute ahead would drop every round for ever. So
each holds for `CLOCKS_MAY_DIFFER` longer. After a worker was away that many rounds may wait for it, each of which finds
nothing to do in a few milliseconds.
"""

import gc
import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init, worker_ready

from config.request_id import carry_into_tasks
from deadlines.rules import SWEEP_EVERY

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("mainstay")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
carry_into_tasks()


@worker_process_init.connect
@worker_ready.connect
def keep_what_is_loaded(**_: Any) -> None:
    """What a worker has loaded by now stays for good, so Python need not look through it, again and again, for something to
    throw away: a third of the time of a sweep that handles a thousand rows.
    """
    gc.collect()
    gc.freeze()


MINUTE = 60
HOUR = 60 * MINUTE
#: By how much the clocks of beat and worker may differ before rounds are dropped. Whatever is done is judged by the
#: database's clock alone (`accounts.clock`).
CLOCKS_MAY_DIFFER = 15 * MINUTE

# A queue of its own: the sweep finds a free hand while a slow mail server, or a long list, holds all others.
app.conf.task_routes = {"deadlines.sweep_deadlines": {"queue": "clock"}}

# Hours are Europe/London local time; plain numbers are seconds. `expires` (seconds) drops a round that waited so long
# in the queue that later ones do its work. What happens in the first minutes of a day is looked for twice: by a beat whose
# clock is ahead the first time is still yesterday.
app.conf.beat_schedule = {
    "move deadlines on: reminders, breaches, escalation": {
        "task": "deadlines.sweep_deadlines",
        "schedule": SWEEP_EVERY.total_seconds(),
        "options": {"expires": SWEEP_EVERY.total_seconds() + CLOCKS_MAY_DIFFER},
    },
    "send what is waiting in the outbox": {
        "task": "notifications.deliver_messages",
        "schedule": 15,
        "options": {"expires": 15 + CLOCKS_MAY_DIFFER},
    },
    "send the daily digests": {
        "task": "notifications.send_digests",
        "schedule": crontab(hour=8, minute=0),
        "options": {"expires": 12 * HOUR},
    },
    "end sharing that no consent carries any more": {
        "task": "learners.end_sharing",
        "schedule": crontab(hour=0, minute="2,22"),
        "options": {"expires": 12 * HOUR},
    },
    "tell deputies and new key workers of what begins today": {
        "task": "learners.begin_the_day",
        "schedule": crontab(hour=0, minute=15),
        "options": {"expires": 12 * HOUR},
    },
    "tell managers of work that nobody does since somebody left": {
        "task": "learners.tell_of_work_left",
        "schedule": crontab(hour=8, minute=0),
        "options": {"expires": 12 * HOUR},
    },
    "close support between Virtual Schools whose last day has passed": {
        "task": "learners.end_support",
        "schedule": crontab(hour=0, minute="3,23"),
        "options": {"expires": 12 * HOUR},
    },
    "open and end what agencies owe for themselves, as agreements and posts begin and end": {
        "task": "agreements.settle_own_duties",
        "schedule": crontab(hour=0, minute="10,30"),
        "options": {"expires": 12 * HOUR},
    },
    "propose a review of the plan where something put a place at risk": {
        "task": "education_plans.propose_early_reviews",
        "schedule": 5 * MINUTE,
        "options": {"expires": 5 * MINUTE + CLOCKS_MAY_DIFFER},
    },
    "open a concern where attendance fell below the limit": {
        "task": "tracking.notice_attendance",
        "schedule": crontab(hour=1, minute=0),
        "options": {"expires": 12 * HOUR},
    },
    "start and stop the clocks of being in touch with care leavers": {
        "task": "tracking.settle_in_touch",
        "schedule": crontab(hour=0, minute=20),
        "options": {"expires": 12 * HOUR},
    },
    "give and withdraw access as memberships and links begin and end": {
        "task": "accounts.rebuild_access",
        "schedule": crontab(hour=0, minute="5,25"),
        "options": {"expires": 12 * HOUR},
    },
    "throw away sessions that have ended": {
        "task": "accounts.clear_sessions",
        "schedule": crontab(hour=2, minute=30),
        "options": {"expires": 12 * HOUR},
    },
    "freeze the monitor of plans when a month is over": {
        "task": "education_plans.freeze_months",
        "schedule": crontab(hour=0, minute=30),
        "options": {"expires": 12 * HOUR},
    },
    "keep what measures were when a month is over": {
        "task": "oversight.take_snapshots",
        "schedule": crontab(hour=0, minute=40),
        "options": {"expires": 12 * HOUR},
    },
    "throw away drafts of plans nobody has touched for a month": {
        "task": "education_plans.clear_drafts",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 12 * HOUR},
    },
    "ask whether access and deadlines are what the records say": {
        "task": "oversight.ask_for_nightly_checks",
        "schedule": crontab(hour=3, minute=0),
        "options": {"expires": 12 * HOUR},
    },
    "check for drift what waits to be checked": {
        "task": "oversight.run_drift_checks",
        "schedule": MINUTE,
        "options": {"expires": MINUTE + CLOCKS_MAY_DIFFER},
    },
    "throw away old traces of the sweep": {
        "task": "deadlines.forget_sweeps",
        "schedule": crontab(hour=2, minute=10),
        "options": {"expires": 12 * HOUR},
    },
    "match lists of who is on roll that wait, and those whose worker has died": {
        "task": "tracking.match_rolls",
        "schedule": 30,
        "options": {"expires": 30 + CLOCKS_MAY_DIFFER},
    },
    "forget old decisions on lines of who is on roll": {
        "task": "tracking.forget_roll_decisions",
        "schedule": crontab(hour=2, minute=20),
        "options": {"expires": 12 * HOUR},
    },
    "make long lists that wait, and those whose worker has died": {
        "task": "oversight.make_lists",
        "schedule": 30,
        "options": {"expires": 30 + CLOCKS_MAY_DIFFER},
    },
    "make board packs that wait, and those whose worker has died": {
        "task": "oversight.make_packs",
        "schedule": 30,
        "options": {"expires": 30 + CLOCKS_MAY_DIFFER},
    },
    "ask for the lists that partners exchange every month": {
        "task": "oversight.ask_for_monthly_lists",
        "schedule": crontab(hour=6, minute=0),
        "options": {"expires": 12 * HOUR},
    },
    "throw away files of lists that have been kept for a week": {
        "task": "oversight.throw_lists_away",
        "schedule": crontab(hour=2, minute=50),
        "options": {"expires": 12 * HOUR},
    },
    "throw away what was read in documents that nobody brought in": {
        "task": "oversight.throw_documents_away",
        "schedule": crontab(hour=2, minute=55),
        "options": {"expires": 12 * HOUR},
    },
}
