"""What happens by the clock exists, and its rounds do not pile up."""

import pytest
from celery.schedules import crontab

from config.celery import CLOCKS_MAY_DIFFER, HOUR, app

ENTRIES = sorted(app.conf.beat_schedule.items())


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[entry["task"] for _, entry in ENTRIES])
def test_entry_names_a_task_that_exists_and_expires(name, entry):
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks
    longest = 24 * HOUR if isinstance(entry["schedule"], crontab) else entry["schedule"]
    assert CLOCKS_MAY_DIFFER < entry["options"]["expires"] <= longest + CLOCKS_MAY_DIFFER


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[entry["task"] for _, entry in ENTRIES])
def test_what_a_new_day_brings_is_looked_for_by_a_beat_whose_clock_is_ahead_too(name, entry):
    schedule = entry["schedule"]
    if isinstance(schedule, crontab) and schedule.hour == {0}:
        assert max(schedule.minute) * 60 >= CLOCKS_MAY_DIFFER


def test_hours_are_those_of_london():
    assert str(app.timezone) == "Europe/London"


def test_a_request_never_waits_for_the_broker():
    assert app.conf.task_publish_retry is False
    assert app.conf.broker_connection_timeout <= 1
    assert app.conf.task_ignore_result is True


def test_a_task_that_dies_with_its_worker_is_done_again():
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True
    assert app.conf.worker_prefetch_multiplier == 1
