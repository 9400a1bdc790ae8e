"""Somebody outside asks: logged, rung back, then told on a basis or not (P19b to P19d)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.models import User
from deadlines.enums import DeadlineState, Verb
from deadlines.models import Deadline, DeadlineEvent
from deadlines.registry import audience, duty
from deadlines.selectors.drift import find
from learners.enums import Asker, Basis, ConsentPurpose, InformationRequestState
from learners.models import CallBack, Disclosure, InformationRequest, Learner, Release
from learners.rules import NEEDS_CONSENT, Standing, asked_about, basis_of_release
from learners.selectors.disclosure_log import disclosure_log
from learners.selectors.information_requests import answering, proof_of
from learners.selectors.sharing import may_release
from learners.services import CaseIsClosed, close_case, information_requests, record_death, releasing
from learners.services.consent import record_consent
from learners.services.information_requests import (
    AnswerMissing,
    CalledBeforeAsked,
    CalledInFuture,
    NobodyAnswers,
    NotReached,
    NumberProvesNothing,
    OrganisationMissing,
    ReceivedInFuture,
    RequestEnded,
    refuse_request,
    withdraw_request,
)
from learners.services.releasing import CallBackFirst, HasDied, NoBasis, NotForThem
from learners.services.sharing import NoAgencyForIt, share_without_consent
from notifications.models import Message
from tests.crawling import text_of
from tests.factories import AgencyLinkFactory, ConsentFactory, LearnerFactory
from tests.learners.asked_outside import asked, clock, rung, told
from tests.people import World

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner(agreed=())


def nothing_drifts(now: datetime) -> None:
    assert [each for each in find(now=now) if each.duty_code == "information_request"] == []


# --- On which basis ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asker", Asker)
@pytest.mark.parametrize("stands", Standing)
def test_who_is_told_as_the_young_person_answered(asker: Asker, stands: Standing):
    """P19b and P19d: only with a yes. P19c: unless there is a no."""
    found = basis_of_release(asker, stands)
    if stands == Standing.GIVEN:
        assert found == Basis.CONSENT
    elif stands in (Standing.REFUSED, Standing.WITHDRAWN) or asker in NEEDS_CONSENT:
        assert found is None
    else:
        assert found == Basis.NOT_REFUSED


def test_parents_are_asked_about_apart_from_the_police(world: World, learner: Learner, now: datetime):
    ConsentFactory(learner=learner, purpose=ConsentPurpose.FAMILY)
    assert asked_about(Asker.PARENT) == asked_about(Asker.OTHER) == ConsentPurpose.FAMILY
    assert may_release(learner, Asker.PARENT, now).basis == Basis.CONSENT
    assert may_release(learner, Asker.OTHER_SERVICE, now).basis is None
    assert "not said no" in may_release(learner, Asker.POLICE, now).words
    with pytest.raises(NoAgencyForIt):
        share_without_consent(
            learner=learner, recipient=world.college, purpose="family", ground="benefits", reason="Why",
            until=local_date(now), by=world.social_worker.user, now=now,
        )  # fmt: skip


def test_what_a_parent_agreed_is_no_yes_after_the_18th_birthday(world: World, now: datetime):
    learner = world.learner(agreed=(), date_of_birth=date(2008, 1, 1))
    ConsentFactory(learner=learner, purpose=ConsentPurpose.FAMILY, said_by="parent", said_by_name="Ann")
    assert not may_release(learner, Asker.PARENT, now).allowed


# --- Logged and rung back ---------------------------------------------------------------------------------------------


def test_logging_starts_the_clock_and_tells_who_answers(world: World, learner: Learner, now: datetime):
    request = asked(world, learner, now, by=world.designated_person.user)
    assert (request.agency, request.came_to) == (world.social_care, world.college)
    assert clock(request).due_on == local_date(now) + timedelta(days=2)  # Tuesday to Thursday
    assert clock(request).owner == world.social_care
    people = set(Message.objects.filter(topic=f"information:{request.uuid}").values_list("recipient__name", flat=True))
    assert people == {"Sue Worker", "Tom Manager"}
    nothing_drifts(now)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"caller": " "}, AnswerMissing),
        ({"number_given": ""}, AnswerMissing),
        ({"asks": "\n"}, AnswerMissing),
        ({"organisation": ""}, OrganisationMissing),
        ({"received_at": datetime.max}, ReceivedInFuture),
    ],
)
def test_what_must_be_said(
    world: World, learner: Learner, now: datetime, fields: dict[str, Any], error: type[Exception]
):
    if "received_at" in fields:
        fields = {"received_at": now + HOUR}
    with pytest.raises(error):
        asked(world, learner, now, **fields)
    assert not InformationRequest.objects.exists()
    assert not Deadline.objects.filter(duty_code="information_request").exists()


def test_nobody_is_asked_about_who_died_or_for_whom_nobody_answers(world: World, learner: Learner, now: datetime):
    with pytest.raises(NobodyAnswers):
        asked(world, LearnerFactory(), now)
    close_case(learner=learner, closed_on=local_date(now), reason="Moved", by=world.team_manager.user, now=now)
    request = asked(world, learner, now, by=world.team_manager.user)  # of a closed case somebody asks too
    record_death(learner=learner, died_on=local_date(now), by=world.team_manager.user, now=now)
    assert clock(request).state == DeadlineState.CANCELLED
    with pytest.raises(CaseIsClosed):
        asked(world, learner, now, by=world.team_manager.user)
    refuse_request(request=request, reason="We say nothing.", by=world.team_manager.user, now=now + HOUR)
    nothing_drifts(now + HOUR)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"found_in": "caller"}, NumberProvesNothing),
        ({"was_reached": False}, NotReached),
        ({"how_confirmed": ""}, AnswerMissing),
        ({"spoke_to": " "}, AnswerMissing),
        ({"number_called": ""}, AnswerMissing),
        ({"called_at": HOUR}, CalledInFuture),
        ({"called_at": -HOUR}, CalledBeforeAsked),
    ],
)
def test_what_confirms_nobody(
    world: World, learner: Learner, now: datetime, fields: dict[str, Any], error: type[Exception]
):
    request, by = asked(world, learner, now), world.social_worker.user
    if "called_at" in fields:
        fields = {"called_at": now + fields["called_at"]}
    with pytest.raises(error):
        rung(request, now, by, **fields)
    assert not CallBack.objects.exists()


def test_a_call_that_confirms_nobody_is_kept_and_opens_nothing(world: World, learner: Learner, now: datetime):
    request, by = asked(world, learner, now), world.social_worker.user
    rung(request, now, by, found_in="caller", is_confirmed=False)
    rung(request, now, by, was_reached=False, is_confirmed=False)
    with pytest.raises(CallBackFirst):
        told(request, now, by)
    assert request.call_backs.count() == 2


def test_the_last_call_that_was_answered_decides(world: World, learner: Learner, now: datetime):
    """A mistake is put right by ringing again; that nobody answers takes nothing back."""
    request, by = asked(world, learner, now), world.social_worker.user
    first = rung(request, now + HOUR, by)
    rung(request, now + 2 * HOUR, by, was_reached=False, is_confirmed=False)
    assert proof_of(request, now + 2 * HOUR) == answering(request, now + 2 * HOUR).proof == first
    rung(request, now + 3 * HOUR, by, is_confirmed=False)
    later = now + 3 * HOUR
    assert proof_of(request, now + 2 * HOUR) == first  # as it was then
    assert proof_of(request, later) is answering(request, later).proof is None
    with pytest.raises(CallBackFirst):
        told(request, later, by)
    again = rung(request, now + 4 * HOUR, by)
    assert told(request, now + 4 * HOUR, by).call_back == again


# --- Released, refused, taken back --------------------------------------------------------------------------------------


def test_a_release_meets_the_clock_and_stands_on_the_log(world: World, learner: Learner, now: datetime):
    request, by = asked(world, learner, now), world.social_worker.user
    proof = rung(request, now + HOUR, by)
    made = told(request, now + 2 * HOUR, by)
    request.refresh_from_db()
    assert (request.state, request.ended_by, made.call_back) == (InformationRequestState.RELEASED, by, proof)
    assert (made.basis, made.consent, made.ground) == (Basis.NOT_REFUSED, None, "")
    assert not made.file
    assert clock(request).state == DeadlineState.MET
    assert DeadlineEvent.objects.filter(deadline=clock(request), verb=Verb.MET).exists()
    logged = Disclosure.objects.get(release=made)
    assert (logged.recipient_name, logged.purpose) == ("PC Ann Ward, The police", ConsentPurpose.OUTSIDE)
    assert not Message.objects.filter(topic=f"release:{made.uuid}").exists()
    nothing_drifts(now + 2 * HOUR)
    for act in (
        lambda: told(request, now + 3 * HOUR, by),
        lambda: rung(request, now + 3 * HOUR, by),
        lambda: refuse_request(request=request, reason="No", by=by, now=now),
        lambda: withdraw_request(request=request, reason="No", by=by, now=now),
    ):
        with pytest.raises(RequestEnded):
            act()


def test_a_parent_is_told_with_consent_alone(world: World, learner: Learner, now: datetime):
    by = world.social_worker.user
    request = asked(world, learner, now, asker="parent", caller="Mrs Hill", organisation="")
    rung(request, now, by, found_in="own_record", spoke_to="Mrs Hill")
    with pytest.raises(NoBasis):
        told(request, now, by)
    answer = ConsentFactory(learner=learner, purpose=ConsentPurpose.FAMILY)
    made = told(request, now, by)
    assert (made.basis, made.consent) == (Basis.CONSENT, answer)


def test_without_consent_a_ground_and_a_reason_open_it_and_the_people_around_hear(
    world: World, learner: Learner, now: datetime
):
    by = world.key_contact.user
    record_consent(
        learner=learner, purpose="outside", decision="refused", decided_on=local_date(now), how="spoken",
        said_by="young_person", by=by, now=now,
    )  # fmt: skip
    request = asked(world, learner, now)
    rung(request, now, by)
    with pytest.raises(NoBasis):
        told(request, now, by)
    with pytest.raises(AnswerMissing):
        told(request, now, by, ground="threat_to_life", reason=" ")
    made = told(request, now, by, ground="threat_to_life", reason="He is on a bridge.")
    assert (made.basis, made.ground) == (Basis.OVERRIDE, "threat_to_life")
    told_of = Message.objects.filter(topic=f"release:{made.uuid}").values_list("recipient__name", flat=True)
    assert set(told_of) == {"Sue Worker", "Tom Manager"}
    assert "Somebody’s life is in danger" in {
        entry.detail for day in disclosure_log(learner, None, user=by)[1] for entry in day.entries
    }


def test_a_refusal_answers_and_what_is_no_longer_wanted_is_cancelled(world: World, learner: Learner, now: datetime):
    by = world.social_worker.user
    first, second = asked(world, learner, now), asked(world, learner, now)
    for act in (refuse_request, withdraw_request):
        with pytest.raises(AnswerMissing):
            act(request=first, reason=" ", by=by, now=now)
    refuse_request(request=first, reason="We found no such officer.", by=by, now=now + HOUR)
    withdraw_request(request=second, reason="She rang to say so.", by=by, now=now + HOUR)
    assert (clock(first).state, clock(second).state) == (DeadlineState.MET, DeadlineState.CANCELLED)
    nothing_drifts(now + HOUR)


def test_parts_are_for_a_service_that_takes_over(world: World, learner: Learner, now: datetime):
    request, by = asked(world, learner, now), world.social_worker.user
    rung(request, now, by)
    with pytest.raises(NotForThem):
        told(request, now, by, parts=["details"])


@pytest.mark.parametrize(
    ("given_to", "recipient"),
    [
        ("PC Ann Ward", "PC Ann Ward, The police"),
        ("pc ann ward, the police", "PC Ann Ward, The police"),
        ("Sergeant Lee Hale", "Sergeant Lee Hale, for PC Ann Ward, The police"),
    ],
)
def test_the_log_says_to_whom_it_was_given(
    world: World, learner: Learner, now: datetime, given_to: str, recipient: str
):
    request, by = asked(world, learner, now), world.social_worker.user
    rung(request, now, by)
    made = told(request, now, by, given_to=given_to)
    assert made.recipient == Disclosure.objects.get(release=made).recipient_name == recipient


def test_after_a_death_nothing_is_released_and_the_request_can_still_end(
    world: World, learner: Learner, now: datetime, client_of: Callable[[User], Client]
):
    by = world.team_manager.user  # the key worker's work ends with the death
    request, other = asked(world, learner, now), asked(world, learner, now)
    rung(request, now, by)
    page = f"/information-requests/{request.uuid}/"
    client = client_of(by)
    assert f"{page}release/" in client.get(page).content.decode()
    record_death(learner=learner, died_on=local_date(now), by=by, now=now)
    with pytest.raises(HasDied):
        told(request, now, by)
    assert not Release.objects.exists()
    shown = client.get(page).content.decode()
    assert f"{page}release/" not in shown
    assert f"{page}refuse/" in shown
    assert f"{page}withdraw/" in shown
    sent = client.post(f"{page}release/", {"what": "At college.", "given_to": "PC Ann Ward", "how": "phone"})
    assert "The young person has died, so nothing can be released here." in text_of(sent)
    refuse_request(request=request, reason="We say nothing.", by=by, now=now)
    withdraw_request(request=other, reason="They rang.", by=by, now=now)


def test_where_the_virtual_school_answers_its_head_is_told(world: World, now: datetime):
    learner = LearnerFactory(home_authority=world.virtual_school.local_authority)
    AgencyLinkFactory(learner=learner, agency=world.virtual_school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    request = asked(world, learner, now, by=world.officer.user)
    assert request.agency == world.virtual_school
    messages = Message.objects.filter(topic=f"information:{request.uuid}")
    assert set(messages.values_list("recipient__name", flat=True)) == {"Hana Head"}
    told_of = {
        step.key: {
            person.name
            for name in step.audiences
            for person in audience(name)([clock(request)], now)[clock(request).pk]
        }
        for step in duty("information_request").steps
    }
    assert set(told_of) == {"on the due day", "the day after"}
    assert all("Hana Head" in people for people in told_of.values())


# --- If the last write fails nothing remains ----------------------------------------------------------------------------


class Broken(Exception):
    pass


def broken(*args: object, **fields: object) -> None:
    raise Broken


@pytest.mark.parametrize("last", ["tell_who_answers", "ledger.open_deadline"])
def test_a_request_that_cannot_be_finished_is_not_there(
    world: World, learner: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch, last: str
):
    monkeypatch.setattr(f"learners.services.information_requests.{last}", broken)
    with pytest.raises(Broken):
        asked(world, learner, now)
    assert not InformationRequest.objects.exists()
    assert not Deadline.objects.filter(duty_code="information_request").exists()
    assert not Message.objects.exists()


def test_a_release_that_cannot_be_logged_has_not_happened(
    world: World, learner: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    request, by = asked(world, learner, now), world.social_worker.user
    rung(request, now, by)
    monkeypatch.setattr(releasing, "_log", broken)
    with pytest.raises(Broken):
        told(request, now, by)
    request.refresh_from_db()
    assert request.is_open
    assert clock(request).state == DeadlineState.OPEN
    assert not Release.objects.exists()
    assert not Disclosure.objects.filter(kind="release").exists()


@pytest.mark.parametrize("act", [refuse_request, withdraw_request])
def test_a_request_whose_clock_cannot_stop_has_not_ended(
    world: World, learner: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch, act: Callable[..., object]
):
    request = asked(world, learner, now)
    monkeypatch.setattr(information_requests.ledger, "meet", broken)
    monkeypatch.setattr(information_requests.ledger, "cancel", broken)
    with pytest.raises(Broken):
        act(request=request, reason="No", by=world.social_worker.user, now=now)
    request.refresh_from_db()
    assert request.is_open
