"""The deadlines pages in a real browser: the queue, one deadline and the form that moves it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.clock import local_date
from agreements.duties import DUTY_BY_CODE
from deadlines.services import Opening, open_deadline, sweep
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [375, 1280])
def test_deadlines_are_read_and_moved_on_every_screen(
    world: World, real_now: datetime, page_for: Callable[..., Any], axe: Callable[..., None], width: int
) -> None:
    duty = DUTY_BY_CODE["education_plan"]
    for days in (-3, 0, 9):
        deadline = open_deadline(
            Opening(
                duty=duty,
                limit=duty.limit,
                terms_source="no agreement: default terms",
                morning_hour=8,
                owner=world.social_care,
                partner=world.college,
                learner=world.learner(),
                subject_kind="enrolment",
                subject_uuid=uuid4(),
                starts_on=local_date(real_now) + timedelta(days=days - 30),
            ),
            now=real_now,
        )
    sweep(now=real_now)
    page = page_for(world.head.user, width=width)
    page.goto("/deadlines/")
    axe(page)
    page.goto("/deadlines/?state=overdue&flag=moved")
    axe(page)
    page.goto(deadline.get_absolute_url())
    axe(page)
    page.get_by_role("button", name="Move").click()
    axe(page)
