import pytest

from agreements.duties import DUTIES
from deadlines.enums import Party
from learners.enums import LifeEvent
from learners.rules import CANCELLED_BY, missing_for_start, stops_clock, uln_is_valid


@pytest.mark.parametrize(
    ("uln", "valid"),
    [
        ("9276308686", True),  # the published example
        ("1000000001", False),  # r = 10, so the check digit is 0
        ("1000000000", True),
        ("9276308685", False),  # one digit off
        ("9276308668", False),  # two digits swapped
        ("9999999999", True),  # the placeholder is exempt
        ("0276308686", False),  # begins with zero
        ("927630868", False),
        ("92763086866", False),
        ("927630868X", False),
        ("٩٢٧٦٣٠٨٦٨٦", False),  # digits, but not ours
        ("", False),
        (" 9276308686", False),
    ],
)
def test_check_digit_of_a_learner_number(uln, valid):
    assert uln_is_valid(uln) is valid


def test_a_number_whose_remainder_is_zero_is_never_issued():
    """r = 0 would ask for the check digit 10."""
    stems = [f"{number:09d}" for number in range(100000000, 100000100)]
    zero = next(
        stem for stem in stems if sum(w * int(d) for w, d in zip(range(10, 1, -1), stem, strict=True)) % 11 == 0
    )
    assert not any(uln_is_valid(f"{zero}{digit}") for digit in range(10))


PLAN, REVIEW, NOTICE, EMERGENCY = "education_plan", "plan_review", "same_day_notice", "emergency_response"
NAMED, CHANGED, CONSENT = "key_worker_named", "key_worker_change", "consent_check"
PATHWAY, VIEW, COPY = (
    {"pathway_review", "pathway_review_asked"},
    {"view_answered"},
    # What somebody asks about them is asked of a closed case too (P19b to P19d).
    {"record_copy", "record_copy_by_law", "information_request"},
)
TOUCH, WORK = {"in_touch"}, {"work_contact_weekly", "work_contact_monthly"}
NO_PLACE, SUPPORT = {"taster_day", "in_touch_day"}, {"support_review"}
#: Asked for when the case is closed already (W8), so closing it again takes nothing away.
RETURN = {"return_assessed"}
#: What goes on wherever the young person learns.
LIFE = {NAMED, CHANGED, CONSENT} | PATHWAY | VIEW | TOUCH | WORK | NO_PLACE | SUPPORT
#: Duties an agency owes itself have no young person to whom anything could happen.
ABOUT_SOMEBODY = {duty.code for duty in DUTIES if duty.owed_by != Party.AGENCY}


@pytest.mark.parametrize(
    ("event", "stopped", "kept"),
    [
        (LifeEvent.ENROLMENT_ENDED, {PLAN, REVIEW}, {NOTICE, EMERGENCY} | LIFE | COPY | RETURN),
        (LifeEvent.TRANSFERRED, {PLAN, REVIEW}, {NOTICE, EMERGENCY} | LIFE | COPY | RETURN),
        (LifeEvent.CASE_CLOSED, {PLAN, REVIEW} | LIFE, {NOTICE, EMERGENCY} | COPY | RETURN),
        (LifeEvent.DIED, {PLAN, REVIEW, NOTICE, EMERGENCY} | LIFE | COPY | RETURN, set()),
    ],
)
def test_which_clocks_an_event_stops(event, stopped, kept):
    assert stopped | kept == ABOUT_SOMEBODY, "the table has a cell for every duty"
    assert {code for code in ABOUT_SOMEBODY if stops_clock(event, code)} == stopped


def test_every_event_but_death_has_its_row():
    assert set(CANCELLED_BY) == set(LifeEvent) - {LifeEvent.DIED}


def test_a_duty_added_later_goes_on_until_death():
    assert not stops_clock(LifeEvent.CASE_CLOSED, "something_new")
    assert stops_clock(LifeEvent.DIED, "something_new")


@pytest.mark.parametrize(
    ("has_key_worker", "knows", "contacts", "count"),
    [
        (True, True, True, 0),
        (False, True, True, 1),
        (True, False, True, 1),
        (True, True, False, 1),
        (False, False, False, 3),
    ],
)
def test_what_is_missing_for_the_start(has_key_worker, knows, contacts, count):
    missing = missing_for_start(
        has_key_worker=has_key_worker, designated_person_knows_key_worker=knows, provider_knows_contacts=contacts
    )
    assert len(missing) == count
