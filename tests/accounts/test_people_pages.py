"""The people of an agency as its administrator sees them, and what nobody else can do by an address or a posted word."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import Invitation, Membership, User
from accounts.services import begin_membership, deactivate_person, end_membership
from notifications.models import Message
from tests.factories import InvitationFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
WHY = "New year, new team"
EVERYBODY = ["Ada Administrator", "Colin Cover", "Dina Designated", "Mo Mentor", "Sid Signatory", "Vic Viewer"]


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"


@pytest.fixture
def ada(world, client_of):
    """The web client of the college's administrator."""
    return client_of(world.administrator.user)


@pytest.fixture
def address(world):
    def make(name, **parts):
        return reverse(f"accounts:{name}", kwargs={"agency_uuid": world.college.uuid, **parts})

    return make


def people_listed(page):
    return re.findall(r'/people/[0-9a-f-]{36}/">([^<]+)</a>', page)


def test_everybody_is_listed_by_family_name(ada, world, address):
    User.objects.filter(pk=world.viewer.user_id).update(last_login="2026-03-03T23:30Z")
    Membership.objects.filter(pk=world.viewer.pk).update(job_title="Bursar")
    page = ada.get(address("people")).content.decode()
    assert people_listed(page) == EVERYBODY
    assert "Viewer, Bursar" in page
    assert "3 Mar 2026" in page
    assert "11:30pm" not in page
    assert page.count("Not set up") == 6
    assert "Sue Worker" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=mo", ["Mo Mentor"]),
        ("?q=VIC.viewer@", ["Vic Viewer"]),
        ("?q=nobody", []),
        ("?left=on", []),
        ("?left=&page=nonsense", EVERYBODY),
    ],
)
def test_the_list_can_be_searched(ada, address, query, names):
    listed = people_listed(ada.get(address("people") + query).content.decode())
    assert listed == names


def test_who_left_is_in_a_list_of_their_own(ada, world, address, real_now):
    end_membership(membership=world.viewer, by=None, now=real_now)
    deactivate_person(user=world.mentor.user, by=None, now=real_now)
    here = people_listed(ada.get(address("people")).content.decode())
    left = ada.get(address("people") + "?left=on").content.decode()
    assert people_listed(left) == ["Mo Mentor", "Vic Viewer"]
    assert not {"Mo Mentor", "Vic Viewer"} & set(here)
    assert left.count("Account closed") == 1


def test_invitations_wait_with_their_end(ada, world, address, real_now):
    fresh = InvitationFactory(agency=world.college, name="Nia Newcomer", invited_by=world.administrator.user)
    late = InvitationFactory(
        agency=world.college, name="Lars Late", invited_at=real_now - timedelta(days=8),
        invited_by=world.administrator.user,
    )  # fmt: skip
    InvitationFactory(agency=world.other_college, name="Else Where")
    page = ada.get(address("people")).content.decode()
    assert "Nia Newcomer" in page
    assert page.count("Out of date") == 1
    assert "Else Where" not in page
    ada.post(address("withdraw-invitation", invitation_uuid=fresh.uuid))
    ada.post(address("send-invitation-again", invitation_uuid=late.uuid))
    page = ada.get(address("people")).content.decode()
    assert "Nia Newcomer" not in page
    assert "Out of date" not in page
    answer = ada.post(address("withdraw-invitation", invitation_uuid=fresh.uuid), follow=True)
    assert "cannot be used any more" in answer.content.decode()


def test_queries_do_not_grow_with_people(ada, world, address):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert ada.get(address("people")).status_code == 200
        return len(captured)

    few = cost()
    for number in range(30):
        MembershipFactory(agency=world.college, user=UserFactory(), role=RoleCode.VIEWER)
        InvitationFactory(agency=world.college, invited_by=world.administrator.user, name=f"Waits {number}")
    assert cost() == few
    assert few <= 20
    assert "Next" in ada.get(address("people")).content.decode()


