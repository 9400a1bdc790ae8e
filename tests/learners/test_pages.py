"""The pages: what a form does, what it keeps when it is wrong, and who is turned away."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from agreements.selectors import designated_person_at, key_contact_at
from learners.models import Enrolment, Learner
from learners.selectors.people import key_worker_at
from learners.services import assign_key_worker, enrol
from notifications.enums import Channel, MessageState

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today(real_now):
    return local_date(real_now)


def details(world, **changed):
    return {
        "given_name": "Ade",
        "family_name": "Brown",
        "care_status": "looked_after",
        "home_virtual_school": world.virtual_school.pk,
        "social_care": world.social_care.pk,
        **day_data("date_of_birth", date(2011, 5, 17)),
        **changed,
    }


def place(world, today, **changed):
    return {
        "provider": world.college.pk,
        "course": "Bricklaying",
        "level": "2",
        **day_data("starts_on", today),
        **changed,
    }


def url(name, thing):
    return reverse(f"learners:{name}", args=[thing.uuid])


def test_recording_a_young_person(world, client_of):
    response = client_of(world.officer.user).post("/learners/new/", details(world))
    learner = Learner.objects.get()
    assert response.url == f"/learners/{learner.uuid}/"
    assert learner.home_authority == world.virtual_school.local_authority


def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_wrong(world, client_of):
    wrong = details(world, uln="123", date_of_birth_year="2111", family_name="")
    text = client_of(world.officer.user).post("/learners/new/", wrong).content.decode()
    assert "<title>Error: " in text.replace("\n", "").replace("<title> ", "<title>") or "Error:" in text
    assert "There is a problem" in text
    assert 'value="123"' in text
    assert 'value="Ade"' in text
    assert "Date of birth must be in the past" in text
    assert not Learner.objects.exists()


def test_a_number_of_somebody_else_is_refused_next_to_the_field(world, client_of):
    world.learner(uln="9276308686")
    response = client_of(world.officer.user).post("/learners/new/", details(world, uln="9276308686"))
    assert "cannot be used here" in response.context["form"].errors["uln"][0]


def test_a_case_file_is_opened_for_the_own_agency_only(world, client_of):
    elsewhere = details(world, home_virtual_school=world.other_virtual_school.pk)
    response = client_of(world.officer.user).post("/learners/new/", elsewhere)
    assert "home_virtual_school" in response.context["form"].errors


def test_changing_details(world, client_of):
    learner = world.learner()
    client = client_of(world.social_worker.user)
    assert client.get(url("edit", learner)).status_code == 200
    changed = details(world, home_authority=learner.home_authority_id, reason="Misspelt", family_name="Browne")
    assert client.post(url("edit", learner), changed).url == f"/learners/{learner.uuid}/"
    learner.refresh_from_db()
    assert learner.full_name == "Ade Browne"


def test_recording_a_place_and_its_page(world, client_of, today):
    learner = world.learner(enrolled=False)
    client = client_of(world.officer.user)
    response = client.post(url("enrol", learner), place(world, today, mentor=world.mentor.pk), follow=True)
    text = response.content.decode()
    enrolment = Enrolment.objects.get()
    assert enrolment.mentor == world.mentor
    assert "Bricklaying at Brindley College" in text
    assert "make sure the designated person knows the key worker" in text
    tick = reverse("learners:tick", args=[enrolment.uuid, "provider_knows_contacts_on"])
    client.post(tick, day_data("done_on", today))
    tick = reverse("learners:tick", args=[enrolment.uuid, "designated_person_knows_key_worker_on"])
    text = client.post(tick, day_data("done_on", today), follow=True).content.decode()
    assert "Ready to start" in text
    assert client.get(reverse("learners:tick", args=[enrolment.uuid, "course"])).status_code == 404


def test_a_place_ends_only_after_the_page_that_says_what_happens(world, client_of, today):
    enrolment = world.enrolment()
    client = client_of(world.designated_person.user)
    answers = {"reason": "withdrew", **day_data("ended_on", today)}
    response = client.post(url("end-enrolment", enrolment), answers)
    assert "What will happen" in response.content.decode()
    enrolment.refresh_from_db()
    assert enrolment.ended_on is None
    response = client.post(url("end-enrolment", enrolment), {**answers, "confirmed": "yes"})
    assert response.url == "/learners/", "the college no longer sees the record"
    enrolment.refresh_from_db()
    assert (enrolment.ended_on, enrolment.end_reason) == (today, "withdrew")


@pytest.mark.parametrize("reason", ["permanently_excluded", "course_terminated", "died", "case_closed"])
def test_a_forged_reason_ends_nothing(world, client_of, today, reason):
    enrolment = world.enrolment()
    answers = {"reason": reason, **day_data("ended_on", today), "confirmed": "yes"}
    response = client_of(world.designated_person.user).post(url("end-enrolment", enrolment), answers)
    assert "reason" in response.context["form"].errors
    enrolment.refresh_from_db()
    assert enrolment.ended_on is None


def test_a_provider_does_not_change_a_place_at_another_one(world, client_of, real_now, today):
    learner = world.learner()
    elsewhere = enrol(
        learner=learner, provider=world.other_college, course="Art", level="2", starts_on=today, by=None, now=real_now
    )
    client = client_of(world.designated_person.user)
    for page in ("enrolment", "end-enrolment", "transfer"):
        assert client.get(url(page, elsewhere)).status_code == 404
    response = client.post(url("enrol", learner), place(world, today, provider=world.other_college.pk))
    assert "provider" in response.context["form"].errors


def test_a_transfer(world, client_of, today):
    enrolment = world.enrolment()
    answers = place(world, today, provider=world.other_college.pk, **day_data("ended_on", today))
    response = client_of(world.officer.user).post(url("transfer", enrolment), answers)
    new = Enrolment.objects.get(provider=world.other_college)
    assert response.url == url("enrolment", new)


def test_naming_a_mentor(world, client_of, today):
    enrolment = world.enrolment()
    client = client_of(world.designated_person.user)
    response = client.post(
        url("mentor", enrolment), {"mentor": world.mentor.pk, **day_data("introduced_on", today)}, follow=True
    )
    assert "Mo Mentor is the mentor" in response.content.decode() or today.strftime("%B") in response.content.decode()
    assert Learner.objects.visible_to(world.mentor.user).exists()


def test_the_key_worker_page_says_who_will_be_told(world, client_of, real_now, today):
    learner = world.learner()
    client = client_of(world.team_manager.user)
    text = client.get(url("key-worker", learner)).content.decode()
    for name in ("Sue Worker", "Dina Designated", "Kay Contact"):
        assert name in text
    answers = {
        "person": world.carer.pk,
        "kind": "foster_carer",
        "cover": world.social_worker.pk,
        **day_data("starts_on", today),
    }
    assert client.post(url("key-worker", learner), answers).url == f"/learners/{learner.uuid}/"
    post = key_worker_at(learner, real_now + DAY)
    assert (post.holder, post.cover) == (world.carer.user, world.social_worker.user)


def test_news_that_failed_is_shown_red_and_can_be_sent_again(world, client_of, real_now):
    learner = world.learner()
    changed = assign_key_worker(
        learner=learner, membership=world.carer, kind="foster_carer", starts_at=real_now, by=None, now=real_now
    )
    message = changed.notices.first().message
    message.state, message.settled_at, message.next_try_at = MessageState.FAILED, real_now, None
    message.save()
    client = client_of(world.team_manager.user)
    assert "Could not be delivered" in client.get(url("key-worker", learner)).content.decode()
    client.post(reverse("learners:tell-again", args=[learner.uuid, changed.uuid]))
    emails = {notice.message for notice in changed.notices.all() if notice.message.channel == Channel.EMAIL}
    assert len(emails) == 3
    assert client.get(reverse("learners:tell-again", args=[learner.uuid, changed.uuid])).status_code == 405


def test_cover_and_an_empty_post(world, client_of, real_now, today):
    learner = world.learner()
    client = client_of(world.team_manager.user)
    client.post(url("cover", learner), {"cover": world.carer.pk})
    assert key_worker_at(learner, real_now + DAY).cover == world.carer.user
    text = client.post(url("end-key-worker", learner), day_data("ends_on", today), follow=True).content.decode()
    assert "There is no key worker" in text
    assert client.get(url("end-key-worker", learner)).status_code == 302


def test_closing_and_a_death_ask_first(world, client_of, today):
    closing, dying = world.learner(), world.learner()
    client = client_of(world.team_manager.user)
    answers = {"reason": "Moved", **day_data("closed_on", today)}
    assert "What will happen" in client.post(url("close", closing), answers).content.decode()
    assert client.post(url("close", closing), {**answers, "confirmed": "yes"}).url == f"/learners/{closing.uuid}/"
    answers = day_data("died_on", today)
    assert "What will happen" in client.post(url("death", dying), answers).content.decode()
    dying.refresh_from_db()
    assert dying.died_on is None
    client.post(url("death", dying), {**answers, "confirmed": "yes"})
    dying.refresh_from_db()
    assert dying.died_on == today
    text = client.post(url("death", dying), {**answers, "confirmed": "yes"}).content.decode()
    assert "closed" in text


def test_a_key_worker_who_closes_a_case_lands_on_the_caseload(world, client_of, today):
    learner = world.learner()
    answers = {"reason": "Moved", **day_data("closed_on", today), "confirmed": "yes"}
    assert client_of(world.social_worker.user).post(url("close", learner), answers).url == "/learners/"


def test_restricting_naming_and_opening_again(world, client_of):
    learner = world.learner()
    client = client_of(world.team_manager.user)
    client.post(url("restrict", learner), {"people": [world.head.user.pk], "reason": "At risk"})
    learner.refresh_from_db()
    assert learner.is_restricted
    text = client.get(url("restrict", learner)).content.decode()
    assert "Hana Head" in text
    assert "Tom Manager" in text
    client.post(url("restrict", learner), {"person": world.key_contact.user.pk, "reason": "Must be told"})
    assert Learner.objects.visible_to(world.key_contact.user).exists()
    removal = reverse("learners:remove-named-person", args=[learner.uuid, world.key_contact.user.uuid])
    assert client.get(removal).status_code == 200
    client.post(removal, {"reason": "Mistake"})
    assert not Learner.objects.visible_to(world.key_contact.user).exists()
    assert client.post(url("unrestrict", learner), {"reason": ""}).status_code == 200
    client.post(url("unrestrict", learner), {"reason": "Over"})
    assert Learner.objects.visible_to(world.key_contact.user).exists()


def test_somebody_who_removes_themselves_lands_on_the_caseload(world, client_of):
    learner = world.learner()
    client = client_of(world.team_manager.user)
    client.post(url("restrict", learner), {"people": [world.head.user.pk], "reason": "At risk"})
    removal = reverse("learners:remove-named-person", args=[learner.uuid, world.team_manager.user.uuid])
    assert client.post(removal, {"reason": "I leave"}).url == "/learners/"


def test_changing_a_designated_person(world, client_of, real_now, today):
    world.learner()
    client = client_of(world.signatory.user)
    address = url("change-designated-person", world.college)
    text = client.get(address).content.decode()
    assert "At present: Dina Designated" in text
    assert "2 people are told" in text
    answers = {"holder": world.cover_person.pk, "cover": world.designated_person.pk, **day_data("starts_on", today)}
    assert client.post(address, answers).url == "/directory/"
    assert designated_person_at(world.college, real_now + DAY).holder == world.cover_person.user
    same = {"holder": world.cover_person.pk, "cover": world.cover_person.pk, **day_data("starts_on", today)}
    assert "cover" in client.post(address, same).context["form"].errors


def test_changing_a_key_contact_for_one_agreement(world, client_of, real_now, today):
    client = client_of(world.head.user)
    address = url("change-key-contact", world.virtual_school)
    assert client.get(f"{address}?agreement=nonsense").status_code == 404
    answers = {"holder": world.officer.pk, **day_data("starts_on", today)}
    client.post(f"{address}?agreement={world.agreement.uuid}", answers)
    assert key_contact_at(world.virtual_school, world.agreement, real_now + DAY).holder == world.officer.user
    assert key_contact_at(world.virtual_school, None, real_now + DAY).holder == world.key_contact.user


RECORD_PAGES = ("edit", "close", "death", "restrict", "key-worker", "cover", "end-key-worker", "enrol")
PLACE_PAGES = ("enrolment", "mentor", "end-enrolment", "transfer")


@pytest.mark.parametrize("name", [*RECORD_PAGES, *PLACE_PAGES])
@pytest.mark.parametrize("part", ["stranger", "administrator", "personal_adviser"])
def test_a_stranger_finds_nothing(world, client_of, part, name):
    learner = world.learner()
    thing = learner.enrolments.get() if name in PLACE_PAGES else learner
    assert client_of(getattr(world, part).user).get(url(name, thing)).status_code == 404


@pytest.mark.parametrize("name", [*RECORD_PAGES, *PLACE_PAGES[1:]])
def test_a_viewer_may_change_nothing(world, client_of, name):
    learner = world.learner()
    thing = learner.enrolments.get() if name in PLACE_PAGES else learner
    client = client_of(world.viewer.user)
    assert client.get(url(name, thing)).status_code == 403
    assert client.post(url(name, thing)).status_code == 403


@pytest.mark.parametrize("name", ["change-designated-person", "change-key-contact"])
def test_contacts_are_changed_by_their_own_agency(world, client_of, name):
    agency = world.college if "designated" in name else world.virtual_school
    other = world.virtual_school if "designated" in name else world.college
    assert client_of(world.stranger.user).get(url(name, agency)).status_code == 403
    assert client_of(world.social_worker.user).get(url(name, agency)).status_code == 403
    assert client_of(world.head.user).get(url(name, other)).status_code == 404


def test_without_signing_in_every_page_asks_to(world, client):
    learner = world.learner()
    for name in RECORD_PAGES:
        assert client.get(url(name, learner)).status_code == 302
    assert client.get("/learners/").status_code == 302
