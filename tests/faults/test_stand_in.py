"""Redis is gone, and with it the beat: deadlines move on and e-mails leave all the same, by the stand-in."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.clock import database_now
from deadlines.models import Deadline, SweepRun
from deadlines.selectors.sweeps import heartbeat
from tests.faults.celery_processes import BEAT, WORKER, deployed
from tests.faults.redis_server import MISSING, RedisServer, find_redis
from tests.faults.smtp import Recorder
from tests.faults.table import Line
from tests.faults.whole import SOME, all_is_said, count_whole, due_for_hours, fall_due
from tests.notifications.processes import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.exhaustive,
    pytest.mark.skipif(find_redis() is None, reason=MISSING),
]

#: As in docker-compose.yml, but each second instead of every twenty, and after five without the beat instead of forty.
STAND_IN = [sys.executable, "manage.py", "stand_in", "--every", "1", "--after", "5"]
WITHOUT = 8.0


def test_nothing_waits_for_a_broker_that_is_gone(
    tmp_path: Path, redis: RedisServer, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    due = due_for_hours(SOME)
    with deployed(tmp_path, database=database_url(), broker=redis.url, mail_port=recorder.port) as deployment:
        deployment.start("beat", BEAT)
        deployment.start("worker", WORKER)
        deployment.wait_until(all_is_said, seconds=120, what="everything is told before Redis goes")

        redis.stop()
        fall_due(due, SOME)
        time.sleep(WITHOUT)
        late = Deadline.objects.to_move_on(database_now()).count()
        tell_table(Line("naive: Redis stopped, nobody stands in", SOME, lost=late, doubled=0, asked=1, landed=1))
        assert late == SOME, "somebody swept without a broker: this proved nothing"

        deployment.start("stand-in", STAND_IN)
        took = deployment.wait_until(all_is_said, seconds=60, what="the stand-in tells everything, Redis being gone")
        assert not redis.answers()
        assert SweepRun.objects.filter(by_stand_in=True, moved_on__gt=0).exists()

        redis.start()
        back = database_now()
        deployment.wait_until(
            lambda: (heartbeat() or back) > back, seconds=120, what="the beat’s rounds come again", every=0.5
        )
        fall_due(due, SOME)
        deployment.wait_until(all_is_said, seconds=120, what="all go on together")
    whole = count_whole(due, recorder)
    tell_table(whole.line("Redis stopped, the stand-in works", due, asked=1, landed=1, seconds=took))
    assert whole.is_sound, whole
