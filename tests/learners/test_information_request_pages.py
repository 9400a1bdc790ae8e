"""The pages of requests for information: what a bad five minutes need, what a request made by hand meets, who sees what."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts import access
from accounts.enums import LEARNER_PERMISSIONS, Purpose, RoleCode
from accounts.files import PRIVATE_FILES
from accounts.form_fields import moment_data
from accounts.models import Look, User
from accounts.roles import PURPOSE_PERMISSIONS, ROLES
from agreements.duties import DUTY_BY_CODE
from deadlines.models import Deadline
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan
from education_plans.rules.record import PART_BY_CODE
from education_plans.selectors.record_contents import contents
from education_plans.services import begin_plan, save_section
from learners.enums import ConsentPurpose
from learners.models import CallBack, Disclosure, InformationRequest, Learner, Release
from learners.registry import record_parts
from learners.services import restrict
from learners.services.information_requests import log_request, record_call_back, refuse_request
from learners.services.releasing import NoSuchPart, NotLookedThrough, RecordHasChanged, release, seen_of
from tests.crawling import text_of
from tests.factories import ConsentFactory
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
SECRET = "Her stepfather Quentin must not know the address"


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner(given_name="Rowan", family_name="Ashdown")


@pytest.fixture
def asked(world: World, learner: Learner, real_now: datetime) -> InformationRequest:
    """Taken by the college."""
    return log_request(
        learner=learner, asker="police", caller="PC Ann Ward", organisation="The police", number_given="01632 960 101",
        asks="Where he was on Monday.", received_at=real_now, by=world.designated_person.user, now=real_now,
    )  # fmt: skip


def called(asked: InformationRequest, by: User, now: datetime) -> CallBack:
    return record_call_back(
        request=asked, number_called="01632 960 100", found_in="directory", called_at=now, was_reached=True,
        spoke_to="PC Ann Ward", is_confirmed=True, how_confirmed="The station put me through.", by=by, now=now,
    )  # fmt: skip


RELEASE = {"what": "He was at college.", "given_to": "PC Ann Ward", "how": "phone"}


def test_from_the_first_call_to_what_was_told(world: World, learner: Learner, real_now: datetime, client_of: ClientOf):
    client = client_of(world.social_worker.user)
    new = f"/learners/{learner.uuid}/information-requests/new/"
    assert new in client.get(f"/learners/{learner.uuid}/").content.decode()
    typed = {"asker": "employer", "caller": "Jo Baker", "organisation": "", "number_given": "01632 960 555",
             "asks": "Is he on a course?", **moment_data("received_at", real_now.replace(second=0, microsecond=0))}  # fmt: skip
    refused = client.post(new, typed)
    assert "Enter the organisation they ask for." in refused.content.decode()
    assert "Is he on a course?" in refused.content.decode()
    assert not InformationRequest.objects.exists()
    page = client.post(new, typed | {"organisation": "Baker and Sons"}).url
    asked = InformationRequest.objects.get()
    assert page == f"/information-requests/{asked.uuid}/"
    text = text_of(client.get(page))
    assert "Ring back first" in text
    assert "Nobody has rung back yet, so nothing can be released." in text

    call = {"found_in": "directory", "found_note": "bakerandsons.example", "number_called": "01632 960 500",
            "was_reached": "yes", "spoke_to": "Jo Baker", "is_confirmed": "yes", "how_confirmed": "Put through by name.",
            **moment_data("called_at", asked.received_at)}  # fmt: skip
    assert client.post(f"{page}call-back/", call | {"found_in": "caller"}).status_code == 200
    assert not CallBack.objects.exists()
    assert client.post(f"{page}call-back/", call).status_code == 302
    assert "Jo Baker" in client.get(f"{page}release/").content.decode()
    told = {"what": "Yes, bricklaying.", "given_to": "Jo Baker", "how": "phone"}
    assert client.post(f"{page}release/", told).status_code == 302
    done = text_of(client.get(page))
    assert "Yes, bricklaying." in done
    assert "The young person has not said no" in done
    story = text_of(client.get(f"/learners/{learner.uuid}/story/"))
    assert "Jo Baker, Baker and Sons asked for information" in story
    assert "Jo Baker, Baker and Sons" in text_of(client.get(f"/learners/{learner.uuid}/sharing/"))


def test_a_request_made_by_hand_releases_nothing_without_a_call_back(
    world: World, asked: InformationRequest, client_of: ClientOf
):
    client = client_of(world.social_worker.user)
    answer = client.post(
        f"/information-requests/{asked.uuid}/release/", {**RELEASE, "ground": "threat_to_life", "reason": "Now"}
    )
    assert answer.status_code == 200
    assert "Nothing can be released yet. First ring back" in text_of(answer)
    assert "He was at college." in text_of(answer)
    assert not Release.objects.exists()
    assert not Disclosure.objects.filter(kind="release").exists()
    asked.refresh_from_db()
    assert asked.is_open


def test_without_consent_the_form_asks_for_a_ground_and_keeps_what_was_typed(
    world: World, learner: Learner, asked: InformationRequest, real_now: datetime, client_of: ClientOf
):
    ConsentFactory(learner=learner, purpose=ConsentPurpose.OUTSIDE, decision="refused")
    called(asked, world.social_worker.user, real_now)
    client = client_of(world.social_worker.user)
    page = f"/information-requests/{asked.uuid}/release/"
    assert "On which ground?" in text_of(client.get(page))
    answer = client.post(page, RELEASE)
    assert answer.status_code == 200
    assert "He was at college." in text_of(answer)
    assert not Release.objects.exists()
    assert client.post(page, {**RELEASE, "ground": "serious_crime", "reason": "A robbery."}).status_code == 302


def test_who_sees_it(
    world: World, learner: Learner, asked: InformationRequest, real_now: datetime, client_of: ClientOf
):
    """The college that took the call sees how far it is; what was told, and requests of others, are not for it."""
    page = f"/information-requests/{asked.uuid}/"
    called(asked, world.social_worker.user, real_now)
    release(request=asked, **RELEASE, by=world.social_worker.user, now=real_now)
    anothers = log_request(
        learner=learner, asker="parent", caller="Mrs Hill", number_given="01632 960 222", asks="Where he lives.",
        received_at=real_now, by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    college = client_of(world.designated_person.user)
    assert "He was at college." not in text_of(college.get(page))
    assert college.get(f"/information-requests/{anothers.uuid}/").status_code == 404
    for address in ("/information-requests/", f"/learners/{learner.uuid}/", f"/learners/{learner.uuid}/story/"):
        assert "Mrs Hill" not in text_of(college.get(address)), address
    assert not Deadline.objects.visible_to(world.designated_person.user).filter(subject_uuid=anothers.uuid).exists()
    for member, status in (
        (world.team_manager, 200), (world.key_contact, 200), (world.officer, 200), (world.carer, 404), (world.viewer, 403),
        (world.stranger, 404), (world.host_key_contact, 404), (world.mentor, 404), (world.administrator, 404),
    ):  # fmt: skip
        assert client_of(member.user).get(page).status_code == status, member
    assert client_of(world.viewer.user).get("/information-requests/").status_code == 403
    assert client_of(world.officer.user).get(f"{page}release/").status_code == 403
    looked = Look.objects.filter(user=world.team_manager.user, learner_uuids__contains=[learner.uuid])
    assert looked.exists()
    restrict(
        learner=learner,
        reason="Danger",
        people=[world.social_worker.user, world.key_contact.user],
        by=world.key_contact.user,
        now=real_now,
    )
    for member in (world.team_manager, world.officer, world.designated_person):
        assert client_of(member.user).get(page).status_code == 404, member
        assert "Rowan" not in text_of(client_of(member.user).get("/information-requests/"))


def test_the_list_says_what_is_open_and_what_is_late(
    world: World, learner: Learner, asked: InformationRequest, real_now: datetime, client_of: ClientOf
):
    Deadline.objects.filter(subject_uuid=asked.uuid).update(due_at=real_now)
    other = world.learner()
    by = world.social_worker.user
    later, ended = (
        log_request(
            learner=other, asker="parent", caller="Mrs Hill", number_given="01632 960 222", asks="All.",
            received_at=real_now, by=by, now=real_now,
        )
        for _ in range(2)
    )  # fmt: skip
    refuse_request(request=ended, reason="No.", by=by, now=real_now)
    client = client_of(world.team_manager.user)
    everything = [asked, later, ended]  # what is open first, the oldest on top
    for chosen, found in (
        ({}, everything), ({"show": "open"}, [asked, later]), ({"show": "overdue"}, [asked]), ({"show": "ended"}, [ended]),
        ({"show": "nonsense"}, everything), ({"asker": "police"}, [asked]), ({"learner": other.uuid}, [later, ended]),
        ({"learner": world.learner().uuid}, []),
    ):  # fmt: skip
        rows = client.get("/information-requests/", chosen).context["rows"]
        assert [request for request, _ in rows] == found, chosen


def test_a_long_list_costs_as_much_as_a_short_one(
    world: World, asked: InformationRequest, real_now: datetime, client_of: ClientOf,
    django_assert_max_num_queries: Callable[[int], Any],
):  # fmt: skip
    client = client_of(world.team_manager.user)
    client.get("/information-requests/")
    with django_assert_max_num_queries(25) as first:
        client.get("/information-requests/")
    for _ in range(6):
        log_request(
            learner=world.learner(), asker="parent", caller="Mrs Hill", number_given="01632 960 222", asks="All.",
            received_at=real_now, by=world.social_worker.user, now=real_now,
        )  # fmt: skip
    with django_assert_max_num_queries(len(first)):
        client.get("/information-requests/")


# --- The printout for a service that takes over -------------------------------------------------------------------------


@pytest.fixture
def taken_over(world: World, learner: Learner, real_now: datetime) -> InformationRequest:
    plan = begin_plan(enrolment=world.enrolment(learner), by=world.social_worker.user, now=real_now)
    for code, text in ((SectionCode.SAFEGUARDING, SECRET), (SectionCode.VIEWS, "I like bricks")):
        save_section(
            plan=plan, code=code, answers={"notes": text}, version=0, by=world.social_worker.user, now=real_now
        )
    ConsentFactory(learner=learner, purpose=ConsentPurpose.OUTSIDE)
    request = log_request(
        learner=learner, asker="other_service", caller="Lee Fox", organisation="Coast Careers", number_given="01632 960 300",
        asks="The record.", received_at=real_now, by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    called(request, world.social_worker.user, real_now)
    return request


SEND = {"what": "Printout", "given_to": "Lee Fox", "how": "post", "sent_to": "1 Quay Street"}


def test_nothing_of_the_record_is_shown_before_the_call_back_or_after_the_end(
    world: World, learner: Learner, taken_over: InformationRequest, real_now: datetime, client_of: ClientOf
):
    client = client_of(world.social_worker.user)
    again = log_request(
        learner=learner, asker="other_service", caller="Lee Fox", organisation="Coast Careers", number_given="01632 960 300",
        asks="The record.", received_at=real_now, by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    page, other = (f"/information-requests/{each.uuid}/release/" for each in (taken_over, again))
    assert "I like bricks" in text_of(client.get(page))
    assert "bricks" not in text_of(client.get(other))
    refused = text_of(client.post(other, {**SEND, "parts": ["details"]}))
    assert "Nothing can be released yet. First ring back" in refused
    assert "bricks" not in refused
    refuse_request(request=taken_over, reason="No.", by=world.social_worker.user, now=real_now)
    assert "bricks" not in text_of(client.get(page))


def test_only_who_may_give_a_record_away_prints_it(
    world: World, learner: Learner, taken_over: InformationRequest, real_now: datetime, client_of: ClientOf
):
    """The Virtual School head may share a record and end the request, but prints none for others."""
    head = client_of(world.head.user)
    page = f"/information-requests/{taken_over.uuid}/"
    assert f"{page}release/" not in head.get(page).content.decode()
    assert head.get(f"{page}release/").status_code == 403
    assert head.post(f"{page}release/", {**SEND, "parts": ["details"]}).status_code == 403
    assert head.get(f"{page}refuse/").status_code == 200
    release(request=taken_over, **SEND, parts=["details"], by=world.social_worker.user, now=real_now)
    assert head.get(f"{page}printout/").status_code == 403


def test_who_is_not_of_the_own_agencies_ends_nothing(
    world: World, learner: Learner, asked: InformationRequest, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
):
    """Also if a role of a provider is once given the permission: the pages ask for whom somebody works."""
    everything = frozenset(LEARNER_PERMISSIONS)
    role = ROLES[RoleCode.DESIGNATED_PERSON]
    monkeypatch.setitem(ROLES, RoleCode.DESIGNATED_PERSON, replace(role, permissions=role.permissions | everything))
    monkeypatch.setitem(PURPOSE_PERMISSIONS, Purpose.PROVIDER, everything)  # type: ignore[index]
    access.project(Learner, [learner.pk])
    client = client_of(world.designated_person.user)
    page = f"/information-requests/{asked.uuid}/"
    assert client.get(page).status_code == 200
    for name in ("release", "refuse", "withdraw", "printout"):
        assert client.get(f"{page}{name}/").status_code == 404, name


def test_the_chosen_parts_are_printed_kept_and_noted(
    world: World, learner: Learner, taken_over: InformationRequest, client_of: ClientOf
):
    client = client_of(world.social_worker.user)
    page = f"/information-requests/{taken_over.uuid}/"
    shown = client.get(f"{page}release/")
    assert "Often speaks of other people: look through it." in text_of(shown)
    assert client.get(f"{page}printout/").status_code == 404
    seen = shown.context["form"].fields["seen"].initial
    chosen = {**SEND, "parts": ["details", "plans"], "seen": seen}
    refused = client.post(f"{page}release/", chosen)
    assert "Look through what is about other people, and say that you have: Education plans." in text_of(refused)
    assert not Release.objects.exists()
    assert client.post(f"{page}release/", {**chosen, "looked_through": "on"}).status_code == 302
    made = Release.objects.get()
    assert [part["part"] for part in made.parts] == ["details", "plans"]
    before = Look.objects.filter(kind="download").count()
    response = client.get(f"{page}printout/")
    data = b"".join(response.streaming_content)
    assert response["Content-Disposition"].startswith("attachment")
    pdf = PdfReader(io.BytesIO(data))
    text = "".join(sheet.extract_text() for sheet in pdf.pages)
    assert "Rowan Ashdown" in text
    assert "Lee Fox, Coast Careers" in text
    assert "bricks" in text
    assert "Quentin" not in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert Look.objects.filter(kind="download").count() == before + 1
    assert "Record printed for Lee Fox, Coast Careers" in text_of(client.get(f"/learners/{learner.uuid}/story/"))
    assert client_of(world.officer.user).get(f"{page}printout/").status_code == 403


def test_that_somebody_asked_stands_in_one_part_of_the_record(
    world: World, learner: Learner, asked: InformationRequest, real_now: datetime
):
    """The part that is looked through first, and that no other service gets (ADR 20)."""
    called(asked, world.social_worker.user, real_now)
    release(request=asked, **RELEASE, by=world.social_worker.user, now=real_now)
    said = {part["code"]: json.dumps(part["rows"]) for part in contents(learner)}
    title = DUTY_BY_CODE["information_request"].title
    for words in ("PC Ann Ward", "He was at college.", title):
        assert [code for code, rows in said.items() if words in rows] == ["requests"], words
    assert "Released to who asked" in said["requests"]
    assert "requests" not in {part["code"] for part in record_parts(learner)}
    assert PART_BY_CODE["requests"].about_others


def test_nothing_about_others_is_printed_that_nobody_looked_at(
    world: World, learner: Learner, taken_over: InformationRequest, real_now: datetime
):
    by = world.social_worker.user
    seen = seen_of(record_parts(learner))

    def send(**fields: Any) -> Release:
        return release(request=taken_over, **{**SEND, "seen": seen, **fields}, by=by, now=real_now)

    with pytest.raises(NoSuchPart):
        send(parts=["looked"])
    with pytest.raises(NotLookedThrough):
        send(parts=["safeguarding"])
    plan = EducationPlan.objects.get(learner=learner)
    save_section(plan=plan, code=SectionCode.ASPIRATIONS, answers={"notes": "New"}, version=0, by=by, now=real_now)
    with pytest.raises(RecordHasChanged):
        send(parts=["plans"], looked_through=True)
    assert send(parts=["details"]).file.storage is PRIVATE_FILES  # speaks of nobody else


def test_a_printout_that_cannot_be_logged_is_thrown_away(
    world: World, learner: Learner, taken_over: InformationRequest, real_now: datetime, monkeypatch: pytest.MonkeyPatch
):
    stored: list[str] = []

    def fail(made: Release, *args: object) -> None:
        stored.append(str(made.file.name))
        assert PRIVATE_FILES.exists(stored[0])
        raise RuntimeError

    monkeypatch.setattr("learners.services.releasing._log", fail)
    with pytest.raises(RuntimeError):
        release(request=taken_over, **SEND, parts=["details"], by=world.social_worker.user, now=real_now)
    assert not PRIVATE_FILES.exists(stored[0])
    assert not Release.objects.exists()
