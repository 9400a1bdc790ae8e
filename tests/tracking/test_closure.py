"""The end of a case and the way back (W8): the checklist, the letter, who closes, and the clock of a return."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from education_plans.services.pathway import begin_pathway
from learners.models import Learner
from learners.services import CaseNotClosed, assign_key_worker, close_case, record_death, record_learner, reopen_case
from learners.services.consent import record_consent
from notifications.models import Message
from tests.people import World
from tracking.enums import ReturnState
from tracking.models import CaseClosure, ReturnRequest
from tracking.rules.closing import birthday, may_be_closed, may_return, missing_to_close, remaining
from tracking.selectors.closure import letter_of
from tracking.services.closure import (
    AlreadyBegun,
    ClosureError,
    NotOpen,
    NotYet,
    TooYoung,
    agree_closure,
    begin_closure,
    finish_closure,
    give_letter,
    give_up_closure,
    record_told,
    record_what_remains,
)
from tracking.services.own_clocks import CaseHasEnded
from tracking.services.returns import (
    AlreadyAsked,
    AlreadyAssessed,
    CaseIsOpen,
    NobodyAsks,
    ReturnError,
    TooOld,
    ask_to_return,
    assess_return,
)

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
#: The Tuesday of the fixture `now`.
TODAY = date(2026, 10, 6)


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [
        (date(2005, 10, 6), 21, date(2026, 10, 6)),
        (date(2004, 2, 29), 21, date(2025, 3, 1)),
        (date(2004, 2, 29), 24, date(2028, 2, 29)),
    ],
)
def test_birthdays(born: date, age: int, day: date):
    assert birthday(born, age) == day


def test_from_21_it_may_be_closed_and_until_25_they_may_come_back():
    assert [may_be_closed(date(2005, 10, 6), day) for day in (date(2026, 10, 5), date(2026, 10, 6))] == [False, True]
    assert [may_return(date(2001, 10, 6), day) for day in (date(2026, 10, 5), date(2026, 10, 6))] == [True, False]
    assert len(list(remaining(date(2001, 10, 6), date(2026, 10, 5)))) > len(
        list(remaining(date(2001, 10, 6), date(2026, 10, 6)))
    )


@pytest.mark.parametrize(
    ("done", "number"),
    [
        ({}, 4),
        ({"learns": True}, 5),
        ({"learns": True, "has_said": True}, 4),
        ({"is_told": True, "knows_what_remains": True, "is_agreed": True}, 1),
        ({"is_told": True, "knows_what_remains": True, "is_agreed": True, "has_letter": True}, 0),
        ({"is_told": True, "knows_what_remains": True, "is_agreed": True, "has_letter": True, "learns": True}, 1),
    ],
)
def test_what_is_missing(done: dict[str, bool], number: int):
    nothing = dict.fromkeys(
        ("is_told", "knows_what_remains", "is_agreed", "has_letter", "learns", "has_said"), False
    )  # fmt: skip
    assert len(missing_to_close(**{**nothing, **done})) == number


def leaver(world: World, now: datetime, age: int = 22, **fields: object) -> Learner:
    return world.learner(date_of_birth=local_date(now) - timedelta(days=age * 365 + 10), **fields)


def begun(learner: Learner, world: World, now: datetime, *, still_in_education: bool = False) -> CaseClosure:
    return begin_closure(
        learner=learner, planned_on=local_date(now) + 7 * DAY, reason="21, and manages alone",
        still_in_education=still_in_education, by=world.social_worker.user, now=now,
    )  # fmt: skip


def all_but_closed(closure: CaseClosure, world: World, now: datetime) -> CaseClosure:
    by, today = world.social_worker.user, local_date(now)
    record_told(closure=closure, told_on=today, says="I am ready.\nThank you, Sue.", by=by, now=now)
    record_what_remains(closure=closure, told_on=today, by=by, now=now)
    agree_closure(closure=closure, by=world.team_manager.user, now=now)
    return give_letter(closure=closure, given_on=today, how="By hand", by=by, now=now)


def test_step_by_step_to_a_closed_case(world: World, now: datetime):
    learner = leaver(world, now)
    closure = begun(learner, world, now)
    by, manager = world.social_worker.user, world.team_manager.user
    with pytest.raises(AlreadyBegun):
        begun(learner, world, now)
    with pytest.raises(NotYet):
        agree_closure(closure=closure, by=manager, now=now)
    record_told(closure=closure, told_on=TODAY, says="I am ready.", by=by, now=now)
    record_what_remains(closure=closure, told_on=TODAY, by=by, now=now)
    with pytest.raises(NotYet) as refused:
        give_letter(closure=closure, given_on=TODAY, how="By hand", by=by, now=now)
    assert refused.value.missing == ["have it agreed by the team manager"]
    agree_closure(closure=closure, by=manager, now=now)
    with pytest.raises(NotYet):
        finish_closure(closure=closure, closed_on=TODAY, by=manager, now=now)
    give_letter(closure=closure, given_on=TODAY, how="By hand", by=by, now=now)
    with pytest.raises(ClosureError):
        finish_closure(closure=closure, closed_on=TODAY + DAY, by=manager, now=now)
    finish_closure(closure=closure, closed_on=TODAY, by=manager, now=now)
    learner.refresh_from_db()
    closure.refresh_from_db()
    assert learner.closed_on == TODAY
    assert closure.closed_at == now
    assert closure.given_up_at is None
    assert learner.enrolments.open().count() == 0
    with pytest.raises(CaseHasEnded):
        record_told(closure=closure, told_on=TODAY, says="", by=by, now=now)


def test_the_letter_says_what_remains_and_is_kept_as_it_was_given(world: World, now: datetime):
    closure = all_but_closed(begun(leaver(world, now), world, now), world, now)
    kept = letter_of(closure)
    assert kept is not None
    with kept.file.open("rb") as stored:
        data = stored.read()
    assert kept.sha256 == closure.letter_sha256
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())
    for words in (
        "Thank you, Sue.",
        "Your adviser again",
        "within 10 working days",
        world.team_manager.user.name,
        world.social_care.name,
    ):
        assert words in text, words


def test_nobody_is_let_go_before_21(world: World, now: datetime):
    with pytest.raises(TooYoung):
        begun(leaver(world, now, age=20), world, now)
    with pytest.raises(ClosureError, match="today or later"):
        begin_closure(
            learner=leaver(world, now), planned_on=TODAY - DAY, reason="21", still_in_education=False,
            by=world.social_worker.user, now=now,
        )  # fmt: skip


def test_who_still_learns_is_heard_first(world: World, now: datetime):
    closure = begun(leaver(world, now), world, now, still_in_education=True)
    by = world.social_worker.user
    record_told(closure=closure, told_on=TODAY, says=" ", by=by, now=now)
    record_what_remains(closure=closure, told_on=TODAY, by=by, now=now)
    with pytest.raises(NotYet) as refused:
        agree_closure(closure=closure, by=world.team_manager.user, now=now)
    assert "still learn" in str(refused.value)
    record_told(closure=closure, told_on=TODAY, says="I want it to end.", by=by, now=now)
    agree_closure(closure=closure, by=world.team_manager.user, now=now)


def test_given_up_and_begun_anew(world: World, now: datetime):
    learner = leaver(world, now)
    closure = begun(learner, world, now)
    with pytest.raises(ClosureError):
        give_up_closure(closure=closure, reason=" ", by=world.social_worker.user, now=now)
    give_up_closure(closure=closure, reason="They start a course", by=world.social_worker.user, now=now)
    with pytest.raises(NotOpen):
        record_told(closure=closure, told_on=TODAY, says="", by=world.social_worker.user, now=now)
    begun(learner, world, now)


def test_a_case_that_ends_in_another_way_takes_the_closure_with_it(world: World, now: datetime):
    learner = leaver(world, now)
    closure = begun(learner, world, now)
    record_death(learner=learner, died_on=TODAY, by=world.team_manager.user, now=now)
    closure.refresh_from_db()
    assert closure.given_up_at == now


def closed(world: World, now: datetime, age: int = 22) -> Learner:
    learner = leaver(world, now, age=age)
    return close_case(learner=learner, closed_on=TODAY, reason="21", by=world.team_manager.user, now=now)


def came_back(learner: Learner, world: World, now: datetime) -> ReturnRequest:
    return ask_to_return(
        learner=learner, asked_on=local_date(now), asks_for="Help with the rent", by=world.team_manager.user, now=now
    )


def clock(request: ReturnRequest) -> Deadline:
    return Deadline.objects.get(subject_uuid=request.uuid)


def drifts(now: datetime) -> list[object]:
    codes = {"return_assessed", "pathway_review", "key_worker_change"}
    return [each for each in drift.find(now=now) if each.duty_code in codes]


def test_a_return_has_a_clock_and_the_managers_are_told(world: World, now: datetime):
    learner = closed(world, now)
    later = now + 30 * DAY
    request = ask_to_return(
        learner=learner, asked_on=local_date(later), asks_for="Help with the rent", by=world.officer.user, now=later
    )
    assert clock(request).owner == world.social_care
    assert clock(request).due_on == date(2026, 11, 19)  # ten working days after Thursday, 5 November
    assert Message.objects.filter(recipient=world.team_manager.user, topic=f"return:{request.uuid}").exists()
    with pytest.raises(AlreadyAsked):
        came_back(learner, world, later)
    assert drifts(later) == []


def test_who_is_supported_again_has_an_open_case(world: World, now: datetime):
    learner = leaver(world, now)
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=now)
    close_case(learner=learner, closed_on=TODAY, reason="21", by=world.team_manager.user, now=now)
    request = came_back(learner, world, now + 5 * DAY)
    assessed = assess_return(
        request=request, assessed_on=TODAY + 6 * DAY, assessment="Rent is late", is_supported=True,
        support="An adviser, weekly", by=world.team_manager.user, now=now + 6 * DAY,
    )  # fmt: skip
    learner.refresh_from_db()
    pathway.refresh_from_db()
    assert assessed.state == ReturnState.SUPPORTED
    assert not learner.is_closed
    assert clock(request).state == DeadlineState.MET
    assert pathway.closed_on == TODAY + 6 * DAY
    assert drifts(now + 6 * DAY) == []
    assign_key_worker(
        learner=learner, membership=world.personal_adviser, kind="personal_adviser", starts_at=now + 7 * DAY,
        by=world.team_manager.user, now=now + 7 * DAY,
    )  # fmt: skip
    assert Learner.objects.visible_to(world.personal_adviser.user).filter(pk=learner.pk).exists()
    assert drifts(now + 7 * DAY) == []
    with pytest.raises(AlreadyAssessed):
        assess_return(
            request=request, assessed_on=TODAY, assessment="Again", is_supported=False, support="There",
            by=world.team_manager.user, now=now + 8 * DAY,
        )  # fmt: skip


def test_what_stopped_with_the_case_does_not_run_on_when_it_is_opened_again(world: World, now: datetime):
    by = world.officer.user
    learner = record_learner(
        given_name="Ade", family_name="Brook", date_of_birth=TODAY - timedelta(days=22 * 365),
        home_authority=world.virtual_school.local_authority, care_status="former_relevant",
        home_virtual_school=world.virtual_school, social_care=world.social_care, by=by, now=now,
    )  # fmt: skip
    record_consent(
        learner=learner, purpose="education", decision="given", decided_on=TODAY, how="spoken", said_by="young_person",
        by=by, now=now,
    )  # fmt: skip
    close_case(learner=learner, closed_on=TODAY + DAY, reason="Moved", by=by, now=now + DAY)
    reopen_case(learner=learner, reason="Came back", by=by, now=now + 2 * DAY)
    assign_key_worker(
        learner=learner, membership=world.personal_adviser, kind="personal_adviser", starts_at=now + 3 * DAY, by=by,
        now=now + 3 * DAY,
    )  # fmt: skip
    codes = {"key_worker_named", "consent_check"}
    assert [each for each in drift.find(now=now + 3 * DAY) if each.duty_code in codes] == []
    stopped = Deadline.objects.filter(learner=learner, duty_code__in=codes)
    assert dict(stopped.values_list("duty_code", "state")) == dict.fromkeys(codes, DeadlineState.CANCELLED)


def test_who_is_shown_where_help_is_stays_closed(world: World, now: datetime):
    request = came_back(closed(world, now), world, now)
    refused = [
        {"assessed_on": TODAY + DAY, "assessment": "x", "is_supported": True, "support": "x"},
        {"assessed_on": TODAY - DAY, "assessment": "x", "is_supported": True, "support": "x"},
        {"assessed_on": TODAY, "assessment": " ", "is_supported": True, "support": "x"},
        {"assessed_on": TODAY, "assessment": "x", "is_supported": True, "support": " "},
    ]
    for answers in refused:
        with pytest.raises(ReturnError):
            assess_return(request=request, **answers, by=world.team_manager.user, now=now)
    assessed = assess_return(
        request=request, assessed_on=TODAY, assessment="A debt", is_supported=False, support="The advice centre",
        by=world.team_manager.user, now=now,
    )  # fmt: skip
    assert assessed.state == ReturnState.SIGNPOSTED
    assert assessed.learner.closed_on == TODAY
    came_back(assessed.learner, world, now)  # as often as they like


def test_who_cannot_ask(world: World, now: datetime):
    by = world.team_manager.user
    with pytest.raises(CaseIsOpen):
        came_back(leaver(world, now), world, now)
    with pytest.raises(TooOld):
        came_back(closed(world, now, age=25), world, now)
    learner = closed(world, now)
    for day in (TODAY + DAY, TODAY - DAY):
        with pytest.raises(ReturnError):
            ask_to_return(learner=learner, asked_on=day, asks_for="Help", by=by, now=now)
    record_death(learner=learner, died_on=TODAY, by=by, now=now)
    with pytest.raises(NobodyAsks):
        came_back(learner, world, now)


def test_a_death_stops_the_clock_of_a_return(world: World, now: datetime):
    learner = closed(world, now)
    request = came_back(learner, world, now)
    record_death(learner=learner, died_on=TODAY, by=world.team_manager.user, now=now)
    assert clock(request).state == DeadlineState.CANCELLED
    assert drifts(now) == []
    with pytest.raises(CaseNotClosed):
        reopen_case(learner=learner, reason="A mistake", by=world.team_manager.user, now=now)


# --- The pages --------------------------------------------------------------------------------------------------------


def test_from_the_case_file_to_the_end_of_the_case(world: World, client_of: ClientOf, real_now: datetime):
    learner = leaver(world, real_now)
    worker, manager = client_of(world.social_worker.user), client_of(world.team_manager.user)
    today = local_date(real_now)
    assert f"/learners/{learner.uuid}/casework/" in worker.get(f"/learners/{learner.uuid}/").content.decode()
    assert (
        f"/learners/{learner.uuid}/closures/new/" in worker.get(f"/learners/{learner.uuid}/casework/").content.decode()
    )
    bad = worker.post(f"/learners/{learner.uuid}/closures/new/", {"reason": "Manages alone"})
    assert "Manages alone" in bad.content.decode()
    worker.post(f"/learners/{learner.uuid}/closures/new/", {"reason": "Manages alone", **day_data("planned_on", today)})
    closure = CaseClosure.objects.get()
    here = f"/closures/{closure.uuid}/"
    assert "Tell them" in worker.get(here).content.decode()
    worker.post(f"{here}told/", {"says": "Fine by me.", **day_data("told_on", today)})
    worker.post(f"{here}remains/", day_data("told_on", today))
    assert worker.post(f"{here}agree/").status_code == 403
    assert manager.post(f"{here}agree/").status_code == 302
    draft = worker.get(f"{here}letter/")
    assert draft.content.startswith(b"%PDF")
    worker.post(f"{here}letter/give/", {"how": "By hand", **day_data("given_on", today)})
    assert b"".join(worker.get(f"{here}letter/")).startswith(b"%PDF")
    assert worker.get(f"{here}close/").status_code == 403
    assert f"{here}close/" in manager.get(here).content.decode()
    answer = manager.post(f"{here}close/", day_data("closed_on", today))
    assert answer.url == f"/learners/{learner.uuid}/casework/"
    learner.refresh_from_db()
    assert learner.closed_on == today
    assert "They ask to come back" in manager.get(answer.url).content.decode()
    manager.post(f"/learners/{learner.uuid}/returns/new/", {"asks_for": "The rent", **day_data("asked_on", today)})
    request = ReturnRequest.objects.get()
    there = f"/returns/{request.uuid}/"
    assert "To be assessed" in manager.get(there).content.decode()
    half = manager.post(
        f"{there}assess/", {"assessment": "Rent is late", "outcome": "supported", **day_data("assessed_on", today)}
    )
    assert "Write what support is agreed" in half.content.decode()
    manager.post(
        f"{there}assess/",
        {"assessment": "Late", "outcome": "supported", "support": "Weekly", **day_data("assessed_on", today)},
    )
    assert f"/learners/{learner.uuid}/key-worker/" in manager.get(there).content.decode()


def test_a_provider_finds_none_of_it(world: World, client_of: ClientOf, real_now: datetime):
    learner = leaver(world, real_now)
    closure = begun(learner, world, real_now)
    client = client_of(world.designated_person.user)
    page = client.get(f"/learners/{learner.uuid}/casework/")
    assert page.status_code == 200
    assert "end of the case" not in page.content.decode()
    for address in (f"/closures/{closure.uuid}/", f"/closures/{closure.uuid}/letter/"):
        assert client.get(address).status_code == 404
