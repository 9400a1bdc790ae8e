"""Every text of the record carries a mark, and the whole of a young person's own page is read: which marks stand there?

What is shown was chosen column by column. A column that is added later and appears there fails here, until somebody has
thought about it and named it.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import CharField, JSONField, Model, TextField
from django.test import Client
from django.urls import resolve

from accounts.clock import local_date
from accounts.form_fields import day_data
from education_plans.enums import (
    PathwayDomain,
    SectionCode,
    SectionState,
    SkillState,
    Suitability,
    Through,
    ViewAbout,
    ViewResponse,
)
from education_plans.models import (
    HelpCall,
    PathwayPlan,
    PlanMeeting,
    PlanSection,
    RecordRequest,
    SupportNeed,
    Target,
)
from education_plans.rules.copies import OWN_SECTIONS
from education_plans.rules.own_words import own_label_of
from education_plans.rules.questions import questions_for
from education_plans.selectors.own_page import plan_of
from education_plans.services.accommodation import Judged, check_accommodation
from education_plans.services.drafts import save_draft
from education_plans.services.passport import record_skill
from education_plans.services.pathway import add_action, begin_pathway, save_matter
from education_plans.services.record_requests import ask_for_record, give, review
from education_plans.services.views_given import answer_view, say
from tests.crawling import pages_reached, text_of
from tests.people import World
from tests.plan_things.pathway import first_skill
from tests.things import Things, build_things, routes

pytestmark = pytest.mark.django_db

APPS = ("learners", "tracking", "education_plans", "deadlines")
#: Without these no page opens, or they are no words of anybody.
MACHINERY = {"PersonalLink", "TermValue", "SkillItem", "QualityCriterion"}
NO_WORDS = re.compile(r"(digest|token|code|topic|sha256|type|key|file|number)$")
OWN_NAMES = {"Learner.given_name", "Learner.family_name", "Learner.preferred_name"}

#: All that a young person reads of what others, or they themselves, have written.
SHOWN = {
    "Enrolment.course",  # the copy of their plan says where they learn
    "PathwayAction.how",
    "PathwayAction.owner_name",
    "PathwayPlan.young_person_says",
    "PathwaySection.needs",
    "PathwaySection.says",
    "PlanMeeting.link",
    "PlanMeeting.place",
    "RecordRequest.left_out",  # what was left out, and why
    "SkillProof.evidence",
    "SupportNeed.given_by shared",
    "SupportNeed.need shared",
    "SupportNeed.provided shared",
    "Target.helper_name",
    "Target.what",
    "View.response_words",
    "View.words",
}

#: What the database lets nobody change, and none of it is read there.
UNCHANGEABLE = {
    "CallBack.how_confirmed", "CallBack.number_called", "CallBack.spoke_to", "DeadlineEvent.detail",
    "Disclosure.recipient_name", "Disclosure.what", "PlanVersion.content", "Release.given_to", "Release.parts",
    "Release.what",
}  # fmt: skip


class Marks:
    """Which mark stands for which text."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self.refused: set[str] = set()

    def new(self, label: str) -> str:
        mark = f"Qx{len(self.of):04d}"
        self.of[mark] = label
        return mark

    def standing_in(self, text: str) -> set[str]:
        return {self.of[mark] for mark in re.findall(r"Qx\d{4}", text) if mark in self.of}


def marked(marks: Marks) -> None:
    """Write a mark over each text of each row; what the database forbids to change is left as it is."""
    for model in apps.get_models():
        if model._meta.app_label not in APPS or model.__name__.startswith("Historical") or model.__name__ in MACHINERY:
            continue
        for row in model._default_manager.all():
            for name, value in _marks_of(row, marks):
                try:
                    with transaction.atomic():
                        model._default_manager.filter(pk=row.pk).update(**{name: value})
                except DatabaseError:
                    marks.refused.add(f"{model.__name__}.{name}")


