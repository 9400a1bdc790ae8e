"""The registers: partners, promotion, meetings with actions, the hub (A5, A37, P11, P21)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.files import PRIVATE_FILES
from accounts.form_fields import day_data
from accounts.models import User
from accounts.uploads import FileKindRefused
from agreements.enums import LiaisonLevel, MeetingPurpose
from agreements.models import (
    Document,
    LiaisonAction,
    LiaisonMeeting,
    Promotion,
)
from agreements.selectors.liaison import actions, partners_of
from agreements.selectors.promotion import panel
from agreements.services.employers import add_employer
from agreements.services.liaison import LiaisonRefused, add_action, change_meeting, finish_action, record_meeting
from agreements.services.promotion import PromotionRefused, record_promotion
from tests.agreement_things import registers
from tests.agreements.test_registers_with_partners import hold, notify
from tests.factories import AgreementFactory
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n"


def meet_up(world: World, now: datetime, **other: Any) -> LiaisonMeeting:
    details = {
        "organiser": world.college,
        "agencies": [world.virtual_school],
        "level": LiaisonLevel.STRATEGIC,
        "purpose": MeetingPurpose.LIAISON,
        "title": "Autumn meeting",
        "held_on": local_date(now),
        "by": world.designated_person.user,
        "now": now,
    }
    return record_meeting(**{**details, **other})


# --- Partners ---------------------------------------------------------------------------------------------------------


def test_partners_are_those_of_the_agreements(world: World):
    assert list(partners_of([world.college.pk])) == [world.virtual_school]
    assert set(partners_of([world.virtual_school.pk])) == {
        world.college,
        world.social_care,
        world.host_virtual_school,
        world.other_virtual_school,
    }
    assert set(partners_of([world.social_care.pk])) == {world.virtual_school}
    assert list(partners_of([world.other_college.pk])) == []


# --- Promotion --------------------------------------------------------------------------------------------------------


def promote(world: World, now: datetime, **other: Any) -> Promotion:
    details = {
        "agency": world.college,
        "agreement": world.agreement,
        "audience": "Tutors",
        "what": "A talk",
        "done_on": local_date(now),
        "by": world.designated_person.user,
        "now": now,
    }
    return record_promotion(**{**details, **other})


def test_each_party_has_its_part_of_the_panel(world: World, now: datetime):
    for number in range(4):
        promote(world, now, done_on=local_date(now) - number * DAY, audience=f"Tutors {number}")
    promote(world, now, agreement=None, audience="Governors", done_on=local_date(now) - 9 * DAY)
    school, college = panel(world.agreement, world.designated_person.user, now)["promotion_parties"]
    assert (school["number"], college["number"]) == (0, 5)
    assert [entry.audience for entry in college["latest"]] == ["Tutors 0", "Tutors 1", "Tutors 2"]
    assert panel(world.agreement, world.designated_person.user, now)["may_promote"]
    assert not panel(world.agreement, world.viewer.user, now)["may_promote"]


def test_what_the_log_refuses_leaves_no_file(world: World, now: datetime):
    with pytest.raises(PromotionRefused) as error:
        promote(world, now, done_on=local_date(now) + DAY)
    assert error.value.field == "done_on"
    with pytest.raises(PromotionRefused) as error:
        promote(world, now, agency=world.other_college, evidence=ContentFile(PDF, "a.pdf"))
    assert error.value.field == "agreement"
    with pytest.raises(FileKindRefused):
        promote(world, now, evidence=ContentFile(b"MZ", "a.exe"))
    assert not Document.objects.exists()


def test_recording_correcting_and_downloading(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.designated_person.user)
    data = {
        "audience": "Tutors",
        "what": "A talk",
        "agreement": str(world.agreement.uuid),
        **day_data("done_on", local_date(real_now)),
    }
    bad = SimpleUploadedFile("a.exe", b"MZ")
    refused = client.post(reverse("agreements:promotion-new"), {**data, "evidence": bad})
    assert "The file must be a PDF" in refused.content.decode()
    good = SimpleUploadedFile("slides.pdf", PDF, "application/pdf")
    assert client.post(reverse("agreements:promotion-new"), {**data, "evidence": good}).status_code == 302
    promotion = Promotion.objects.get()
    assert promotion.evidence
    assert PRIVATE_FILES.exists(str(promotion.evidence.file.name))
    file_url = reverse("agreements:promotion-evidence", args=[promotion.uuid])
    answer = client_of(world.officer.user).get(file_url)
    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert client_of(world.stranger.user).get(file_url).status_code == 404
    correct = reverse("agreements:promotion-correct", args=[promotion.uuid])
    assert client_of(world.officer.user).get(correct).status_code == 403
    foreign = {**data, "audience": "All tutors", "agency": str(world.other_college.uuid)}
    assert client.post(correct, foreign).status_code == 200, "a log belongs to its agency"
    client.post(correct, {**data, "audience": "All tutors"})
    promotion.refresh_from_db()
    assert (promotion.audience, promotion.agency) == ("All tutors", world.college)
    assert promotion.evidence, "a file stays until another one takes its place"
    assert "All tutors" in client.get("/partnership/promotion/").content.decode()


# --- Meetings ---------------------------------------------------------------------------------------------------------


def test_a_service_plan_says_what_changed(world: World, now: datetime):
    with pytest.raises(LiaisonRefused) as error:
        meet_up(world, now, purpose=MeetingPurpose.SERVICE_PLAN)
    assert error.value.field == "what_changed"
    meet_up(world, now, purpose=MeetingPurpose.SERVICE_PLAN, held_on=local_date(now) + DAY)
    meet_up(world, now, purpose=MeetingPurpose.SERVICE_PLAN, what_changed="Nothing.")
    with pytest.raises(LiaisonRefused) as error:
        meet_up(world, now, agencies=[world.college])
    assert error.value.field == "agencies"
    with pytest.raises(LiaisonRefused) as error:
        meet_up(world, now, held_on=local_date(now).replace(year=2999))
    assert error.value.field == "held_on"


def test_actions_are_recorded_listed_and_done(world: World, now: datetime):
    meeting = meet_up(world, now)
    today = local_date(now)
    by = world.designated_person.user
    with pytest.raises(LiaisonRefused) as error:
        add_action(meeting=meeting, text="x", owner=world.other_college, due_on=today, by=by, now=now)
    assert error.value.field == "owner"
    with pytest.raises(LiaisonRefused) as error:
        add_action(meeting=meeting, text="x", owner=world.college, due_on=today - DAY, by=by, now=now)
    assert error.value.field == "due_on"
    first = add_action(meeting=meeting, text="First", owner=world.college, due_on=today, by=by, now=now)
    add_action(meeting=meeting, text="Second", owner=world.virtual_school, due_on=today + 9 * DAY, by=by, now=now)

    def listed(state: str, **other: Any) -> list[str]:
        return [action.text for action in actions(by, today + DAY, state=state, **other)]

    assert listed("open") == ["First", "Second"]
    assert listed("overdue") == ["First"]
    assert listed("open", own=True) == ["First"]
    finish_action(action=first, done_on=today, result="Sent", by=by, now=now)
    assert listed("done") == ["First"]
    assert listed("overdue") == []
    with pytest.raises(LiaisonRefused, match="done already"):
        finish_action(action=first, done_on=today, result="Sent", by=by, now=now)
    with pytest.raises(LiaisonRefused, match="has an action"):
        change_meeting(
            meeting=meeting, agencies=[world.social_care], level=LiaisonLevel.STRATEGIC,
            purpose=MeetingPurpose.LIAISON, title="Other", held_on=today, by=by, now=now,
        )  # fmt: skip


def test_meeting_pages(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.designated_person.user)
    today = local_date(real_now)
    data = {
        "level": "management",
        "purpose": "liaison",
        "title": "Winter meeting",
        "agencies": [str(world.virtual_school.uuid)],
        **day_data("held_on", today),
    }
    refused = client.post(reverse("agreements:meeting-new"), {**data, "agencies": [str(world.other_college.uuid)]})
    assert refused.status_code == 200
    url = client.post(reverse("agreements:meeting-new"), data).url
    meeting = LiaisonMeeting.objects.get()
    assert url == reverse("agreements:meeting", args=[meeting.uuid])
    partner = client_of(world.officer.user)
    assert "Winter meeting" in partner.get("/partnership/meetings/").content.decode()
    assert "Record an action" not in partner.get(url).content.decode()
    new = reverse("agreements:action-new", args=[meeting.uuid])
    assert partner.get(new).status_code == 403
    action = {"text": "Send dates", "owner": str(world.virtual_school.uuid), **day_data("due_on", today)}
    assert client.post(new, action).url == url
    done = reverse("agreements:action-done", args=[LiaisonAction.objects.get().uuid])
    assert client_of(world.viewer.user).get(done).status_code == 403
    assert client_of(world.stranger.user).get(done).status_code == 404
    assert partner.post(done, {"result": "They have them", **day_data("done_on", today)}).url == url
    assert "They have them" in client.get("/partnership/actions/?state=done").content.decode()
    change = reverse("agreements:meeting-change", args=[meeting.uuid])
    assert "Winter meeting" in client.get(change).content.decode()
    client.post(change, {**data, "title": "New year meeting"})
    assert "New year meeting" in client.get("/partnership/meetings/?level=management").content.decode()
    assert "New year meeting" not in client.get("/partnership/meetings/?level=strategic").content.decode()


# --- The hub ----------------------------------------------------------------------------------------------------------


def test_numbers_of_the_hub_open_their_lists(world: World, client_of: ClientOf, real_now: datetime):
    registers.build(world, real_now)
    for part in ("designated_person", "signatory", "officer", "mentor", "carer", "viewer"):
        client = client_of(getattr(world, part).user)
        response = client.get("/partnership/")
        assert response.status_code == 200, part
        entries = [*response.context["cards"], *response.context.get("registers", [])]
        for entry in entries:
            listed = client.get(entry["url"])
            assert listed.status_code == 200, entry
            assert listed.context["page"].paginator.count == entry["number"], entry
    assert [card["number"] for card in client_of(world.signatory.user).get("/partnership/").context["cards"]] == [
        1, 1, 1, 1, 0, 1,
    ]  # fmt: skip


def test_lists_take_as_many_queries_for_many_as_for_few(
    world: World, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries: Callable
):
    today = local_date(real_now)
    by = world.designated_person.user

    def more(number: int) -> None:
        meeting = meet_up(world, real_now)
        add_action(meeting=meeting, text="x", owner=world.college, due_on=today, by=by, now=real_now)
        hold(world, real_now)
        notify(world, real_now)
        promote(world, real_now, evidence=ContentFile(PDF, "a.pdf"))
        add_employer(provider=world.college, name=f"Employer {number}", by=by, now=real_now)

    more(0)
    client = client_of(by)
    urls = [
        "/partnership/",
        *(f"/partnership/{name}/" for name in ("promotion", "meetings", "actions", "events", "notices", "employers")),
    ]
    counts = []
    for url in urls:
        client.get(url)
        with django_assert_max_num_queries(35) as counted:
            client.get(url)
        counts.append(len(counted))
    for number in range(1, 5):
        more(number)
    AgreementFactory(virtual_school=world.host_virtual_school, provider=world.college)
    for url, count in zip(urls, counts, strict=True):
        with django_assert_max_num_queries(count):
            assert client.get(url).status_code == 200
