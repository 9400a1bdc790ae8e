"""The yearly return on care leavers (OC3): who is in it, what is refused all at once, and the file."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from learners.enums import Basis, CareStatus
from learners.models import Disclosure, Learner
from learners.services.endings import record_death
from tests.people import World
from tests.tracking.test_activity import COLLEGE, ILL, code, said
from tracking.enums import ContactHow
from tracking.models import CareLeaverReturn
from tracking.rules.care_leaver_return import birthday_in, proposed_activity
from tracking.selectors.care_leaver_return import in_return, proposed, whole_return
from tracking.services.activity import record_activity
from tracking.services.care_leaver_return import ReturnRefused, fill_in_return
from tracking.services.contact import log_contact

ClientOf = Callable[[User], Client]
YEAR = 2027  # the return that runs on 6 October 2026
BORN = date(2007, 5, 17)  # 19 in it
PAGE = "/care-leaver-return/2026/"


@pytest.mark.parametrize(
    ("born", "birthday"),
    [
        (date(2007, 3, 31), date(2027, 3, 31)),
        (date(2007, 4, 1), date(2026, 4, 1)),
        (date(2008, 2, 29), date(2027, 3, 1)),
    ],
)
def test_the_birthday_in_the_year_of_the_return(born: date, birthday: date):
    assert birthday_in(born, YEAR) == birthday


@pytest.mark.parametrize(
    ("number", "hours", "found"),
    [
        ("240", None, "F1"), ("240", 15, "P1"), ("230", 16, "F2"), ("250", None, "P2"), ("310", 30, "F4"),
        ("330", 10, "P5"), ("619", None, "G5"), ("640", None, "G4"), ("630", None, "G6"), ("810", None, ""),
    ],
)  # fmt: skip
def test_what_the_record_proposes(number: str, hours: int | None, found: str):
    assert proposed_activity(number, hours) == found


def leaver(world: World, **fields: object) -> Learner:
    told = {"care_status": CareStatus.FORMER_RELEVANT, "date_of_birth": BORN, **fields}
    return world.learner(**told)


def fill_in(learner: Learner, world: World, now: datetime, **fields: object) -> CareLeaverReturn | None:
    answers = {"in_touch": "YES", "activity": "F2", "accommodation": "U1", "child": "C7", "year": YEAR, **fields}
    return fill_in_return(learner=learner, **answers, by=world.social_worker.user, now=now)


def test_care_leavers_of_the_right_age_are_in_it(world: World, now: datetime):
    born = {
        "sixteen": date(2010, 4, 1), "seventeen": date(2010, 3, 31), "twenty-one": date(2005, 4, 1),
        "twenty-two": date(2005, 3, 31), "seen": date(2005, 3, 31), "twenty-six": date(2001, 3, 31),
    }  # fmt: skip
    people = {name: leaver(world, given_name=name, date_of_birth=day) for name, day in born.items()}
    world.learner(given_name="in care", date_of_birth=BORN)
    for name in ("seen", "twenty-six"):
        log_contact(
            learner=people[name], how=ContactHow.VISIT, at=now, reached=True, by=world.social_worker.user, now=now
        )
    found = {learner.given_name for learner in in_return(world.officer.user, YEAR)}
    assert found == {"seventeen", "twenty-one", "seen"}
    assert not in_return(world.stranger.user, YEAR).exists()
    assert not in_return(world.designated_person.user, YEAR).exists()


def test_everything_wrong_is_said_at_once(world: World, now: datetime):
    learner = leaver(world)
    with pytest.raises(ReturnRefused) as refused:
        fill_in(learner, world, now, activity="0", accommodation="0")
    assert [fault.field for fault in refused.value.faults] == ["activity", "accommodation"]
    with pytest.raises(ReturnRefused) as refused:
        fill_in(learner, world, now, activity="F3", accommodation="S1")
    assert [fault.field for fault in refused.value.faults] == ["activity", "accommodation"]
    with pytest.raises(ReturnRefused, match="Only care leavers"):
        fill_in(world.learner(date_of_birth=BORN), world, now)
    with pytest.raises(ReturnRefused, match="has not begun"):
        fill_in(learner, world, now, year=YEAR + 1)
    assert not CareLeaverReturn.objects.exists()


def test_an_entry_is_changed_and_taken_out_with_its_history(world: World, now: datetime):
    learner = leaver(world)
    first = fill_in(learner, world, now)
    second = fill_in(learner, world, now, activity="G5")
    assert first is not None
    assert second is not None
    assert first.pk == second.pk
    assert fill_in(learner, world, now, in_touch="", activity="", accommodation="") is None
    assert list(CareLeaverReturn.history.order_by("history_id").values_list("history_type", "activity")) == [
        ("+", "F2"), ("~", "G5"), ("-", "G5")
    ]  # fmt: skip


def test_a_death_is_in_the_record_and_in_the_return_or_in_neither(world: World, now: datetime):
    learner = leaver(world)
    nothing = {"activity": "0", "accommodation": "0"}
    with pytest.raises(ReturnRefused, match="does not say that they died"):
        fill_in(learner, world, now, in_touch="DIED", **nothing)
    record_death(learner=learner, died_on=date(2026, 9, 5), by=None, now=now)
    learner.refresh_from_db()
    with pytest.raises(ReturnRefused, match="says that they died"):
        fill_in(learner, world, now)
    assert proposed(learner, YEAR, now)["in_touch"] == "DIED"
    assert fill_in(learner, world, now, in_touch="DIED", **nothing)


def test_what_became_wrong_later_is_shown_too(world: World, now: datetime):
    learner = leaver(world, date_of_birth=date(2009, 3, 31))
    fill_in(learner, world, now, accommodation="T1")
    assert whole_return(world.officer.user, YEAR).counts == {"missing": 0, "wrong": 0, "ready": 1}
    Learner.objects.filter(pk=learner.pk).update(date_of_birth=date(2009, 4, 1))  # corrected: 17 in that year
    found = whole_return(world.officer.user, YEAR)
    assert [fault.text for row in found.rows for fault in row.faults] == ["A foyer is for people of 18 and over"]
    fill_in(learner, world, now, child="")
    assert [fault.field for row in whole_return(world.officer.user, YEAR).rows for fault in row.faults] == ["child"]


@pytest.mark.parametrize(
    ("born", "activity"),
    [
        (date(2005, 5, 17), "F2"),  # 21: what they did on the birthday
        (date(2004, 5, 17), "G4"),  # 22: what they did when somebody last reached them
    ],
)
def test_from_22_on_it_is_about_the_last_contact(world: World, now: datetime, born: date, activity: str):
    learner = leaver(world, date_of_birth=born)
    record_activity(learner=learner, code=code(COLLEGE), starts_on=date(2025, 9, 1), by=None, now=now)
    record_activity(learner=learner, code=code(ILL), starts_on=date(2026, 6, 1), by=None, now=now)
    log_contact(
        learner=learner, how=ContactHow.VISIT, at=datetime(2026, 6, 2, 12, tzinfo=UTC), reached=True,
        by=world.social_worker.user, now=now,
    )  # fmt: skip
    assert proposed(learner, YEAR, now)["activity"] == activity


def test_the_records_propose_the_first_entry(world: World, now: datetime):
    learner = leaver(world)
    record_activity(learner=learner, code=code(COLLEGE), starts_on=date(2025, 9, 1), by=None, now=now)
    record_activity(learner=learner, code=code(ILL), starts_on=date(2026, 6, 1), by=None, now=now)
    seen = datetime(2026, 6, 2, 12, tzinfo=UTC)
    log_contact(learner=learner, how=ContactHow.VISIT, at=seen, reached=True, by=world.social_worker.user, now=now)
    fill_in(learner, world, now, year=YEAR - 1, child="C9")
    assert proposed(learner, YEAR, now) == {
        "in_touch": "YES", "activity": "F2", "accommodation": "U1", "contact_on": date(2026, 6, 2), "child": "C9"
    }  # fmt: skip


# Pages


@pytest.fixture
def young(world: World) -> Learner:
    """18 in the return of 2026."""
    return leaver(world, given_name="Ann")


def test_the_return_is_filled_in_and_downloaded(world: World, young: Learner, client_of: ClientOf, real_now: datetime):
    client = client_of(world.officer.user)
    assert client.get("/care-leaver-return/").status_code == 302
    text = said(client.get(PAGE))
    assert "1 care leaver: 0 ready, 0 with something wrong, 1 not filled in" in text
    entry = reverse("tracking:care-leaver-return-of", args=[young.uuid, 2026])
    refused = client.post(entry, {"in_touch": "YES", "activity": "0", "accommodation": "", "child": "B12"})
    assert said(refused).count("Fill in all three, or none") >= 1
    assert 'value="B12"' in refused.content.decode()
    assert client.post(entry, {"in_touch": "YES", "activity": "F2", "accommodation": "U1"}).status_code == 302
    text = said(client.get(PAGE))
    assert "Enter the number by which the authority names them" in text
    none_ready = client.get(f"{PAGE}download/")
    assert none_ready.status_code == 302, "nothing is ready"
    answers = {"in_touch": "YES", "activity": "F2", "accommodation": "U1", "child": "=B12"}
    client.post(entry, answers)
    response = client.get(f"{PAGE}download/")
    assert response.content.decode().splitlines() == [
        "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM", "'=B12,17/05/2007,YES,F2,U1"
    ]  # fmt: skip
    logged = Disclosure.objects.get(learner=young)
    assert (logged.recipient_name, logged.basis, logged.by) == (
        "Department for Education",
        Basis.LAW,
        world.officer.user,
    )
    assert "Department for Education" in said(client.get(reverse("learners:sharing", args=[young.uuid])))


def test_who_may_not_download_may_not(world: World, young: Learner, client_of: ClientOf):
    assert client_of(world.social_worker.user).get(PAGE).status_code == 200
    assert client_of(world.social_worker.user).get(f"{PAGE}download/").status_code == 403
    assert client_of(world.designated_person.user).get(PAGE).status_code == 403
    entry = reverse("tracking:care-leaver-return-of", args=[young.uuid, 2026])
    assert client_of(world.designated_person.user).get(entry).status_code == 404


@pytest.mark.parametrize("year", [2021, 2040, 0])
def test_other_years_do_not_exist(world: World, young: Learner, client_of: ClientOf, year: int):
    client = client_of(world.officer.user)
    assert client.get(f"/care-leaver-return/{year}/").status_code == 404
    assert client.get(f"/learners/{young.uuid}/care-leaver-return/{year}/").status_code == 404


def test_the_page_costs_the_same_for_few_and_for_many(world: World, young: Learner, client_of: ClientOf):
    client = client_of(world.officer.user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE, {"state": "missing"}).status_code == 200
        return len(asked.captured_queries)

    client.get(PAGE)
    few = cost()
    for number in range(12):
        leaver(world, date_of_birth=BORN - timedelta(days=number))
    assert cost() == few