def _marks_of(row: Model, marks: Marks) -> Iterator[tuple[str, Any]]:
    for field in row._meta.concrete_fields:
        label = f"{type(row).__name__}.{field.name}"
        if isinstance(row, SupportNeed):
            label += " shared" if row.shared_with_young_person else " kept"
        if isinstance(row, PlanSection):
            label += f" {row.code}"
        if isinstance(field, JSONField):
            if isinstance(row, PlanSection):
                asked = questions_for(row.code, row.plan.variant)
                yield field.name, {each.code: marks.new(f"{label} {each.code}") for each in asked}
            else:
                yield field.name, _json(getattr(row, field.name), marks, label)
        elif _is_text(field) and label not in OWN_NAMES and getattr(row, field.name):
            yield field.name, marks.new(label)


def _is_text(field: Any) -> bool:
    is_written = isinstance(field, CharField | TextField) and not field.choices and not field.unique
    return is_written and not NO_WORDS.search(field.name)


def _json(value: Any, marks: Marks, label: str) -> Any:
    if isinstance(value, dict):
        return {key: each if key in {"code", "state"} else _json(each, marks, label) for key, each in value.items()}
    if isinstance(value, list):
        return [_json(each, marks, label) for each in value]
    return marks.new(label) if isinstance(value, str) else value


@pytest.fixture
def things(world: World, real_now: datetime) -> Things:
    """One of everything, with text in every corner that has one."""
    things = build_things(world)
    by, learner, today = world.social_worker.user, things.learner, local_date(real_now)
    pathway = PathwayPlan.objects.get(uuid=things.kwargs["pathway_uuid"])
    for domain in PathwayDomain:
        section = pathway.sections.get(domain=domain)
        state = SectionState.NOT_APPLICABLE if domain == PathwayDomain.EMPLOYMENT else SectionState.COMPLETE
        save_matter(
            pathway=pathway, domain=domain, needs="x", says="x", state=state, not_applicable_reason="x",
            version=section.version, by=by, now=real_now,
        )  # fmt: skip
        save_draft(section=section, user=by, answers={"needs": "x"}, based_on=0, serial=2**61, now=real_now)
    add_action(
        pathway=pathway, domain=PathwayDomain.HEALTH, how="x", owner_name="x", due_on=today, by=by, now=real_now
    )  # fmt: skip
    check_accommodation(
        pathway=pathway, on=today, where="x", factors=dict.fromkeys(Suitability, Judged(False, "x")), is_suitable=False,
        reason="x", by=by, now=real_now,
    )  # fmt: skip
    record_skill(learner=learner, item=first_skill(), state=SkillState.CAN_DO, evidence="x", by=by, now=real_now)
    view = say(learner=learner, about=ViewAbout.HOME, words="x", through=Through.OWN_PAGE, by=None, now=real_now)
    answer_view(view=view, response=ViewResponse.DONE, words="x", by=by, now=real_now)
    PathwayPlan.objects.filter(pk=pathway.pk).update(
        young_person_answer="disagrees", young_person_says="x", young_person_answered_at=real_now
    )
    Target.objects.filter(plan=plan_of(learner)).update(helper=None, helper_name="x")
    PlanMeeting.objects.update(link="https://example.org/x", agenda="x", why="x")
    for section in PlanSection.objects.filter(plan__learner=learner, code=SectionCode.SAFEGUARDING):
        save_draft(section=section, user=by, answers={"known": "x"}, based_on=0, serial=2**61, now=real_now)
    HelpCall.objects.update(answer="x")
    for need in SupportNeed.objects.all():
        SupportNeed.objects.filter(pk=need.pk).update(provided="x", given_by="x", provider_id=need.provider_id)
    RecordRequest.objects.filter(learner=learner).delete()
    return things


@pytest.fixture
def own_phone(things: Things) -> Client:
    phone = Client()
    phone.post(f"/me/{things.kwargs['own_token']}/", day_data("birthday", things.learner.date_of_birth))
    return phone


def own_pages(phone: Client) -> dict[str, str]:
    return {
        address: text
        for address, text in pages_reached(phone, ["/me/", "/me/help/asked/", "/me/before-meeting/"], whole=True)
        if address.startswith("/me/")
    }


