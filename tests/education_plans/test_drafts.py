"""Nothing typed is ever lost: drafts that are kept while writing, after the session, and never overtake each other."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import access
from accounts.models import Look, Membership, User
from education_plans.models import EducationPlan, PlanSection, SectionDraft
from education_plans.rules.serials import serial_at
from education_plans.services import begin_plan, save_section
from education_plans.services.drafts import (
    CHECKED_FOR,
    checked_word,
    clear_drafts,
    save_draft,
    was_checked,
    writer_of,
    writing_pass,
)
from tests.education_plans.test_pages import ClientOf
from tests.people import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world: World, real_now) -> EducationPlan:
    return begin_plan(enrolment=world.enrolment(), by=world.social_worker.user, now=real_now)


@pytest.fixture
def section(plan: EducationPlan) -> PlanSection:
    return plan.sections.get(code="views")


def draft_url(plan: EducationPlan, code: str = "views") -> str:
    return reverse("education_plans:draft", args=[plan.uuid, code])


def section_url(plan: EducationPlan, code: str = "views") -> str:
    return reverse("education_plans:section", args=[plan.uuid, code])


def posted(section: PlanSection, user: User, text: str, serial: int = 0, **more: str) -> dict[str, str]:
    found = {"going": text, "version": "0", "pass": writing_pass(section, user), **more}
    return found | ({"serial": str(serial)} if serial else {})


@pytest.mark.parametrize(("order", "kept"), [((1, 2, 3), "third"), ((3, 1, 2), "third"), ((2, 3, 1), "third")])
def test_a_late_packet_never_overwrites_a_newer_one(world: World, section: PlanSection, real_now, order, kept: str):
    texts = {1: "first", 2: "second", 3: "third"}
    for serial in order:
        found = save_draft(
            section=section,
            user=world.mentor.user,
            answers={"going": texts[serial]},
            based_on=0,
            serial=serial,
            now=real_now,
        )
        assert found.is_newest == (serial == max(order[: order.index(serial) + 1]))
    assert SectionDraft.objects.get().answers == {"going": kept}


def test_a_late_packet_does_not_bring_back_what_the_same_person_saved(world: World, plan, section, real_now):
    by = world.social_worker.user
    save_section(plan=plan, code="views", answers={"going": "All of it"}, version=0, by=by, now=real_now)
    section.refresh_from_db()
    late = save_draft(
        section=section, user=by, answers={"going": "All"}, based_on=0, serial=serial_at(real_now) - 5, now=real_now
    )
    assert not late.is_newest
    assert not SectionDraft.objects.exists()


def test_a_packet_read_before_the_section_was_saved_finds_it_saved(world: World, plan, section, real_now):
    by = world.social_worker.user
    save_section(plan=plan, code="views", answers={"going": "All of it"}, version=0, by=by, now=real_now)
    assert section.saved_at is None  # as the request read it, a moment before
    late = save_draft(
        section=section, user=by, answers={"going": "All"}, based_on=0, serial=serial_at(real_now) - 5, now=real_now
    )
    assert not late.is_newest
    assert not SectionDraft.objects.exists()


def test_a_sign_the_database_cannot_hold_costs_nobody_their_text(client_of: ClientOf, world: World, plan, section):
    user = world.social_worker.user
    answer = client_of(user).post(draft_url(plan), posted(section, user, "Brick\x00s"))
    assert answer.status_code == 200
    assert SectionDraft.objects.get().answers["going"] == "Bricks"


def test_each_person_has_a_draft_of_their_own(world: World, plan: EducationPlan, section, client_of: ClientOf):
    for person, text in ((world.social_worker, "Hers"), (world.designated_person, "His")):
        answer = client_of(person.user).post(draft_url(plan), posted(section, person.user, text, 5))
        assert answer.json()["newest"] is True
        assert len(answer.json()["saved_at"]) == 5
    drafts = {draft.user: draft.answers["going"] for draft in SectionDraft.objects.select_related("user")}
    assert drafts == {world.social_worker.user: "Hers", world.designated_person.user: "His"}
    page = client_of(world.social_worker.user).get(section_url(plan)).content.decode()
    assert "Hers" in page
    assert "His</textarea>" not in page
    assert "Dina Designated was writing here" in page


def test_saving_the_section_ends_the_draft(world: World, plan: EducationPlan, section, client_of: ClientOf):
    client, by = client_of(world.social_worker.user), world.social_worker.user
    client.post(draft_url(plan), posted(section, by, "Half", 5))
    assert "This is what you were writing" in client.get(section_url(plan)).content.decode()
    saved = client.post(section_url(plan), posted(section, by, "Whole", state="in_progress"))
    assert saved.status_code == 302
    assert not SectionDraft.objects.exists()
    assert "This is what you were writing" not in client.get(section_url(plan)).content.decode()


def test_a_draft_can_be_thrown_away(world: World, plan: EducationPlan, section, client_of: ClientOf):
    client, by = client_of(world.social_worker.user), world.social_worker.user
    client.post(draft_url(plan), posted(section, by, "Half", 5))
    client.post(section_url(plan), posted(section, by, "Half", action="discard"))
    assert not SectionDraft.objects.exists()


def test_words_sent_after_the_session_has_ended_are_kept(
    world: World, plan: EducationPlan, section, client_of: ClientOf
):
    by = world.social_worker.user
    nobody = Client()
    answer = nobody.post(draft_url(plan), posted(section, by, "Typed after half an hour", 7))
    assert (answer.status_code, answer.json()["signed_out"], answer.json()["newest"]) == (401, True, True)
    answer = nobody.post(section_url(plan), posted(section, by, "Saved too late"))
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next={section_url(plan)}"
    page = client_of(by).get(section_url(plan)).content.decode()
    assert "Saved too late" in page
    assert "This is what you were writing" in page
    assert section.answers == {}


@pytest.mark.parametrize("word", ["", "nonsense", "W10:1abc:xyz"])
def test_without_the_pass_of_a_page_nothing_is_kept(world: World, plan: EducationPlan, word: str):
    for url in (draft_url(plan), section_url(plan)):
        answer = Client().post(url, {"going": "Foreign", "version": "0", "pass": word})
        assert answer.status_code in (401, 302)
    assert not SectionDraft.objects.exists()


def test_the_pass_is_for_one_person_and_one_section(world: World, plan: EducationPlan, section, client_of: ClientOf):
    word = writing_pass(section, world.social_worker.user)
    assert writer_of(section, word) == world.social_worker.user
    assert writer_of(plan.sections.get(code="history"), word) is None
    answer = client_of(world.designated_person.user).post(
        draft_url(plan), posted(section, world.social_worker.user, "Mine?", 9)
    )
    assert answer.status_code == 400
    User.objects.filter(pk=world.social_worker.user.pk).update(is_active=False)
    assert writer_of(section, word) is None
    assert not SectionDraft.objects.exists()


def test_the_pass_of_somebody_without_access_keeps_nothing(world: World, plan: EducationPlan, section):
    data = posted(section, world.stranger.user, "Foreign")
    assert Client().post(draft_url(plan), data).json() == {"signed_out": True}
    assert not SectionDraft.objects.exists()


def test_a_form_of_an_older_sign_in_keeps_its_words(world: World, plan: EducationPlan, section):
    by = world.social_worker.user
    client = Client(enforce_csrf_checks=True)
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(section_url(plan), posted(section, by, "Before I signed in again"), follow=True)
    text = answer.content.decode()
    assert "You signed in again while this page was open" in text
    assert "Before I signed in again" in text
    refused = client.post(section_url(plan), {"going": "Foreign", "version": "0"})
    assert refused.status_code == 403
    assert plan.sections.get(code="views").answers == {}


def test_drafts_nobody_touches_go_after_the_term(world: World, section: PlanSection, real_now):
    save_draft(section=section, user=world.mentor.user, answers={"going": "x"}, based_on=0, serial=1, now=real_now)
    term = timedelta(days=settings.MAINSTAY_DRAFT_DAYS)
    assert clear_drafts(now=real_now + term) == 0
    assert clear_drafts(now=real_now + term + timedelta(seconds=1)) == 1
    assert not SectionDraft.objects.exists()


def test_safeguarding_drafts_need_the_permission(world: World, plan: EducationPlan, client_of: ClientOf):
    safeguarding = plan.sections.get(code="safeguarding")
    plan.enrolment.mentor = world.mentor
    plan.enrolment.save()
    from learners.models import Learner

    access.project(Learner, [plan.learner.pk])
    client = client_of(world.mentor.user)
    word = writing_pass(safeguarding, world.mentor.user)
    data = {"known": "x", "version": "0", "pass": word, "serial": "3"}
    assert client.post(draft_url(plan, "safeguarding"), data).status_code == 403
    assert client.get(section_url(plan, "safeguarding")).status_code == 403
    assert Client().post(draft_url(plan, "safeguarding"), data).json() == {"signed_out": True}
    assert not SectionDraft.objects.exists()


def test_answers_to_questions_that_do_not_exist_are_dropped(world: World, section: PlanSection, real_now):
    save_draft(
        section=section, user=world.mentor.user, answers={"going": "x", "evil": "y"}, based_on=0, serial=1, now=real_now
    )
    assert SectionDraft.objects.get().answers == {"going": "x"}


def test_a_draft_prolongs_the_session_and_leaves_what_it_holds(
    world: World, plan: EducationPlan, section, client_of: ClientOf
):
    """It may have begun before the person's own request and end after it."""
    by = world.social_worker.user
    client = client_of(by)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    stored = Session.objects.get(session_key=key)
    before = stored.expire_date - timedelta(minutes=10)
    Session.objects.filter(pk=key).update(expire_date=before)
    client.post(draft_url(plan), posted(section, by, "Half", 5))
    assert not Look.objects.exists(), "writing on is not looking again, every few seconds"
    after = Session.objects.get(session_key=key)
    assert after.expire_date > before
    assert after.session_data == stored.session_data


