"""Complaints: given to a manager, clocked, restricted (P17). Compliments: passed on (P18)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import Membership, User
from agreements.enums import ComplaintOutcome, SaidBy
from agreements.models import Complaint, Compliment
from agreements.selectors.feedback import clocks_of, complaints, may_handle
from agreements.services import end_agreement
from agreements.services.feedback import (
    AlreadyAnswered,
    FeedbackRefused,
    acknowledge_complaint,
    answer_complaint,
    pass_complaint,
    pass_on_compliment,
    record_complaint,
)
from deadlines.models import Deadline
from deadlines.registry import audience
from deadlines.selectors import drift
from deadlines.services import sweep
from notifications.models import Message
from tests.factories import MembershipFactory
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
SECRET = "Nobody rang back"


def complain(world: World, now: datetime, **other: object) -> Complaint:
    details = {
        "agreement": world.agreement,
        "about": world.college,
        "said_by": SaidBy.CARER,
        "received_on": local_date(now),
        "summary": SECRET,
        "details": "Three calls and no answer.",
        "by": world.key_contact.user,
        "now": now,
    }
    return record_complaint(**{**details, **other})


def own_drift(now: datetime) -> list[drift.Drift]:
    return [one for one in drift.find(now=now) if one.duty_code.startswith("complaint_")]


def test_it_goes_to_the_manager_with_both_clocks(world: World, now: datetime):
    complaint = complain(world, now)
    assert complaint.handler == world.signatory, "who leads the college"
    clocks = clocks_of([complaint])[complaint.pk]
    assert clocks.acknowledge
    assert clocks.answer
    assert str(clocks.acknowledge.due_on) == "2026-10-07", "one working day after Tuesday 6 October"
    assert str(clocks.answer.due_on) == "2026-11-03", "20 working days"
    assert clocks.answer.owner == world.college
    assert own_drift(now) == []


def test_the_message_says_nothing_of_it(world: World, now: datetime):
    complain(world, now)
    told = Message.objects.filter(kind="complaint")
    assert {message.recipient for message in told} == {world.signatory.user}
    for message in told:
        assert SECRET not in message.subject + message.body
        assert "calls" not in message.body
        assert str(world.college) not in message.subject + message.body


def test_only_a_manager_of_that_agency_may_be_chosen(world: World, now: datetime):
    for wrong in (world.designated_person, world.head):
        with pytest.raises(FeedbackRefused) as error:
            complain(world, now, handler=wrong)
        assert error.value.field == "handler"
    with pytest.raises(FeedbackRefused) as error:
        complain(world, now, about=world.other_college)
    assert error.value.field == "about"
    with pytest.raises(FeedbackRefused) as error:
        complain(world, now, received_on=local_date(now) + timedelta(days=1))
    assert error.value.field == "received_on"
    world.signatory.ends_at = now
    world.signatory.save()
    with pytest.raises(FeedbackRefused, match="Nobody at"):
        complain(world, now)
    assert not Complaint.objects.exists()


def test_acknowledging_and_answering_meet_the_clocks(world: World, now: datetime):
    complaint = complain(world, now)
    later, much_later = now + timedelta(hours=3), now + timedelta(days=60)
    acknowledge_complaint(complaint=complaint, by=world.signatory.user, now=later)
    again = acknowledge_complaint(complaint=complaint, by=world.signatory.user, now=later + timedelta(hours=1))
    assert again.acknowledged_at == later
    assert own_drift(later) == []
    answered = answer_complaint(
        complaint=complaint, outcome=ComplaintOutcome.UPHELD, answer="We were wrong.", by=world.signatory.user,
        now=much_later,
    )  # fmt: skip
    clocks = clocks_of([answered])[answered.pk]
    assert clocks.acknowledge
    assert clocks.answer
    assert clocks.acknowledge.met_at == later
    assert clocks.answer.status(much_later) == "met_late"
    assert own_drift(much_later) == []
    with pytest.raises(AlreadyAnswered):
        acknowledge_complaint(complaint=complaint, by=world.signatory.user, now=much_later)


def test_an_answer_acknowledges_too(world: World, now: datetime):
    complaint = complain(world, now)
    answer_complaint(
        complaint=complaint, outcome=ComplaintOutcome.WITHDRAWN, answer="They took it back.", by=world.signatory.user,
        now=now + timedelta(hours=1),
    )  # fmt: skip
    assert not Deadline.objects.open().filter(subject_kind="complaint").exists()
    assert own_drift(now + timedelta(hours=1)) == []


def test_the_ledger_notices_a_clock_that_does_not_fit(world: World, now: datetime):
    complaint = complain(world, now)
    Complaint.objects.filter(pk=complaint.pk).update(acknowledged_at=now)
    assert [one.duty_code for one in own_drift(now)] == ["complaint_acknowledged"]


def test_another_manager_takes_over(world: World, now: datetime):
    other = MembershipFactory(agency=world.college, role=RoleCode.SIGNATORY)
    complaint = complain(world, now)
    passed = pass_complaint(complaint=complaint, handler=other, reason="Away", by=world.signatory.user, now=now)
    assert passed.handler == other
    assert Message.objects.filter(kind="complaint", recipient=other.user).exists()
    with pytest.raises(FeedbackRefused, match="has it already"):
        pass_complaint(complaint=complaint, handler=other, reason="Away", by=world.signatory.user, now=now)
    with pytest.raises(FeedbackRefused) as error:
        pass_complaint(complaint=complaint, handler=world.signatory, reason=" ", by=other.user, now=now)
    assert error.value.field == "reason"


def test_the_handler_is_reminded_and_nobody_else(world: World, now: datetime):
    complain(world, now)
    sweep(now=now + timedelta(days=2))
    told = {message.recipient for message in Message.objects.exclude(kind="complaint")}
    assert told == {world.signatory.user}


def test_it_outlasts_the_agreement(world: World, now: datetime):
    complaint = complain(world, now)
    end_agreement(agreement=world.agreement, ends_on=local_date(now), reason="Closes", by=None, now=now)
    assert len([clock for clock in vars(clocks_of([complaint])[complaint.pk]).values() if clock.is_open]) == 2


# --- Who sees it ------------------------------------------------------------------------------------------------------


def test_who_sees_it_and_its_clocks(world: World, now: datetime):
    complain(world, now)
    seen = {name for name, user in world.people().items() if complaints(user).exists()}
    assert seen == {"signatory", "key_contact"}
    clocks = Deadline.objects.filter(subject_kind="complaint")
    for name, user in world.people().items():
        assert clocks.visible_to(user).exists() == (name in seen), name
    assert clocks.mine(world.signatory.user).count() == 2
    assert not clocks.mine(world.administrator.user).exists()


def test_pages_of_a_complaint(world: World, client_of: ClientOf, real_now: datetime):
    complaint = complain(world, real_now)
    url = reverse("agreements:complaint", args=[complaint.uuid])
    for part, status in (("signatory", 200), ("key_contact", 200), ("head", 404), ("viewer", 404), ("stranger", 404)):
        client = client_of(getattr(world, part).user)
        assert client.get(url).status_code == status, part
        text = client.get("/partnership/complaints/").content.decode()
        assert (SECRET in text) == (status == 200), part
        for clock in Deadline.objects.filter(subject_kind="complaint"):
            assert client.get(clock.get_absolute_url()).status_code == status, part
    recorder = client_of(world.key_contact.user)
    for name in ("acknowledge", "answer", "pass"):
        assert recorder.post(reverse(f"agreements:complaint-{name}", args=[complaint.uuid])).status_code == 403
    handler = client_of(world.signatory.user)
    text = handler.get(url).content.decode()
    assert "Acknowledge it" in text
    assert "(today)" in text
    assert handler.post(reverse("agreements:complaint-acknowledge", args=[complaint.uuid])).url == url
    refused = handler.post(reverse("agreements:complaint-answer", args=[complaint.uuid]), {"answer": "Sorry"})
    assert "There is a problem" in refused.content.decode()
    data = {"outcome": "upheld", "answer": "We ring back within a day from now on."}
    assert handler.post(reverse("agreements:complaint-answer", args=[complaint.uuid]), data).url == url
    text = handler.get(url).content.decode()
    assert "We ring back within a day" in text
    assert "Acknowledge it" not in text
    assert SECRET not in handler.get("/partnership/complaints/").content.decode()
    assert SECRET in handler.get("/partnership/complaints/?state=answered").content.decode()


def test_recording_one_page_by_page(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.viewer.user)
    new = reverse("agreements:complaint-new")
    assert "Brindley College with Home Virtual School" in client.get(new).content.decode()
    about = reverse("agreements:complaint-new-about", args=[world.agreement.uuid])
    assert client.post(new, {"agreement": world.agreement.uuid}).url == about
    data = {
        "about": str(world.virtual_school.uuid),
        "handler": str(world.key_contact.uuid),
        "said_by": "young_person",
        "summary": "Not listened to",
        "details": "She was not asked.",
        **day_data("received_on", local_date(real_now)),
    }
    wrong = {**data, "handler": str(world.signatory.uuid)}
    assert "Choose a manager of Home Virtual School" in client.post(about, wrong).content.decode()
    response = client.post(about, data)
    complaint = Complaint.objects.get()
    assert response.url == reverse("agreements:complaint", args=[complaint.uuid])
    assert complaint.handler == world.key_contact
    assert complaint.recorded_by == world.viewer.user
    assert client.get(response.url).status_code == 200


def test_nobody_complains_under_a_draft(world: World, now: datetime):
    world.agreement.status = "draft"
    world.agreement.save()
    with pytest.raises(FeedbackRefused, match="not signed yet"):
        complain(world, now)


# --- Compliments ------------------------------------------------------------------------------------------------------


def praise(world: World, now: datetime) -> Compliment:
    return pass_on_compliment(
        person=world.mentor, said_by=SaidBy.YOUNG_PERSON, text="He believed in me.", received_on=local_date(now),
        recorded_at_agency=world.virtual_school, by=world.officer.user, now=now,
    )  # fmt: skip


def test_a_compliment_reaches_the_person(world: World, client_of: ClientOf, real_now: datetime):
    compliment = praise(world, real_now)
    (told,) = Message.objects.filter(kind="compliment", channel="in_app")
    assert told.recipient == world.mentor.user
    assert "believed" not in told.body
    mentor = client_of(world.mentor.user)
    text = mentor.get(told.link).content.decode()
    assert "He believed in me." in text
    assert "About you" in text
    assert str(compliment.uuid) in told.link
    assert "He believed in me." in client_of(world.designated_person.user).get(told.link).content.decode()
    assert "He believed in me." not in client_of(world.stranger.user).get(told.link).content.decode()


def test_passing_one_on_page_by_page(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.officer.user)
    about = reverse("agreements:compliment-new-about", args=[world.college.uuid])
    new = reverse("agreements:compliment-new")
    assert client.post(new, {"agency": world.college.uuid}).url == about
    data = {
        "person": str(world.mentor.uuid),
        "said_by": "carer",
        "text": "Always on time.",
        **day_data("received_on", local_date(real_now) + timedelta(days=1)),
    }
    assert "cannot be in the future" in client.post(about, data).content.decode()
    response = client.post(about, {**data, **day_data("received_on", local_date(real_now))})
    assert response.url == "/partnership/compliments/"
    assert Compliment.objects.get().recorded_at_agency == world.virtual_school
    foreign = reverse("agreements:compliment-new-about", args=[world.other_college.uuid])
    assert client.get(foreign).status_code == 404


def test_lists_take_as_many_queries_for_many_as_for_few(
    world: World, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries: Callable
):
    client = client_of(world.signatory.user)
    complain(world, real_now)
    praise(world, real_now)
    urls = ("/partnership/complaints/", "/partnership/compliments/")
    counts = []
    for url in urls:
        client.get(url)
        with django_assert_max_num_queries(25) as counted:
            client.get(url)
        counts.append(len(counted))
    for _ in range(5):
        complain(world, real_now)
        praise(world, real_now)
    for url, count in zip(urls, counts, strict=True):
        with django_assert_max_num_queries(count):
            client.get(url)


def test_the_audience_is_the_handler_else_other_managers(world: World, now: datetime):
    complaint = complain(world, now)
    other = MembershipFactory(agency=world.college, role=RoleCode.SIGNATORY)
    deadline = Deadline.objects.filter(subject_uuid=complaint.uuid).first()
    assert deadline
    tell = audience("complaint_handler")
    assert tell([deadline], now)[deadline.pk] == [world.signatory.user]
    world.signatory.user.is_active = False
    world.signatory.user.save()
    assert tell([deadline], now)[deadline.pk] == [other.user]


# --- About one person -----------------------------------------------------------------------------------------------


@pytest.fixture
def deputy(world: World) -> Membership:
    """A second person at the college who may handle complaints."""
    hat: Membership = MembershipFactory(agency=world.college, role=RoleCode.SIGNATORY)
    return hat


def test_the_person_it_is_about_never_reads_it(
    world: World, deputy: Membership, real_now: datetime, client_of: ClientOf
):
    """Also when they lead the agency and handle its complaints: it goes to somebody else."""
    person = world.signatory.user
    complaint = complain(world, real_now, about_person=person)
    assert complaint.handler == deputy, "not who leads the college"
    assert list(complaints(person)) == []
    assert list(complaints(deputy.user)) == [complaint]
    assert not may_handle(person, complaint)
    address = reverse("agreements:complaint", args=[complaint.uuid])
    client = client_of(person)
    assert client.get(address).status_code == 404
    for act in ("acknowledge", "answer", "pass"):
        assert client.get(reverse(f"agreements:complaint-{act}", args=[complaint.uuid])).status_code == 404
    assert SECRET not in client.get(reverse("agreements:complaints"), {"state": "all"}).content.decode()
    assert client_of(deputy.user).get(address).status_code == 200
    assert not Message.objects.filter(kind="complaint", recipient=person).exists()
    assert Message.objects.filter(kind="complaint", recipient=deputy.user).exists()


def test_nor_is_it_given_to_them(world: World, deputy: Membership, now: datetime):
    person = world.signatory.user
    with pytest.raises(FeedbackRefused, match="Choose another manager"):
        complain(world, now, about_person=person, handler=world.signatory)
    complaint = complain(world, now, about_person=person)
    with pytest.raises(FeedbackRefused, match="Choose another manager"):
        pass_complaint(complaint=complaint, handler=world.signatory, reason="Holiday", by=deputy.user, now=now)
    with pytest.raises(FeedbackRefused, match="does not work at"):
        complain(world, now, about_person=world.head.user)


def test_nobody_else_there_to_give_it_to(world: World, now: datetime):
    with pytest.raises(FeedbackRefused, match="Nobody else at Brindley College"):
        complain(world, now, about_person=world.signatory.user)


def test_its_reminders_pass_them_by(world: World, deputy: Membership, now: datetime):
    """The manager has left: the others who handle complaints are told, and not the person it is about."""
    complaint = complain(world, now, about_person=world.signatory.user)
    third: Membership = MembershipFactory(agency=world.college, role=RoleCode.SIGNATORY)
    deputy.user.is_active = False
    deputy.user.save()
    clock = clocks_of([complaint])[complaint.pk].answer
    assert clock
    assert audience("complaint_handler")([clock], now) == {clock.pk: [third.user]}


def test_the_person_is_chosen_on_the_page(world: World, deputy: Membership, real_now: datetime, client_of: ClientOf):
    client = client_of(world.key_contact.user)
    address = reverse("agreements:complaint-new-about", args=[world.agreement.uuid])
    sent = {
        "about": str(world.college.uuid), "about_person": str(world.signatory.uuid), "said_by": SaidBy.CARER.value,
        "summary": SECRET, "details": "Three calls.", **day_data("received_on", local_date(real_now)),
    }  # fmt: skip
    refused = client.post(address, {**sent, "handler": str(world.signatory.uuid)})
    assert "Choose another manager" in refused.content.decode()
    assert client.post(address, sent).status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.about_person, complaint.handler) == (world.signatory.user, deputy)
    page = client.get(reverse("agreements:complaint", args=[complaint.uuid])).content.decode()
    assert f"{world.signatory.user}, who cannot open this page" in page
    passing = client_of(deputy.user).get(reverse("agreements:complaint-pass", args=[complaint.uuid]))
    assert str(world.signatory.uuid) not in passing.content.decode()
