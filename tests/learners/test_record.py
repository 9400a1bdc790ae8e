from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.enums import Purpose
from deadlines.enums import DeadlineState, Unit
from deadlines.models import Deadline
from deadlines.selectors import drift
from learners.enums import CareStatus, ConsentPurpose
from learners.models import AgencyLink, Learner
from learners.services import (
    BornInTheFuture,
    CaseIsClosed,
    UlnRefused,
    WrongKindOfAgency,
    change_learner,
    end_link,
    link_agency,
    record_learner,
)
from learners.services import record as record_module

pytestmark = pytest.mark.django_db


def details(world, **changed):
    return {
        "given_name": "Adébáyò",
        "family_name": "O’Brien",
        "preferred_name": "",
        "date_of_birth": date(2011, 5, 17),
        "uln": "9276308686",
        "home_authority": world.virtual_school.local_authority,
        "care_status": CareStatus.LOOKED_AFTER,
        "home_virtual_school": world.virtual_school,
        "social_care": world.social_care,
        "by": world.officer.user,
        **changed,
    }


def clock_of(learner):
    return Deadline.objects.get(duty_code="key_worker_named", subject_uuid=learner.uuid, state=DeadlineState.OPEN)


def test_a_case_file_links_the_home_agencies_and_starts_the_clock(world, now):
    learner = record_learner(**details(world), now=now)

    assert learner.sort_name == "obrien  adebayo"
    assert {(link.agency, link.purpose) for link in learner.links.active(now)} == {
        (world.virtual_school, Purpose.HOME_VIRTUAL_SCHOOL),
        (world.social_care, Purpose.SOCIAL_CARE),
    }
    clock = clock_of(learner)
    assert clock.owner == world.social_care
    assert (clock.limit_unit, clock.due_on) == (Unit.FIXED_DAY, date(2027, 6, 25)), "the last Friday in June of Year 11"
    assert clock.learner == learner
    assert learner.history.get().history_user == world.officer.user
    assert drift.find(now=now) == []


def test_recorded_after_year_11_has_working_days(world, now):
    learner = record_learner(**details(world, date_of_birth=date(2008, 5, 17)), now=now)  # a Tuesday
    clock = clock_of(learner)
    assert (clock.limit_amount, clock.limit_unit) == (10, Unit.WORKING_DAYS)
    assert clock.due_on == date(2026, 10, 20)
    assert drift.find(now=now) == []


def test_the_last_day_of_year_11_still_is_year_11(world):
    last_day = datetime(2027, 6, 25, 12, tzinfo=UTC)
    learner = record_learner(
        **details(world, date_of_birth=date(2011, 5, 17)), now=datetime(2026, 6, 26, 12, tzinfo=UTC)
    )
    assert clock_of(learner).due_on == last_day.date()


@pytest.mark.parametrize("uln", ["9276308685", "12345"])
def test_a_wrong_learner_number_is_refused(world, now, uln):
    with pytest.raises(UlnRefused):
        record_learner(**details(world, uln=uln), now=now)
    assert not Learner.objects.exists()


def test_a_learner_number_belongs_to_one_record_but_the_placeholder_to_many(world, now):
    record_learner(**details(world), now=now)
    with pytest.raises(UlnRefused, match="cannot be used here"):
        record_learner(**details(world), now=now)
    record_learner(**details(world, uln="9999999999"), now=now)
    record_learner(**details(world, uln="9999999999"), now=now)
    record_learner(**details(world, uln=""), now=now)
    record_learner(**details(world, uln=""), now=now)


def test_nobody_is_recorded_before_they_are_born(world, now):
    with pytest.raises(BornInTheFuture):
        record_learner(**details(world, date_of_birth=date(2026, 10, 7)), now=now)


def test_a_college_is_no_virtual_school(world, now):
    with pytest.raises(WrongKindOfAgency):
        record_learner(**details(world, home_virtual_school=world.college), now=now)
    assert not Learner.objects.exists()


def test_when_the_clock_cannot_be_opened_nothing_remains(world, now, monkeypatch):
    def refuse(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(record_module, "open_deadline", refuse)
    with pytest.raises(RuntimeError):
        record_learner(**details(world), now=now)
    assert not Learner.objects.exists()
    assert not AgencyLink.objects.exists()
    assert not Learner.history.exists()


def test_a_restricted_record_names_who_opened_it_and_the_head_of_the_virtual_school(world, now):
    learner = record_learner(**details(world, is_restricted=True), now=now)
    assert {entry.user for entry in learner.named_people.all()} == {world.officer.user, world.head.user}
    assert list(Learner.objects.visible_to(world.officer.user)) == [learner]
    assert not Learner.objects.visible_to(world.key_contact.user).exists()


def test_who_leads_the_virtual_school_restricts_alone(world, now):
    learner = record_learner(**details(world, is_restricted=True, by=world.key_contact.user), now=now)
    assert [entry.user for entry in learner.named_people.all()] == [world.key_contact.user]


def test_a_change_keeps_history_with_its_reason(world, now):
    learner = record_learner(**details(world), now=now)
    data = details(world, family_name="Okafor", given_name="Ade")
    del data["home_virtual_school"], data["social_care"]
    change_learner(learner=learner, **data, reason="Adopted", now=now + timedelta(days=1))

    learner.refresh_from_db()
    assert learner.sort_name == "okafor  ade"
    assert "oka" in learner.trigrams
    latest = learner.history.latest()
    assert (latest.history_change_reason, latest.history_user) == ("Adopted", world.officer.user)


def test_a_corrected_birthday_starts_the_key_worker_clock_afresh(world, now):
    learner = record_learner(**details(world), now=now)
    data = details(world, date_of_birth=date(2012, 5, 17))
    del data["home_virtual_school"], data["social_care"]
    change_learner(learner=learner, **data, now=now + timedelta(days=1))

    assert clock_of(learner).due_on == date(2028, 6, 30)
    assert Deadline.objects.filter(state=DeadlineState.CANCELLED, subject_uuid=learner.uuid).count() == 1
    assert drift.find(now=now + timedelta(days=1)) == []


def test_nothing_is_changed_after_a_death(world, now):
    learner = world.learner(died_on=date(2026, 9, 1))
    data = details(world)
    del data["home_virtual_school"], data["social_care"]
    with pytest.raises(CaseIsClosed):
        change_learner(learner=learner, **data, now=now)


def test_another_home_virtual_school_takes_the_place_of_the_first(world, now):
    learner = world.learner()
    link_agency(
        learner=learner,
        agency=world.other_virtual_school,
        purpose=Purpose.HOME_VIRTUAL_SCHOOL,
        starts_at=now,
        by=None,
        now=now,
    )
    assert not Learner.objects.visible_to(world.head.user).filter(pk=learner.pk).exists()
    current = learner.links.active(now).get(purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    assert current.agency == world.other_virtual_school


def test_linking_twice_keeps_the_first_link_and_ending_it_closes_the_door(world, now):
    learner = world.learner(enrolled=False, agreed=[ConsentPurpose.SUPPORT])
    arguments = {"learner": learner, "agency": world.host_virtual_school, "purpose": Purpose.HOST_VIRTUAL_SCHOOL}
    first = link_agency(**arguments, starts_at=now, by=None, now=now)
    assert link_agency(**arguments, starts_at=now, by=None, now=now) == first
    host = world.host_key_contact.user
    assert Learner.objects.visible_to(host).exists()
    end_link(link=first, by=None, now=now + timedelta(hours=1))
    assert not Learner.objects.visible_to(host).exists()