def test_only_what_was_chosen_stands_on_their_page(own_phone: Client, things: Things, world: World, real_now: datetime):
    shared = SupportNeed.objects.filter(shared_with_young_person=True).first()
    assert shared is not None, "what is shared has to be seen, or the test proves nothing"
    marks = Marks()
    marked(marks)
    pages = own_pages(own_phone)
    found = {label: address for address, text in pages.items() for label in marks.standing_in(text)}
    sections = {label for label in found if label.startswith("PlanSection.")}
    assert {label: found[label] for label in found.keys() - sections - SHOWN} == {}
    assert SHOWN - found.keys() == {"RecordRequest.left_out"}, "what is not found proves nothing about the rest"
    allowed = {
        f"PlanSection.answers {code.value} {question.code}"
        for code in OWN_SECTIONS
        for question in questions_for(code, _variant(things))
        if own_label_of(code, question.code)
    }
    assert sections <= allowed
    assert {"PlanSection.answers views going", "PlanSection.answers aspirations hopes"} <= sections
    must_be_marked = {
        "Incident.description",
        "Emergency.description",
        "AccommodationCheck.reason",
        "SectionDraft.answers",
    }
    assert must_be_marked <= set(marks.of.values())
    assert marks.refused == UNCHANGEABLE


def _variant(things: Things) -> str:
    plan = plan_of(things.learner)
    assert plan is not None
    return str(plan.variant)


def test_every_page_of_it_is_read(own_phone: Client, things: Things):
    kinds = {name for name in routes() if name == "education_plans:me" or name.startswith("education_plans:me-")}
    cannot_be_read = {"me-answer", "me-tick", "me-leave", "me-link", "me-copy"}
    read = {resolve(address.partition("?")[0]).view_name for address in own_pages(own_phone)}
    assert kinds - {f"education_plans:{name}" for name in cannot_be_read} <= read


def test_other_people_are_not_named(own_phone: Client, things: Things, world: World, real_now: datetime):
    """Another young person with the same things, and somebody who looked."""
    by = world.social_worker.user
    other = world.learner(given_name="Yorick", family_name="Quince")
    theirs = begin_pathway(learner=other, by=by, now=real_now)
    words = "Words of Yorick"
    save_matter(
        pathway=theirs, domain=PathwayDomain.HEALTH, needs=words, says=words, state=SectionState.COMPLETE, version=0,
        by=by, now=real_now,
    )  # fmt: skip
    record_skill(learner=other, item=first_skill(), state=SkillState.CAN_DO, evidence=words, by=by, now=real_now)
    say(learner=other, about=ViewAbout.HOME, words=words, through=Through.OWN_PAGE, by=None, now=real_now)
    ask_for_record(learner=other, through=Through.STAFF, by=by, now=real_now)
    type(world.head.user).objects.filter(pk=world.head.user.pk).update(name="Nosey Parker")
    looker = Client()
    looker.force_login(world.head.user, backend="django.contrib.auth.backends.ModelBackend")
    assert looker.get(f"/learners/{things.learner.uuid}/").status_code in (200, 302)
    for address, text in own_pages(own_phone).items():
        for name in ("Yorick", "Quince", "Nosey Parker"):
            assert name not in text, address


def test_a_part_that_was_left_out_of_the_copy_is_in_neither_file(
    own_phone: Client, things: Things, world: World, real_now: datetime
):
    by = world.social_worker.user
    secret = "Zugzwang"
    for model, name in (("tracking.Incident", "description"), ("tracking.Emergency", "description")):
        apps.get_model(model).objects.update(**{name: secret})
    PlanSection.objects.filter(code=SectionCode.SAFEGUARDING).update(answers={"known": secret})
    asked = ask_for_record(learner=things.learner, through=Through.OWN_PAGE, by=None, now=real_now)
    reason = "It names somebody else."
    left_out = {"incidents": reason, "emergencies": reason, "safeguarding": reason}
    asked = review(request=asked, left_out=left_out, by=by, now=real_now)
    give(request=asked, how="On their own page", by=by, now=real_now)
    assert reason in own_phone.get("/me/record/").content.decode()
    packed = own_phone.get(f"/me/record/{asked.uuid}/zip/").getvalue()
    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        assert secret.encode() not in b"".join(folder.read(each) for each in folder.namelist())
    assert secret not in text_of(own_phone.get(f"/me/record/{asked.uuid}/pdf/"))
