"""When somebody has been told, as tables."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracking.enums import CallOutcome, SlotChannel, SlotParty
from tracking.rules import (
    SLOTS,
    CallTimeFault,
    SlotFacts,
    all_told_at,
    call_time_fault,
    is_logged_late,
    missing_for_exclusion,
    missing_notices,
    proves,
    stated_to_the_minute,
    time_in_words,
)

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 10, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("outcome", "proof"),
    [(CallOutcome.SPOKE, True), (CallOutcome.VOICEMAIL, False), (CallOutcome.NO_ANSWER, False)],
)
def test_only_speaking_to_somebody_tells_them(outcome, proof):
    assert proves(outcome) is proof


@pytest.mark.parametrize(
    ("called_at", "fault"),
    [
        (NOON, None),  # at the very moment of the incident
        (NOON - timedelta(seconds=1), CallTimeFault.BEFORE_INCIDENT),
        (NOON + HOUR, None),  # at the very moment of entry
        (NOON + HOUR + timedelta(seconds=1), CallTimeFault.IN_FUTURE),
    ],
)
def test_a_call_lies_between_the_incident_and_its_entry(called_at, fault):
    assert call_time_fault(occurred_at=NOON, called_at=called_at, now=NOON + HOUR) == fault


@pytest.mark.parametrize(
    ("after", "late"),
    [(timedelta(), False), (timedelta(hours=24), False), (timedelta(hours=24, microseconds=1), True)],
)
def test_logged_late_means_more_than_24_hours_after_the_call(after, late):
    assert is_logged_late(called_at=NOON, entered_at=NOON + after) is late


@pytest.mark.parametrize(
    ("called", "entered", "late"),
    [
        # The clocks go forward on 29 March 2026: from noon to noon is 23 hours.
        (datetime(2026, 3, 28, 12), datetime(2026, 3, 29, 12), False),
        (datetime(2026, 3, 28, 12), datetime(2026, 3, 29, 13), False),
        (datetime(2026, 3, 28, 12), datetime(2026, 3, 29, 13, 1), True),
        # They go back on 25 October 2026: from noon to noon is 25 hours.
        (datetime(2026, 10, 24, 12), datetime(2026, 10, 25, 11), False),
        (datetime(2026, 10, 24, 12), datetime(2026, 10, 25, 11, 1), True),
    ],
)
def test_the_24_hours_are_elapsed_hours(called, entered, late):
    instants = [moment.replace(tzinfo=LONDON).astimezone(UTC) for moment in (called, entered)]
    assert is_logged_late(called_at=instants[0], entered_at=instants[1]) is late


@pytest.mark.parametrize(
    ("proven", "told_at"),
    [
        ([NOON, NOON + HOUR, NOON, NOON], NOON + HOUR),  # the latest of the four
        ([NOON, NOON, NOON, None], None),
        ([NOON, NOON, NOON], None),  # a slot is missing altogether
        ([], None),
    ],
)
def test_all_are_told_when_the_last_of_four_is(proven, told_at):
    assert all_told_at(proven) == told_at


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        (datetime(2026, 10, 6, 12, 0, tzinfo=UTC), datetime(2026, 10, 6, 12, 0, 20, tzinfo=UTC)),
        (datetime(2026, 10, 6, 11, 59, tzinfo=UTC), datetime(2026, 10, 6, 11, 59, tzinfo=UTC)),
        (datetime(2026, 10, 6, 12, 1, tzinfo=UTC), datetime(2026, 10, 6, 12, 1, tzinfo=UTC)),
    ],
)
def test_a_time_typed_in_minutes_is_not_before_what_happened_in_that_minute(stated, read):
    assert stated_to_the_minute(stated, earliest=datetime(2026, 10, 6, 12, 0, 20, tzinfo=UTC)) == read


def facts(**proven: datetime | None) -> list[SlotFacts]:
    names = {SlotParty.KEY_WORKER: "Sue Worker", SlotParty.KEY_CONTACT: "Kay Contact"}
    return [SlotFacts(party, channel, names[party], proven.get(f"{party}_{channel}", NOON)) for party, channel in SLOTS]


def test_what_is_missing_is_said_in_plain_words():
    slots = facts(key_worker_phone=None, key_contact_email=None)
    assert missing_notices(slots) == [
        "nobody has spoken to Sue Worker (key worker) by phone",
        "the mail server has not accepted the e-mail to Kay Contact (Virtual School key contact)",
    ]


def test_an_empty_post_is_named():
    nobody = SlotFacts(SlotParty.KEY_WORKER, SlotChannel.PHONE, None, None)
    (line,) = missing_notices([nobody])
    assert line == "nobody could be told as key worker by phone: the post was empty and nobody stands in"


@pytest.mark.parametrize(
    ("called", "held", "missing"),
    [
        (0, 0, ["no professionals’ meeting has been called"]),
        (1, 0, ["the professionals’ meeting has not been held and recorded"]),
        (2, 1, []),
    ],
)
def test_an_exclusion_waits_for_a_meeting(called, held, missing):
    assert missing_for_exclusion(facts(), meetings_called=called, meetings_held=held) == missing


def test_an_exclusion_waits_for_four_slots():
    assert missing_for_exclusion(facts()[:3], meetings_called=1, meetings_held=1)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=5, minutes=12, seconds=59), "5 hours 12 minutes"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute"),
        (timedelta(hours=26), "26 hours"),
        (timedelta(hours=87), "3 days"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(seconds=-5), "less than a minute"),
    ],
)
def test_time_in_words(length, words):
    assert time_in_words(length) == words