def test_a_packet_that_was_on_its_way_while_its_writer_saved_is_not_offered(
    world: World, plan, section, client_of: ClientOf
):
    by = world.social_worker.user
    now = plan.begun_at + timedelta(minutes=5)
    save_section(plan=plan, code="views", answers={"going": "All of it"}, version=0, by=by, now=now)
    SectionDraft.objects.create(
        section=section, user=by, answers={"going": "All"}, based_on=0, serial=serial_at(now) - 9, saved_at=now
    )
    client = client_of(by)
    assert "This is what you were writing" not in client.get(section_url(plan)).content.decode()
    assert "You have not saved" not in client.get(f"/learners/{plan.learner.uuid}/plan/").content.decode()
    SectionDraft.objects.update(serial=serial_at(now) + 9)
    assert "This is what you were writing" in client.get(section_url(plan)).content.decode()
    assert "You have not saved" in client.get(f"/learners/{plan.learner.uuid}/plan/").content.decode()


@pytest.mark.parametrize(("who", "queries"), [("social_worker", 10), ("designated_person", 10)])
def test_a_page_that_was_just_opened_saves_with_few_queries(
    world: World, plan: EducationPlan, section, client_of: ClientOf, who: str, queries: int
):
    """The session and its user, the clock, the section, the lock that writers share, the draft, the session’s end; two for
    the transaction.
    """
    user = getattr(world, who).user
    client = client_of(user)
    word = client.post(draft_url(plan), posted(section, user, "First", 5)).json()["checked"]
    with CaptureQueriesContext(connection) as asked:
        packet = posted(section, user, "Second", 6, checked=word)
        assert client.post(draft_url(plan), packet).json()["newest"] is True
    assert len(asked) <= queries, [query["sql"] for query in asked]
    writes = {query["sql"].split()[1] for query in asked if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))}
    assert writes == {'"education_plans_sectiondraft"', '"django_session"'}


