"""What stands for the address parts of the pages about what young people do."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from learners.models import Enrolment
from tests.people import World
from tracking.enums import ContactHow
from tracking.models import ActivityCode
from tracking.services.activity import record_activity
from tracking.services.contact import log_contact
from tracking.services.employment import record_job


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    code, _ = ActivityCode.objects.get_or_create(  # ships, unless the tables were emptied
        code_list="nccis",
        code="230",
        from_on="2020-09-01",
        defaults={"name": "Further education college", "group": "education", "source": "NCCIS"},
    )
    spell = record_activity(
        learner=enrolment.learner, code=code, starts_on=local_date(now) - timedelta(days=9),
        by=world.social_worker.user, now=now,
    )  # fmt: skip
    job = record_job(
        learner=enrolment.learner, employer="Hart and Sons", job="Kitchen assistant", was_supported=True,
        starts_on=local_date(now) - timedelta(days=9), by=world.social_worker.user, now=now,
    )  # fmt: skip
    contact = log_contact(
        learner=enrolment.learner, how=ContactHow.PHONE, at=now, reached=True, by=world.social_worker.user, now=now
    )
    return {"spell_uuid": spell.uuid, "job_uuid": job.uuid, "in_touch_uuid": contact.uuid, "return_year": 2026}
