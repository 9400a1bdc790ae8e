"""Handing over and naming cover, on the page: who may, what a strange answer does, and what the page says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import Delegation
from learners.models import HandOverStep
from learners.services.delegation import delegate
from learners.services.hand_over import open_hand_over
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def address(membership, name="hand-over"):
    return reverse(f"learners:{name}", args=[membership.uuid])


@pytest.fixture
def caseload(world, real_now):
    learners = [world.learner() for _ in range(2)]
    open_hand_over(
        membership=world.social_worker,
        leaves_on=local_date(real_now) + 5 * DAY,
        by=world.team_manager.user,
        now=real_now,
    )
    return learners


def answers(world, successor, **more):
    return {"all-key_worker": str(successor.uuid), "when": "now", "note": "See the folder.", **more}


def row(world, learner):
    return f"row-key_worker-{world.key_worker_of(learner).uuid}"


def test_the_page_lists_checks_and_hands_over(world, caseload, client_of):
    client = client_of(world.team_manager.user)
    page = client.get(address(world.social_worker)).content.decode()
    for learner in caseload:
        assert learner.full_name in page
    first, second = caseload
    data = answers(world, world.personal_adviser, **{row(world, second): str(world.carer.uuid)})
    check = client.post(address(world.social_worker, "hand-over-pass"), data)
    assert check.templates[0].name == "learners/hand_over_check.html"
    assert "4 notices in all" in check.content.decode()
    assert not HandOverStep.objects.exists()
    done = client.post(address(world.social_worker, "hand-over-pass"), {**data, "confirmed": "yes"})
    assert (done.status_code, done.url) == (302, address(world.social_worker))
    assert world.key_worker_of(first).membership == world.personal_adviser
    assert world.key_worker_of(second).membership == world.carer


def test_one_can_stay_for_now_and_answers_can_be_changed(world, caseload, client_of):
    client = client_of(world.team_manager.user)
    first, second = caseload
    data = answers(world, world.personal_adviser, **{row(world, second): "stays"})
    again = client.post(address(world.social_worker, "hand-over-pass"), {**data, "confirmed": "yes", "change": "yes"})
    assert again.status_code == 200
    assert not HandOverStep.objects.exists()
    client.post(address(world.social_worker, "hand-over-pass"), {**data, "confirmed": "yes"})
    assert world.key_worker_of(first).membership == world.personal_adviser
    assert world.key_worker_of(second).membership == world.social_worker
    story = client.get(reverse("oversight:story", args=[first.uuid])).content.decode()
    assert "See the folder." in story
    college = client_of(world.designated_person.user)
    assert "See the folder." not in college.get(reverse("oversight:story", args=[first.uuid])).content.decode()
    successor = client_of(world.personal_adviser.user).get(reverse("learners:hand-overs")).content.decode()
    assert "See the folder." in successor
    assert "Key worker for 1 young person" in successor


def test_a_successor_of_another_agency_and_a_row_of_another_person_are_refused(world, caseload, client_of):
    client = client_of(world.team_manager.user)
    others = world.learner(key_worker=world.carer)
    page = address(world.social_worker, "hand-over-pass")
    for data in (
        answers(world, world.designated_person),
        answers(world, world.personal_adviser, **{row(world, caseload[0]): str(world.stranger.uuid)}),
        answers(world, world.personal_adviser, **{row(world, others): str(world.personal_adviser.uuid)}),
        answers(world, world.personal_adviser, when="yesterday"),
        {"when": "now"},
    ):
        response = client.post(page, {**data, "confirmed": "yes"})
        assert response.status_code == 200
        assert "There is a problem" in response.content.decode()
    assert not HandOverStep.objects.exists()


def test_administrators_see_numbers_and_no_young_person(world, caseload, client_of, real_now):
    administrator = MembershipFactory(agency=world.social_care, role=RoleCode.AGENCY_ADMINISTRATOR)
    client = client_of(administrator.user)
    page = client.get(address(world.social_worker)).content.decode()
    assert "Key worker for 2 young people" in page
    for learner in caseload:
        assert learner.full_name not in page
        assert str(learner.uuid) not in page
    assert client.get(address(world.social_worker, "hand-over-pass")).status_code == 403
    assert client.get(address(world.social_worker, "hand-over-leaving")).status_code == 200


def test_who_may_say_that_somebody_leaves(world, client_of):
    """Nobody ends the role of those who stand above them."""
    for leaver, allowed, refused in (
        (world.social_worker, [world.team_manager], [world.social_worker, world.head, world.stranger]),
        (world.signatory, [world.signatory, world.administrator], [world.designated_person, world.team_manager]),
        (world.designated_person, [world.signatory, world.cover_person], [world.mentor, world.viewer]),
        (world.head, [world.head], [world.key_contact, world.officer]),
    ):
        page = address(leaver, "hand-over-leaving")
        for membership in allowed:
            assert client_of(membership.user).get(page).status_code == 200
        for membership in refused:
            assert client_of(membership.user).get(page).status_code == 403
            assert client_of(membership.user).post(page, day_data("leaves_on", leaver.starts_at)).status_code == 403


def test_hand_overs_are_listed_for_the_agency_alone(world, caseload, client_of):
    page = reverse("learners:hand-overs")
    assert "Sue Worker" in client_of(world.team_manager.user).get(page).content.decode()
    for membership in (world.head, world.designated_person, world.personal_adviser):
        assert "Sue Worker" not in client_of(membership.user).get(page).content.decode()


def test_what_the_pages_cost_does_not_grow_with_the_caseload(world, caseload, client_of):
    client = client_of(world.team_manager.user)
    pages = [address(world.social_worker), address(world.social_worker, "hand-over-pass")]

    def costs():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    costs()
    few = costs()
    for _ in range(8):
        world.learner()
    assert costs() == few


# --- Cover ----------------------------------------------------------------------------------------------------------


def cover_data(world, people, today, **more):
    return {
        "deputy": world.mentor.pk,
        "learners": [str(learner.uuid) for learner in people],
        "note": "",
        **day_data("first_on", today),
        **day_data("last_on", today + 6 * DAY),
        **more,
    }


def test_naming_cover_shows_on_the_card_and_can_be_ended(world, client_of, real_now):
    learner = world.learner()
    client = client_of(world.designated_person.user)
    today = local_date(real_now)
    response = client.post(reverse("learners:delegate"), cover_data(world, [learner], today))
    assert (response.status_code, response.url) == (302, "/cover/")
    deputy = client_of(world.mentor.user)
    assert learner.full_name in deputy.get("/cover/").content.decode()
    card = client.get(reverse("oversight:case-file", args=[learner.uuid])).content.decode()
    assert "Mo Mentor stands in for Dina Designated until" in card
    delegation = Delegation.objects.get()
    end = reverse("learners:end-delegation", args=[delegation.uuid])
    for membership in (world.mentor, world.stranger, world.team_manager):
        assert client_of(membership.user).post(end).status_code == 404
    assert client.post(end).status_code == 302
    assert deputy.get(reverse("oversight:case-file", args=[learner.uuid])).status_code == 404


def test_strange_answers_name_nobody(world, client_of, real_now):
    learner = world.learner()
    elsewhere = world.learner(enrolled=False)
    hidden = world.learner(is_restricted=True)
    client = client_of(world.designated_person.user)
    today = local_date(real_now)
    for more in (
        {"deputy": world.stranger.pk},
        {"deputy": world.administrator.pk},
        {"learners": [str(elsewhere.uuid)]},
        {"learners": [str(learner.uuid), str(hidden.uuid)]},
        {"learners": ["abc"]},
        day_data("last_on", today - DAY),
        day_data("last_on", today + 365 * DAY),
    ):
        response = client.post(reverse("learners:delegate"), cover_data(world, [learner], today, **more))
        assert response.status_code == 200
        assert hidden.full_name not in response.content.decode()
    assert not Delegation.objects.exists()


def test_the_leavers_cover_is_listed_and_ends_with_the_role(world, client_of, real_now):
    today = local_date(real_now)
    delegate(
        giver=world.designated_person, deputy=world.cover_person, learners=[world.learner()], first_on=today,
        last_on=today + 6 * DAY, note="", by=world.designated_person.user, now=real_now,
    )  # fmt: skip
    page = client_of(world.signatory.user).get(address(world.designated_person)).content.decode()
    assert "Colin Cover stands in for Dina Designated for 1 young person" in page