def test_inviting_says_the_same_whoever_it_is(ada, world, address):
    said = set()
    for number, email in enumerate(("nobody@example.org", world.stranger.user.email)):
        answers = {"name": f"Nia {number}", "email": email, "role": "mentor", "job_title": ""}
        answer = ada.post(address("invite"), answers, follow=True)
        assert answer.redirect_chain == [(address("people"), 302)]
        (words,) = re.findall(r"The invitation is on its way to [^<]+", answer.content.decode())
        said.add(words.replace(email, "").strip())
    assert len(said) == 1
    assert Message.objects.filter(kind="account").count() == 2


def test_only_roles_of_this_kind_of_agency_are_offered(ada, world, address):
    page = ada.get(address("invite")).content.decode()
    assert 'value="designated_person"' in page
    assert "First contact at the provider" in page
    assert 'value="social_worker"' not in page
    for role in ("social_worker", "virtual_school_head", "operator", ""):
        answers = {"name": "Nia", "email": "nia@example.org", "role": role}
        assert ada.post(address("invite"), answers).status_code == 200
    assert not Invitation.objects.exists()


def test_what_is_wrong_stands_beside_the_question(ada, address):
    page = ada.post(address("invite"), {"name": "Nia", "email": "nia", "role": "mentor"}).content.decode()
    assert "Enter an e-mail address in the correct format" in page
    assert 'value="Nia"' in page
    page = ada.post(
        address("invite"), {"name": "Vic", "email": "vic.viewer@example.org", "role": "viewer"}
    ).content.decode()
    assert "Vic Viewer already has the role Viewer at your agency." in page


def test_one_person_with_what_happened(ada, world, address):
    ada.post(
        address("change-role", membership_uuid=world.viewer.uuid),
        {"role": "mentor", "job_title": "Tutor", "reason": WHY},
    )
    page = ada.get(address("person", user_uuid=world.viewer.user.uuid)).content.decode()
    assert "Mentor, Tutor" in page
    assert "Mentor: role given" in page
    assert "Viewer: role ended" in page
    assert WHY in page
    assert "Ada Administrator" in page


def test_a_role_ends_now_or_on_a_day(ada, world, address, real_now):
    end = address("end-role", membership_uuid=world.viewer.uuid)
    today = local_date(real_now)
    assert "What it means" in ada.get(end).content.decode()
    refused = ada.post(end, {"when": "later", "reason": WHY, **day_data("last_day", today - timedelta(days=1))})
    assert "The last day must be today or later" in refused.content.decode()
    assert "Enter the last day" in ada.post(end, {"when": "later", "reason": WHY}).content.decode()
    ada.post(end, {"when": "later", "reason": WHY, **day_data("last_day", today)})
    world.viewer.refresh_from_db()
    assert local_date(world.viewer.ends_at - timedelta(seconds=1)) == today
    assert local_date(world.viewer.ends_at) == today + timedelta(days=1)
    ada.post(end, {"when": "keep", "reason": WHY})
    world.viewer.refresh_from_db()
    assert world.viewer.ends_at is None
    assert ada.post(end, {"when": "now", "reason": WHY}).status_code == 302
    assert ada.get(end).status_code == 404


def test_a_page_that_is_open_closes_with_the_role(ada, world, address, client_of):
    learner = world.learner()
    theirs = client_of(world.viewer.user)
    page = f"/learners/{learner.uuid}/"
    assert theirs.get(page).status_code == 200
    ada.post(address("end-role", membership_uuid=world.viewer.uuid), {"when": "now", "reason": WHY})
    assert theirs.get(page).status_code == 404
    assert theirs.get("/learners/").status_code == 403


def test_the_last_administrator_reads_why_not(ada, world, address):
    end = address("end-role", membership_uuid=world.administrator.uuid)
    page = ada.post(end, {"when": "now", "reason": WHY}).content.decode()
    assert "You are the last administrator of Brindley College." in page


def test_who_gives_up_the_role_goes_where_they_may(ada, world, address, real_now):
    begin_membership(
        user=UserFactory(), agency=world.college, role=RoleCode.AGENCY_ADMINISTRATOR, starts_at=real_now, by=None,
        now=real_now,
    )  # fmt: skip
    end = address("end-role", membership_uuid=world.administrator.uuid)
    answer = ada.post(end, {"when": "now", "reason": WHY}, follow=True)
    assert answer.redirect_chain == [("/account/", 302)]
    assert ada.get(address("people")).status_code == 403


