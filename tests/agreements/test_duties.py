"""The table of duties holds what the agreement says, and nothing in it contradicts itself."""

import re
from datetime import timedelta

import pytest

from agreements.duties import DEFAULT_TERMS, DUTIES, DUTY_BY_CODE
from agreements.enums import TermKey
from agreements.models import Term
from agreements.rules import TERM_UNITS
from deadlines import registry
from deadlines.enums import Unit
from deadlines.rules import AtLocalTime, Days, Duty, Hours, Limit, Step

LIMITS = {
    "key_worker_named": Limit(0, Unit.FIXED_DAY),
    "education_plan": Limit(30, Unit.DAYS),
    "plan_review": Limit(6, Unit.MONTHS),
    "key_worker_change": Limit(1, Unit.WORKING_DAYS),
    "same_day_notice": Limit(0, Unit.END_OF_DAY),
    "emergency_response": Limit(24, Unit.HOURS),
    "consent_check": Limit(12, Unit.MONTHS),
    "pathway_review": Limit(6, Unit.MONTHS),
    "pathway_review_asked": Limit(28, Unit.DAYS),
    "view_answered": Limit(10, Unit.WORKING_DAYS),
    "record_copy": Limit(1, Unit.WORKING_DAYS),
    "record_copy_by_law": Limit(1, Unit.MONTHS),
    "information_request": Limit(2, Unit.WORKING_DAYS),
    "in_touch": Limit(56, Unit.DAYS),
    "work_contact_weekly": Limit(7, Unit.DAYS),
    "work_contact_monthly": Limit(1, Unit.MONTHS),
    "taster_day": Limit(3, Unit.MONTHS),
    "in_touch_day": Limit(1, Unit.MONTHS),
    "support_review": Limit(6, Unit.MONTHS),
    "return_assessed": Limit(10, Unit.WORKING_DAYS),
    "contacts_confirmed": Limit(12, Unit.MONTHS),
    "data_protection": Limit(0, Unit.FIXED_DAY),
    "staff_training": Limit(0, Unit.FIXED_DAY),
    "agreement_review": Limit(12, Unit.MONTHS),
    "challenge_answer": Limit(10, Unit.WORKING_DAYS),
    "complaint_acknowledged": Limit(1, Unit.WORKING_DAYS),
    "complaint_answered": Limit(20, Unit.WORKING_DAYS),
}
CLAUSES = {
    "key_worker_named": ("A9",),
    "education_plan": ("A13", "A27"),
    "plan_review": ("A14", "A28"),
    "key_worker_change": ("A10",),
    "same_day_notice": ("A30",),
    "emergency_response": ("A18",),
    "consent_check": ("A11", "P19e"),
    "pathway_review": ("P2",),
    "pathway_review_asked": ("P2",),
    "view_answered": ("A15", "A24"),
    "record_copy": ("P19a",),
    "record_copy_by_law": ("P19a",),
    "information_request": ("P19b", "P19c", "P19d"),
    "in_touch": ("P1",),
    "work_contact_weekly": ("K7",),
    "work_contact_monthly": ("K7",),
    "taster_day": ("K6",),
    "in_touch_day": ("K6",),
    "support_review": ("P5",),
    "return_assessed": ("W8",),
    "contacts_confirmed": ("P12", "A20", "A36"),
    "data_protection": ("P13",),
    "staff_training": ("P3",),
    "agreement_review": ("A6",),
    "challenge_answer": ("A7", "A38"),
    "complaint_acknowledged": ("P17",),
    "complaint_answered": ("P17",),
}

each_duty = pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.code)


def test_every_clause_with_a_clock_is_there_with_its_limit():
    assert {duty.code: duty.limit for duty in DUTIES} == LIMITS
    assert {duty.code: duty.clauses for duty in DUTIES} == CLAUSES


