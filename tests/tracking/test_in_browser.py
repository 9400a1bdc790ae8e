"""On a phone, with and without JavaScript: the pages of an incident and an emergency are accessible and work."""

import pytest
from playwright.sync_api import expect

from tests.tracking.conftest import Story
from tracking.models import Incident
from tracking.services import raise_emergency

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_an_incident_on_a_phone(live_server, real_story: Story, page_for, axe, javascript: bool):  # noqa: F811
    page = page_for(real_story.designated_person, width=375, javascript=javascript)
    page.goto(f"/learners/{real_story.learner.uuid}/incidents/new/")
    if javascript:
        axe(page)
    page.get_by_label("Temporary suspension").check()
    page.get_by_label("What happened?").fill("An argument in the workshop.")
    page.get_by_role("button", name="Log incident").click()
    expect(page.get_by_text("Incident logged")).to_be_visible()
    incident = Incident.objects.get()
    if javascript:
        axe(page)
    page.get_by_role("button", name=f"Log this call to {real_story.key_worker}").click()
    if javascript:
        axe(page)
    page.get_by_label("Spoke to them").check()
    page.get_by_role("button", name="Log call").click()
    expect(page.get_by_text(f"{real_story.key_worker} has been told by phone")).to_be_visible()
    assert incident.calls.get().caller == real_story.designated_person


def test_the_other_pages_are_accessible(live_server, real_story: Story, page_for, axe):  # noqa: F811
    incident = real_story.incident()
    real_story.told(incident)
    meeting = real_story.meeting(incident)
    emergency = raise_emergency(
        learner=real_story.learner, description="No bed.", by=real_story.designated_person, now=real_story.now
    )
    page = page_for(real_story.designated_person)
    for address in (
        f"/incidents/{incident.uuid}/",
        "/incidents/",
        f"/incidents/{incident.uuid}/exclusion/",
        f"/incidents/{real_story.incident().uuid}/exclusion/",
        f"/meetings/{meeting.uuid}/record/",
        f"/incidents/{incident.uuid}/emails/key_worker/came-back/",
        f"/learners/{real_story.learner.uuid}/emergencies/new/",
        f"/emergencies/{emergency.uuid}/",
        "/emergencies/",
    ):
        page.goto(address)
        axe(page)