def test_access_is_asked_again_after_a_while(
    world: World, plan: EducationPlan, section, client_of: ClientOf, monkeypatch
):
    user = world.designated_person.user
    client = client_of(user)
    word = client.post(draft_url(plan), posted(section, user, "Half", 5)).json()["checked"]
    going_on = posted(section, user, "Half and more", 6, checked=word)
    assert "checked" not in client.post(draft_url(plan), going_on).json()
    later = time.time() + CHECKED_FOR.total_seconds() + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert was_checked(section, user, client.post(draft_url(plan), going_on).json()["checked"])
    Membership.objects.filter(user=user).update(ends_at=plan.begun_at + timedelta(microseconds=1))
    access.rebuild()
    assert client.post(draft_url(plan), going_on | {"serial": "7"}).status_code == 404
    assert SectionDraft.objects.get().serial == 6


def test_what_was_found_about_one_person_and_section_says_nothing_about_others(
    world: World, plan: EducationPlan, section
):
    word = checked_word(section, world.designated_person.user)
    assert was_checked(section, world.designated_person.user, word)
    assert not was_checked(section, world.stranger.user, word)
    assert not was_checked(plan.sections.get(code="safeguarding"), world.designated_person.user, word)
    assert not was_checked(section, world.designated_person.user, writing_pass(section, world.designated_person.user))


@pytest.mark.django_db(transaction=True)
def test_people_in_one_section_do_not_wait_for_each_other(world: World, plan: EducationPlan, section, real_now):
    """One draft is being kept and does not come to an end; another person's is kept meanwhile."""

    def hers() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            save_draft(
                section=section, user=world.mentor.user, answers={"going": "x"}, based_on=0, serial=2, now=real_now
            )
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        save_draft(
            section=section,
            user=world.social_worker.user,
            answers={"going": "y"},
            based_on=0,
            serial=1,
            now=real_now,
        )
        pool.submit(hers).result(timeout=30)
    assert SectionDraft.objects.count() == 2
