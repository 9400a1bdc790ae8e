"""Copies that everybody can read, in two designs and two prints, and the record that one was given (W7)."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import Look, User
from education_plans.enums import CopyDesign, CopyForm, CopyHow, Domain, SectionCode
from education_plans.models import EducationPlan, SupportNeed, Target
from education_plans.services import save_section
from education_plans.services.copies import CopyRefused, give_copy, plan_pdf
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]
EVERY = [(design, form) for design in CopyDesign for form in CopyForm]


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    at = real_now - timedelta(days=2)
    plan = written_plan(enrol_somebody(world, local_date(at) - timedelta(days=10), at), world, at)
    said = {SectionCode.SAFEGUARDING: "Nobody may collect her", SectionCode.VIEWS: "I like # mornings $x^2$"}
    for code, text in said.items():
        section = plan.sections.get(code=code)
        save_section(
            plan=plan, code=code, answers={"notes": text}, version=section.version, by=world.social_worker.user, now=at
        )
    common = {"recorded_at": at, "recorded_by": world.social_worker.user, "starts_on": local_date(at)}
    for need, shared in (("A bus pass", True), ("Something not shared", False)):
        SupportNeed.objects.create(
            learner=plan.learner, provider=world.college, domain=Domain.TRANSPORT, need=need,
            shared_with_young_person=shared, **common,
        )  # fmt: skip
    Target.objects.create(
        plan=plan, domain=Domain.LEARNING, what="Finish the wall", due_on=local_date(at) + timedelta(days=40),
        evidence="It stands", set_at=at, set_by=world.social_worker.user,
    )  # fmt: skip
    return plan


@pytest.mark.parametrize(("design", "form"), EVERY)
def test_every_copy_is_a_tagged_pdf_with_the_plan_in_it(
    plan: EducationPlan, real_now: datetime, design: CopyDesign, form: CopyForm
):
    data = plan_pdf(plan=plan, design=design, form=form, now=real_now)
    reader = PdfReader(io.BytesIO(data))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    text = " ".join(text_of(data).split())
    assert "I like # mornings $x^2$" in text
    assert "Finish the wall" in text
    assert "A bus pass" in text


def test_safeguarding_stands_only_where_it_was_asked_for_and_never_in_their_own_copy(
    plan: EducationPlan, real_now: datetime
):
    for design, form in EVERY:
        text = text_of(plan_pdf(plan=plan, design=design, form=form, with_safeguarding=True, now=real_now))
        assert ("Nobody may collect" in text) is (design == CopyDesign.PROFESSIONAL)
    without = text_of(plan_pdf(plan=plan, design=CopyDesign.PROFESSIONAL, form=CopyForm.PRINT, now=real_now))
    assert "Nobody may collect" not in without
    assert "Left out of this copy" in without


def test_their_own_copy_holds_nothing_that_was_not_shared_with_them(plan: EducationPlan, real_now: datetime):
    own = text_of(plan_pdf(plan=plan, design=CopyDesign.YOUNG_PERSON, form=CopyForm.PRINT, now=real_now))
    assert "Something not shared" not in own
    assert "Safeguarding" not in own


def test_a_version_is_printed_as_it_was_agreed(world: World, plan: EducationPlan, real_now: datetime):
    plan = agree_by_all(plan, world, real_now)
    section = plan.sections.get(code=SectionCode.VIEWS)
    save_section(
        plan=plan, code=SectionCode.VIEWS, answers={"notes": "Quite new"}, version=section.version,
        by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    plan.refresh_from_db()
    whole = {"plan": plan, "design": CopyDesign.PROFESSIONAL, "form": CopyForm.PRINT, "now": real_now}
    as_agreed, as_it_is = text_of(plan_pdf(**whole, version=plan.versions.get())), text_of(plan_pdf(**whole))
    assert "mornings" in as_agreed
    assert "Quite new" not in as_agreed
    assert "Version 1, agreed" in as_agreed
    assert "Version 2, not agreed yet" in as_it_is


def test_large_print_is_larger(plan: EducationPlan, real_now: datetime):
    pages = {
        form: len(
            PdfReader(io.BytesIO(plan_pdf(plan=plan, design=CopyDesign.YOUNG_PERSON, form=form, now=real_now))).pages
        )
        for form in CopyForm
    }
    assert pages[CopyForm.LARGE_PRINT] >= pages[CopyForm.PRINT]


def test_a_copy_that_was_given_is_kept_with_the_version_it_had(world: World, plan: EducationPlan, real_now: datetime):
    today = local_date(real_now)
    given = {"plan": plan, "design": CopyDesign.YOUNG_PERSON, "form": CopyForm.LARGE_PRINT, "how": CopyHow.HAND}
    who = {"by": world.social_worker.user, "now": real_now}
    for day in (today + timedelta(days=1), today - timedelta(days=9)):
        with pytest.raises(CopyRefused):
            give_copy(**given, given_on=day, **who)
    copy = give_copy(**given, given_on=today, **who)
    assert (copy.version, copy.given_by) == (1, world.social_worker.user)
    assert copy.history.get().history_user == world.social_worker.user


def test_the_download_keeps_safeguarding_from_those_who_may_not_read_it(
    world: World, plan: EducationPlan, client_of: ClientOf
):
    address = reverse("education_plans:copy-pdf", args=[plan.uuid, "professional", "print"])
    for reader, shown in ((world.social_worker, True), (world.viewer, False)):
        response = client_of(reader.user).get(address + "?safeguarding=yes")
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        assert ("Nobody may collect" in text_of(response.content)) is shown
    assert client_of(world.social_worker.user).get(address + "?version=99").status_code == 404
    nonsense = reverse("education_plans:copy-pdf", args=[plan.uuid, "professional", "gold"])
    assert client_of(world.social_worker.user).get(nonsense).status_code == 404


def test_giving_a_copy_is_recorded_on_a_page(
    world: World, plan: EducationPlan, client_of: ClientOf, real_now: datetime
):
    worker, address = client_of(world.social_worker.user), reverse("education_plans:copy-give", args=[plan.uuid])
    form = {"design": "young_person", "form": "print", "how": "hand"}
    tomorrow = day_data("given_on", local_date(real_now) + timedelta(days=1))
    assert "in the future" in worker.post(address, form | tomorrow).content.decode()
    assert worker.post(address, form | day_data("given_on", local_date(real_now))).status_code == 302
    assert plan.copies.get().how == CopyHow.HAND


def test_a_download_is_on_the_record_of_who_looked(world: World, plan: EducationPlan, client_of: ClientOf):
    client_of(world.social_worker.user).get(
        reverse("education_plans:copy-pdf", args=[plan.uuid, "young_person", "print"])
    )
    assert Look.objects.filter(learner_uuids__contains=[plan.learner.uuid], kind="download").exists()
