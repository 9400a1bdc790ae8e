"""Nothing typed into a pathway plan is ever lost either: drafts of its matters, theirs alone who write them."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import Look, User
from education_plans.enums import PathwayDomain, SectionState
from education_plans.models import PathwayPlan, PathwaySection, SectionDraft
from education_plans.services import begin_plan
from education_plans.services.drafts import clear_drafts, writer_of, writing_pass
from education_plans.services.pathway import add_action, begin_pathway, close_pathway, save_matter
from learners.models import Learner
from tests.education_plans.test_pages import ClientOf
from tests.people import World

pytestmark = pytest.mark.django_db

WRITING = "This is what you were writing"


@pytest.fixture
def pathway(world: World, learner: Learner, real_now: datetime) -> PathwayPlan:
    return begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)


@pytest.fixture
def matter(pathway: PathwayPlan) -> PathwaySection:
    return pathway.sections.get(domain="health")


def url(pathway: PathwayPlan, name: str = "draft") -> str:
    return reverse(f"education_plans:pathway-{name}", args=[pathway.uuid, "health"])


def posted(matter: PathwaySection, user: User, needs: str, serial: int = 0, **more: str) -> dict[str, str]:
    found = {"needs": needs, "says": "", "version": "0", "pass": writing_pass(matter, user), **more}
    return found | ({"serial": str(serial)} if serial else {})


def test_words_are_kept_while_they_are_written_and_shown_to_nobody_else(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf
):
    for person, words in ((world.social_worker, "Zahnarzt"), (world.team_manager, "Optiker")):
        answer = client_of(person.user).post(url(pathway), posted(matter, person.user, words, 5)).json()
        assert (answer["newest"], len(answer["saved_at"])) == (True, 5)
    assert not Look.objects.exists(), "writing on is not looking again, every few seconds"
    mine = client_of(world.social_worker.user)
    page = mine.get(url(pathway, "write")).content.decode()
    assert WRITING in page
    assert "Zahnarzt</textarea>" in page
    assert "Optiker" not in page
    assert "Tom Manager was writing here" in page
    assert f'data-app-draft-url="{url(pathway)}"' in page
    whole = mine.get(reverse("education_plans:pathway", args=[pathway.uuid])).content.decode()
    assert whole.count("You have not saved what you wrote here") == 1
    for address in ("pathway-matter", "pathway"):
        args = [pathway.uuid, "health"] if address == "pathway-matter" else [pathway.uuid]
        read = client_of(world.head.user).get(reverse(f"education_plans:{address}", args=args)).content.decode()
        for words in ("Zahnarzt", "Optiker", "You have not saved"):
            assert words not in read
    matter.refresh_from_db()
    assert (matter.needs, matter.version) == ("", 0)


def test_a_late_packet_overtakes_nothing(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf
):
    by = world.social_worker.user
    client = client_of(by)
    assert client.post(url(pathway), posted(matter, by, "newer", 9)).json()["newest"] is True
    late = client.post(url(pathway), posted(matter, by, "older", 4)).json()
    assert (late["newest"], late["serial"]) == (False, 9)
    assert SectionDraft.objects.get().answers == {"needs": "newer", "says": ""}


def test_saving_ends_the_draft_and_what_comes_late_is_not_offered(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf
):
    by = world.social_worker.user
    client = client_of(by)
    client.post(url(pathway), posted(matter, by, "Half", 5))
    client.post(url(pathway, "write"), posted(matter, by, "Whole", state="complete"))
    assert not SectionDraft.objects.exists()
    assert client.post(url(pathway), posted(matter, by, "Half", 6)).json()["newest"] is False
    assert WRITING not in client.get(url(pathway, "write")).content.decode()


def test_saving_and_coming_back_needs_no_script(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf
):
    client, by = client_of(world.social_worker.user), world.social_worker.user
    client.post(url(pathway, "write"), posted(matter, by, "Half a sen", action="later", state="complete"))
    matter.refresh_from_db()
    assert (matter.needs, matter.state) == ("Half a sen", SectionState.IN_PROGRESS)
    client.post(url(pathway), posted(matter, by, "Gone", 2**60, version="1"))
    client.post(url(pathway, "write"), posted(matter, by, "Gone", action="discard"))
    assert not SectionDraft.objects.exists()


def test_adding_something_to_do_takes_nobody_their_draft(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf, real_now: datetime
):
    by = world.social_worker.user
    client = client_of(by)
    client.post(url(pathway), posted(matter, by, "Half", 5))
    add_action(
        pathway=pathway, domain=PathwayDomain.HEALTH, how="Ring", owner_name="Sue", due_on=local_date(real_now), by=by,
        now=real_now,
    )  # fmt: skip
    assert "Half</textarea>" in client.get(url(pathway, "write")).content.decode()
    assert client.post(url(pathway), posted(matter, by, "Half of it", 6)).json()["newest"] is True


def test_the_second_to_save_keeps_the_words_as_a_draft(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf
):
    by = world.social_worker.user
    client_of(world.team_manager.user).post(
        url(pathway, "write"), posted(matter, world.team_manager.user, "A dentist", state="in_progress")
    )
    client = client_of(by)
    conflict = client.post(url(pathway, "write"), posted(matter, by, "An optician", state="in_progress"))
    page = conflict.content.decode()
    for words in ("two versions", "A dentist", "An optician", "Theirs, saved", "Mine, not saved yet"):
        assert words in page
    matter.refresh_from_db()
    assert matter.needs == "A dentist"
    assert "An optician</textarea>" in client.get(url(pathway, "write")).content.decode()


def test_words_sent_after_the_session_has_ended_are_kept(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf
):
    by, nobody = world.social_worker.user, Client()
    answer = nobody.post(url(pathway), posted(matter, by, "Typed", 7))
    assert (answer.status_code, answer.json()["signed_out"], answer.json()["newest"]) == (401, True, True)
    answer = nobody.post(url(pathway, "write"), posted(matter, by, "Saved too late"))
    assert answer["Location"] == f"/sign-in/?next={url(pathway, 'write')}"
    assert "Saved too late</textarea>" in client_of(by).get(url(pathway, "write")).content.decode()


def test_a_form_of_an_older_sign_in_keeps_its_words(world: World, pathway: PathwayPlan, matter: PathwaySection):
    by = world.social_worker.user
    client = Client(enforce_csrf_checks=True)
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(url(pathway, "write"), posted(matter, by, "Before"), follow=True).content.decode()
    assert "You signed in again while this page was open" in page
    assert "Before</textarea>" in page
    assert client.post(url(pathway, "write"), {"needs": "Foreign", "version": "0"}).status_code == 403


def test_the_pass_is_for_one_person_and_one_matter(
    world: World,
    pathway: PathwayPlan,
    matter: PathwaySection,
    learner: Learner,
    client_of: ClientOf,
    real_now: datetime,
):
    by = world.social_worker.user
    word = writing_pass(matter, by)
    assert writer_of(matter, word) == by
    assert writer_of(pathway.sections.get(domain="family"), word) is None
    plan = begin_plan(enrolment=world.enrolment(learner), by=by, now=real_now)
    plan.sections.filter(code="views").update(id=matter.pk)
    assert writer_of(plan.sections.get(code="views"), word) is None, "nor for a section with the same number"
    foreign = client_of(world.team_manager.user).post(url(pathway), posted(matter, by, "Mine?", 9))
    assert foreign.status_code == 400
    for word in ("", "nonsense"):
        data = {"needs": "Foreign", "version": "0", "pass": word}
        assert Client().post(url(pathway), data).json() == {"signed_out": True}
        assert Client().post(url(pathway, "write"), data).status_code == 302
    assert not SectionDraft.objects.exists()


def test_who_does_not_see_the_plan_or_may_not_write_it_keeps_nothing(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf
):
    for person, status in ((world.stranger, 404), (world.designated_person, 404), (world.mentor, 404)):
        data = posted(matter, person.user, "Foreign", 3)
        assert client_of(person.user).post(url(pathway), data).status_code == status
        assert Client().post(url(pathway), data).json() == {"signed_out": True}
    assert not SectionDraft.objects.exists()


def test_a_closed_plan_takes_no_words_from_the_signed_out(
    world: World, pathway: PathwayPlan, matter: PathwaySection, real_now: datetime
):
    by = world.social_worker.user
    data = posted(matter, by, "Late", 3)
    close_pathway(pathway=pathway, reason="They are 25", by=by, now=real_now)
    assert Client().post(url(pathway), data).json() == {"signed_out": True}
    assert not SectionDraft.objects.exists()


def test_drafts_nobody_touches_go_after_the_term(
    world: World, pathway: PathwayPlan, matter: PathwaySection, real_now: datetime
):
    SectionDraft.objects.create(matter=matter, user=world.mentor.user, answers={}, based_on=0, saved_at=real_now)
    term = timedelta(days=settings.MAINSTAY_DRAFT_DAYS)
    assert clear_drafts(now=real_now + term) == 0
    assert clear_drafts(now=real_now + term + timedelta(seconds=1)) == 1


def test_a_draft_is_of_one_thing(world: World, real_now: datetime):
    with pytest.raises(IntegrityError, match="section_draft_of_one_thing"):
        SectionDraft.objects.create(user=world.mentor.user, based_on=0, saved_at=real_now)


def test_other_words_from_the_same_matter_are_all_that_is_kept(
    world: World, pathway: PathwayPlan, matter: PathwaySection, client_of: ClientOf, real_now: datetime
):
    by = world.social_worker.user
    client_of(by).post(url(pathway), posted(matter, by, "x", 3, evil="y", state="complete"))
    assert SectionDraft.objects.get().answers == {"needs": "x", "says": ""}
    save_matter(
        pathway=pathway, domain=PathwayDomain.HEALTH, needs="", says="", state=SectionState.NOT_STARTED, version=0, by=by,
        now=real_now,
    )  # fmt: skip
    assert not SectionDraft.objects.exists(), "saving what is there already ends the draft too"
