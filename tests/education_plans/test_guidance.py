"""Careers guidance: who advised, whether impartially, and what came of it (A34, A39)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.models import EducationPlan, GuidanceSession
from education_plans.services.guidance import GuidanceError, change_guidance, record_guidance
from tests.education_plans.conftest import enrol_somebody, written_plan
from tests.people import World


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    return written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now)


def test_a_session_is_kept_with_its_adviser_and_outcome(world: World, plan: EducationPlan, real_now: datetime):
    given = {"held_on": local_date(real_now), "adviser": "Ann Adviser", "is_impartial": True, "outcome": "Catering"}
    by = world.social_worker.user
    session = record_guidance(learner=plan.learner, **given, seen_through=None, by=by, now=real_now)
    changed = change_guidance(session=session, **(given | {"is_impartial": False}), by=by, now=real_now)
    assert (changed.is_impartial, changed.history.count()) == (False, 2)
    for wrong in ({"held_on": local_date(real_now) + timedelta(days=1)}, {"adviser": " "}, {"outcome": ""}):
        with pytest.raises(GuidanceError):
            record_guidance(learner=plan.learner, **(given | wrong), seen_through=None, by=by, now=real_now)


def test_each_side_records_and_a_provider_sees_its_own(
    world: World, plan: EducationPlan, client_of: Callable[[User], Client], real_now: datetime
):
    page = reverse("education_plans:guidance", args=[plan.uuid])
    given = {"adviser": "Ann Adviser", "is_impartial": "no", "outcome": "Catering at level 3"}
    given |= day_data("held_on", local_date(real_now))
    school, provider = client_of(world.officer.user), client_of(world.designated_person.user)
    assert "No session is recorded" in school.get(page).content.decode()
    assert school.post(f"{page}new/", given | {"outcome": "A talk at the Virtual School"}).status_code == 302
    assert provider.post(f"{page}new/", given).status_code == 302
    of_provider = GuidanceSession.objects.get(provider=world.college)
    seen = provider.get(page).content.decode()
    assert "Catering at level 3" in seen
    assert "A talk at the Virtual School" not in seen
    assert "Not known to be impartial" in seen
    assert "A talk at the Virtual School" in school.get(page).content.decode()
    hidden = GuidanceSession.objects.get(provider=None)
    assert provider.get(f"{page}{hidden.uuid}/change/").status_code == 404
    assert provider.post(f"{page}{of_provider.uuid}/change/", given | {"is_impartial": "yes"}).status_code == 302
    of_provider.refresh_from_db()
    assert of_provider.is_impartial
