"""What stands for the address parts of these pages."""

import io
import zipfile
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from education_plans.enums import RecordRequestState, Through, ViewAbout
from education_plans.models import EducationPlan, RecordRequest
from education_plans.services.help_calls import call_for_help
from education_plans.services.own_links import give_link
from education_plans.services.record_copy import READABLE
from education_plans.services.record_requests import ask_for_record
from education_plans.services.views_given import say
from tests.people import World


def build(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    learner = plan.learner
    view = say(
        learner=learner, about=ViewAbout.COURSE, words="The bus is late.", through=Through.OWN_PAGE, by=None, now=now
    )
    return {
        "view_uuid": view.uuid,
        "help_uuid": call_for_help(learner=learner, words="", is_urgent=False, now=now).uuid,
        "own_token": give_link(learner=learner, by=world.social_worker.user, now=now).token,
        "record_uuid": checked_request(world, plan, now).uuid,
        "record_form": "pdf",
        "record_act": "longer",
    }


def checked_request(world: World, plan: EducationPlan, now: datetime) -> RecordRequest:
    """A request whose copy is ready: as data only, because printing takes its time and every page is built often."""
    request = ask_for_record(learner=plan.learner, through=Through.STAFF, by=world.social_worker.user, now=now)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as folder:
        folder.writestr(READABLE, b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n")
    request.file.save("checked", ContentFile(archive.getvalue()), save=False)
    request.state, request.reviewed_at = RecordRequestState.REVIEWED, now
    request.reviewed_by = world.social_worker.user
    request.save()
    return request