def test_the_duties_are_registered_in_the_order_of_the_table():
    """Those of a strategy, which no agreement sets, come after them."""
    ours = ["kpi_rating", "feedback_call", "audit_answers", "board_update"]
    assert [duty.code for duty in registry.duties()] == [*(duty.code for duty in DUTIES), *ours]


@each_duty
def test_texts_are_filled_and_clauses_are_ids_of_promises(duty: Duty):
    assert all(text.strip() for text in (duty.title, duty.starts, duty.met_by))
    assert duty.clauses
    assert all(re.fullmatch(r"[AKPW]\d+[a-z]?", clause) for clause in duty.clauses)


@each_duty
def test_steps_have_different_keys_that_fit_the_column_and_somebody_to_tell(duty: Duty):
    keys = [step.key for step in duty.steps]
    assert len(set(keys)) == len(keys)
    assert all(0 < len(key) <= 30 for key in keys)
    assert all(step.audiences and len(set(step.audiences)) == len(step.audiences) for step in duty.steps)


def order(step: Step) -> tuple[float, float]:
    match step.when:
        case Days(days):
            return (days * 24 + 8, 0)
        case AtLocalTime(at):
            return (timedelta(hours=at.hour).total_seconds() / 3600, 0)
        case Hours(hours):
            return (hours, 0)


@each_duty
def test_the_ladder_is_written_in_the_order_in_which_it_is_climbed(duty: Duty):
    assert list(duty.steps) == sorted(duty.steps, key=order)


@each_duty
def test_hours_belong_to_hour_clocks_and_days_to_day_clocks(duty: Duty):
    counts_hours = duty.limit.unit == Unit.HOURS
    assert all(isinstance(step.when, Hours) == counts_hours for step in duty.steps)
    if not counts_hours:
        assert Unit.HOURS not in TERM_UNITS[TermKey(duty.code)]


@each_duty
def test_somebody_hears_of_it_on_the_last_day_and_somebody_else_once_it_is_missed(duty: Duty):
    if duty.limit.unit == Unit.HOURS:
        last_rung = duty.steps[-1]
        assert isinstance(last_rung.when, Hours)
        assert last_rung.when.after_due == 0
        return
    by_day = {step.when.after_due: set(step.audiences) for step in duty.steps if isinstance(step.when, Days)}
    assert 0 in by_day
    assert by_day[1] - by_day[0]


def audiences(code: str) -> dict[str, tuple[str, ...]]:
    return {step.key: step.audiences for step in DUTY_BY_CODE[code].steps}


def test_an_emergency_climbs_to_the_manager_and_then_to_the_virtual_school():
    assert audiences("emergency_response") == {
        "12 hours before the end": ("key_worker", "team_manager"),
        "4 hours before the end": ("key_worker", "team_manager"),
        "at the end": ("team_manager", "key_contact", "virtual_school_head"),
    }


def test_a_missed_notice_goes_to_the_signatory_and_the_key_contact():
    assert audiences("same_day_notice")["the day after"] == ("designated_person", "signatory", "key_contact")


@pytest.mark.parametrize("code", ["education_plan", "plan_review"])
def test_plan_and_review_climb_to_the_manager_then_to_the_key_contact(code: str):
    both = ("key_worker", "designated_person")
    ladder = audiences(code)
    assert ladder["on the due day"] == both
    assert ladder["the day after"] == (*both, "team_manager")
    assert ladder["7 days after"] == (*both, "team_manager", "key_contact")


def test_every_term_has_a_default_that_its_units_allow():
    assert set(DEFAULT_TERMS) == set(TermKey) == set(TERM_UNITS)
    assert all(limit.unit in TERM_UNITS[key] for key, limit in DEFAULT_TERMS.items())


def test_default_terms_are_loaded_as_rows_that_say_the_same(db: None):
    loaded = {TermKey(term.key): term.limit for term in Term.objects.filter(agreement__isnull=True)}
    assert loaded == dict(DEFAULT_TERMS)
