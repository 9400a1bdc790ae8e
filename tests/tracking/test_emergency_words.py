"""What an emergency is about is for those who may read about the young person's safety."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import access
from accounts.models import User
from learners.models import Learner
from tests.tracking.conftest import Story
from tracking.services import raise_emergency


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("designated_person", True),  # consent for safeguarding is given
        ("social_worker", True),
        ("head", True),
        ("viewer", False),
        ("mentor", True),  # who raised it
    ],
)
def test_what_an_emergency_is_about_is_for_few(
    real_story: Story, client_of: Callable[[User], Client], who: str, reads: bool
):
    place = real_story.enrolment
    place.mentor = real_story.world.mentor
    place.save()
    access.project(Learner, [real_story.learner.pk])
    emergency = raise_emergency(
        learner=real_story.learner, description="No bed tonight.", by=real_story.world.mentor.user, now=real_story.now
    )
    page = client_of(getattr(real_story.world, who).user).get(emergency.get_absolute_url()).text
    assert "Emergency" in page
    assert ("No bed tonight." in page) == reads