def test_an_account_is_closed_and_opened_again(ada, world, address):
    uuid = world.viewer.user.uuid
    assert ada.post(address("close-account", user_uuid=uuid), {"reason": ""}).status_code == 200
    assert ada.post(address("close-account", user_uuid=uuid), {"reason": WHY}).status_code == 302
    page = ada.get(address("person", user_uuid=uuid)).content.decode()
    assert "Open the account again" in page
    assert ada.post(address("open-account", user_uuid=uuid), {"role": "mentor", "reason": WHY}).status_code == 302
    assert User.objects.get(uuid=uuid).is_active
    closed = ada.post(address("open-account", user_uuid=uuid), {"role": "viewer", "reason": WHY})
    assert "is open." in closed.content.decode()


def test_an_address_is_changed(ada, world, address):
    change = address("change-address", user_uuid=world.viewer.user.uuid)
    page = ada.post(change, {"email": world.stranger.user.email, "reason": WHY}).content.decode()
    assert "This address cannot be used." in page
    assert ada.post(change, {"email": "vic@example.com", "reason": WHY}).status_code == 302
    assert User.objects.filter(email="vic@example.com").exists()


def test_somebody_elses_people_are_not_found(ada, world, address, real_now):
    """A membership, a person and an invitation of another agency under one's own agency's address."""
    theirs = InvitationFactory(agency=world.other_college)
    posted = {"when": "now", "reason": WHY, "role": "viewer", "email": "a@example.org", "job_title": "x"}
    for name, parts in (
        ("end-role", {"membership_uuid": world.stranger.uuid}),
        ("change-role", {"membership_uuid": world.stranger.uuid}),
        ("person", {"user_uuid": world.stranger.user.uuid}),
        ("change-address", {"user_uuid": world.stranger.user.uuid}),
        ("close-account", {"user_uuid": world.stranger.user.uuid}),
        ("open-account", {"user_uuid": world.stranger.user.uuid}),
        ("withdraw-invitation", {"invitation_uuid": theirs.uuid}),
        ("send-invitation-again", {"invitation_uuid": theirs.uuid}),
    ):
        for method in ("get", "post"):
            assert getattr(ada, method)(address(name, **parts), posted).status_code in (404, 405), f"{method} {name}"
    theirs.refresh_from_db()
    world.stranger.refresh_from_db()
    assert theirs.withdrawn_at is None
    assert world.stranger.ends_at is None
    assert world.stranger.user.is_active


def test_another_agencys_address_is_refused(ada, world):
    for name, parts in (
        ("people", {}), ("invite", {}), ("person", {"user_uuid": world.stranger.user.uuid}),
        ("end-role", {"membership_uuid": world.stranger.uuid}),
    ):  # fmt: skip
        url = reverse(f"accounts:{name}", kwargs={"agency_uuid": world.other_college.uuid, **parts})
        assert ada.get(url).status_code == 403
        assert ada.post(url, {"when": "now", "reason": WHY}).status_code in (403, 405)


def test_who_works_elsewhere_too_cannot_be_closed_or_moved(ada, world, address, real_now):
    begin_membership(
        user=world.viewer.user, agency=world.other_college, role=RoleCode.MENTOR, starts_at=real_now, by=None,
        now=real_now,
    )  # fmt: skip
    uuid = world.viewer.user.uuid
    page = ada.get(address("person", user_uuid=uuid)).content.decode()
    assert "They also have a role at another agency." in page
    assert address("close-account", user_uuid=uuid) not in page
    assert address("change-address", user_uuid=uuid) not in page
    refused = ada.post(address("close-account", user_uuid=uuid), {"reason": WHY})
    assert "also has a role at another agency" in refused.content.decode()
    assert User.objects.get(uuid=uuid).is_active


def test_the_way_there(ada, world, address):
    assert address("people") in ada.get("/account/").content.decode()
    assert address("people") in ada.get(f"/directory/{world.college.uuid}/").content.decode()


def test_only_administrators_are_shown_the_way(client_of, world, address):
    other = client_of(world.signatory.user)
    assert address("people") not in other.get("/account/").content.decode()
    assert address("people") not in other.get(f"/directory/{world.college.uuid}/").content.decode()
