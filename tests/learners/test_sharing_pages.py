"""The sharing page, its forms, and what a provider reads of a plan with and without a basis."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import access
from accounts.clock import local_date
from accounts.enums import AgencyKind, Purpose, RoleCode
from accounts.form_fields import day_data
from accounts.models import Look, User
from education_plans.enums import SectionCode
from education_plans.services import begin_plan, record_review, save_section
from learners.enums import ConsentPurpose
from learners.models import Consent, Learner, SharingOverride
from learners.services import link_agency
from tests.education_plans.conftest import agree_by_all
from tests.factories import AgencyFactory, ConsentFactory, MembershipFactory
from tests.people import World
from tests.things import build_things

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]

HOPES, SAFETY, DECIDED = "Wants to be a joiner", "Her brother waits at the gate", "Two evenings at the workshop"
PDF = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\n"


def planned(world: World, now: datetime, *agreed: ConsentPurpose) -> Learner:
    """A young person with an agreed plan and a review, written by the key worker."""
    learner = world.learner(agreed=agreed)
    plan = begin_plan(enrolment=learner.enrolments.get(), by=world.social_worker.user, now=now - timedelta(days=2))
    for code, text in {"key_contacts": "Sue", "safeguarding": SAFETY, "aspirations": HOPES}.items():
        save_section(
            plan=plan, code=SectionCode(code), answers={"notes": text}, version=0, by=world.social_worker.user, now=now - timedelta(days=2)
        )  # fmt: skip
    agree_by_all(plan, world, now - timedelta(days=2), now - timedelta(days=2))
    record_review(
        plan=plan, held_on=local_date(now), attendees="All", young_person_said="Good", decisions=DECIDED,
        by=world.social_worker.user, now=now,
    )  # fmt: skip
    return learner


def pages(learner: Learner) -> list[str]:
    base = f"/learners/{learner.uuid}/"
    sections = f"/plans/{learner.education_plans.get().uuid}/sections/"
    return [base, f"{base}story/", f"{base}plan/", f"{sections}aspirations/", f"{sections}safeguarding/"]


EDUCATION, SAFEGUARDING = ConsentPurpose.EDUCATION, ConsentPurpose.SAFEGUARDING


@pytest.mark.parametrize(
    ("person", "agreed", "reads"),
    [
        ("designated_person", (), set()),
        ("designated_person", (SAFEGUARDING,), set()),
        ("designated_person", (EDUCATION,), {HOPES, DECIDED}),
        ("designated_person", (EDUCATION, SAFEGUARDING), {HOPES, DECIDED, SAFETY}),
        ("signatory", (EDUCATION, SAFEGUARDING), {HOPES, DECIDED, SAFETY}),
        ("mentor", (EDUCATION, SAFEGUARDING), {HOPES, DECIDED}),
        ("viewer", (EDUCATION, SAFEGUARDING), {HOPES, DECIDED}),
        ("social_worker", (), {HOPES, DECIDED, SAFETY}),
        ("key_contact", (), {HOPES, DECIDED, SAFETY}),
    ],
)
def test_who_reads_what_of_a_plan(
    world: World,
    client_of: ClientOf,
    real_now: datetime,
    person: str,
    agreed: tuple[ConsentPurpose, ...],
    reads: set[str],
):
    learner = planned(world, real_now, *agreed)
    learner.enrolments.update(mentor=world.mentor)
    access.project(Learner, [learner.pk])
    client = client_of(world.people()[person])
    said = "".join(client.get(page).content.decode() for page in pages(learner))
    assert {words for words in (HOPES, DECIDED, SAFETY) if words in said} == reads


def test_without_a_basis_the_plan_says_why_and_whom_to_ask(world: World, client_of: ClientOf, real_now: datetime):
    learner = planned(world, real_now)
    ConsentFactory(learner=learner, decision="refused")
    client = client_of(world.designated_person.user)
    plan, pages = f"/plans/{learner.education_plans.get().uuid}/", f"/learners/{learner.uuid}/plan/"
    about = [f"{plan}{page}" for page in ("sections/views/", "sections/views/ask/", "about/", "answer/")]
    for page in (pages, f"{pages}begin/", f"{pages}review/", *about):
        for method in (client.get, client.post):
            response = method(page)
            assert response.status_code in (403, 405), page
            if response.status_code == 403:
                assert "said no on 1 September 2025" in response.content.decode()
                assert "Sue Worker" in response.content.decode()
    case = client.get(f"/learners/{learner.uuid}/").content.decode()
    assert "The education plan is not shared with you" in case
    assert f"/learners/{learner.uuid}/plan/" not in case


def test_a_page_that_asks_says_the_basis_of_the_look(world: World, client_of: ClientOf, real_now: datetime):
    learner = planned(world, real_now, EDUCATION)
    for person in (world.designated_person, world.key_contact):
        client_of(person.user).get(f"/learners/{learner.uuid}/plan/")
        client_of(person.user).get(f"/learners/{learner.uuid}/")
    assert list(Look.objects.filter(user=world.designated_person.user).order_by("at").values_list("basis", flat=True)) == [
        "consent", "duty",
    ]  # fmt: skip
    assert set(Look.objects.filter(user=world.key_contact.user).values_list("basis", flat=True)) == {""}


def test_partners_look_on_the_basis_of_their_link(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner()
    partner = MembershipFactory(agency=AgencyFactory(kind=AgencyKind.OTHER), role=RoleCode.PANEL_PARTNER)
    access.project_membership(partner)
    for purpose, agency, link in (
        ("panel", partner.agency, Purpose.PANEL_PARTNER),
        ("support", world.host_virtual_school, Purpose.HOST_VIRTUAL_SCHOOL),
    ):
        ConsentFactory(learner=learner, purpose=purpose)
        link_agency(learner=learner, agency=agency, purpose=link, starts_at=real_now, by=None, now=real_now)
    for person in (partner, world.host_key_contact):
        text = client_of(person.user).get(f"/learners/{learner.uuid}/sharing/").content.decode()
        assert "Disclosure log" not in text
        assert Look.objects.get(user=person.user).basis == "consent"


def answer(now: datetime, **changed: object) -> dict[str, object]:
    return {
        "purpose": "education", "decision": "given", "said_by": "young_person", "how": "signed_form",
        "form": SimpleUploadedFile("form.pdf", PDF), **day_data("decided_on", local_date(now)), **changed,
    }  # fmt: skip


def test_recording_an_answer_with_its_form(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner(agreed=())
    client = client_of(world.social_worker.user)
    response = client.post(f"/learners/{learner.uuid}/sharing/consent/", answer(real_now))
    assert response["Location"] == f"/learners/{learner.uuid}/sharing/#education"
    text = client.get(f"/learners/{learner.uuid}/sharing/").content.decode()
    assert "form.pdf" in text
    assert "Not scanned: no scanner is set up" in text
    assert "To be asked again by" in text


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"form": ""}, "form", "Attach the signed form"),
        ({"form": SimpleUploadedFile("form.pdf", b"<script>")}, "form", "must be a PDF"),
        ({"said_by": "parent", "said_by_name": "Ann"}, "said_by", "only they can decide"),
        ({"decision": "withdrawn"}, "decision", "Only consent that was given"),
        ({"decided_on_year": "2030"}, "decided_on", "today or in the past"),
    ],
)
def test_a_refusal_stands_beside_its_question(
    world: World, client_of: ClientOf, real_now: datetime, changed: dict[str, object], field: str, words: str
):
    learner = world.learner(agreed=())
    page = f"/learners/{learner.uuid}/sharing/consent/"
    response = client_of(world.social_worker.user).post(page, answer(real_now, note="Kept", **changed))
    assert words in response.context["form"].errors[field][0]
    assert "Kept" in response.content.decode()
    assert not Consent.objects.filter(learner=learner).exists()


def test_sharing_without_consent_and_ending_it(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner(agreed=())
    client = client_of(world.team_manager.user)
    data = {
        "recipient": world.college.pk, "purpose": "safeguarding", "ground": "child_protection", "reason": "He was followed.",
        **day_data("until", local_date(real_now) + timedelta(days=3)),
    }  # fmt: skip
    client.post(f"/learners/{learner.uuid}/sharing/without-consent/", data)
    override = SharingOverride.objects.get()
    own = client_of(world.designated_person.user).get(f"/learners/{learner.uuid}/sharing/").content.decode()
    assert "Shared without consent: to protect a child from harm." in own
    assert "He was followed" not in own
    assert "He was followed" in client.get(f"/learners/{learner.uuid}/sharing/").content.decode()
    other = world.learner()
    assert client.post(f"/learners/{other.uuid}/sharing/without-consent/{override.uuid}/end/").status_code == 404
    client.post(f"/learners/{learner.uuid}/sharing/without-consent/{override.uuid}/end/")
    override.refresh_from_db()
    assert override.ends_at < real_now + timedelta(days=1)


def test_a_provider_sees_its_own_part_only(world: World, client_of: ClientOf, real_now: datetime):
    learner = build_things(world).learner
    ConsentFactory(learner=learner, purpose="panel", note="Not to the careers service")
    text = client_of(world.designated_person.user).get(f"/learners/{learner.uuid}/sharing/").content.decode()
    assert "What is shared with Brindley College" in text
    for words in ("careers service", "Disclosure log", "panel that helps", "Not safe."):
        assert words not in text
    assert (
        "careers service"
        in client_of(world.key_contact.user).get(f"/learners/{learner.uuid}/sharing/").content.decode()
    )


def test_the_page_costs_the_same_with_much_on_it(
    world: World, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries
):
    learner = build_things(world).learner
    client = client_of(world.key_contact.user)
    with django_assert_max_num_queries(40) as first:
        client.get(f"/learners/{learner.uuid}/sharing/")
    for days in range(20):
        ConsentFactory(learner=learner, purpose="panel", recorded_at=real_now - timedelta(days=days))
        Look.objects.create(
            at=real_now - timedelta(days=days), user=world.viewer.user, agency=world.college, roles=[], kind="view",
            what="x", learner_uuids=[learner.uuid],
        )  # fmt: skip
    with django_assert_max_num_queries(len(first)):
        client.get(f"/learners/{learner.uuid}/sharing/")
