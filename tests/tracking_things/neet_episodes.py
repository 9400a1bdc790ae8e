"""What stands for the address parts of times without a place, and of strengths and difficulties."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from learners.models import Enrolment, Learner
from tests.people import World
from tracking.enums import DayKind
from tracking.models import ActivityCode, NeetEpisode
from tracking.services.activity import record_activity
from tracking.services.neet_days import plan_day
from tracking.services.neet_roles import RoleWords, add_role
from tracking.services.strengths import record_score


def without_place(learner: Learner, world: World, now: datetime, *, days: int = 5) -> NeetEpisode:
    """The episode of somebody who is without a place since so many days ago."""
    seeking, _ = ActivityCode.objects.get_or_create(  # ships, unless the tables were emptied
        code_list="nccis",
        code="619",
        from_on="2020-09-01",
        defaults={"name": "Seeking employment, education or training", "group": "neet", "source": "NCCIS"},
    )
    record_activity(
        learner=learner, code=seeking, starts_on=local_date(now) - timedelta(days=days), by=world.social_worker.user,
        now=now,
    )  # fmt: skip
    return NeetEpisode.objects.get(learner=learner, ended_on__isnull=True)


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    by, learner = world.social_worker.user, enrolment.learner
    episode = without_place(learner, world, now)
    role = add_role(episode=episode, words=RoleWords(who="Sue", does="Rings on Mondays"), by=by, now=now)
    day = plan_day(
        episode=episode, kind=DayKind.TASTER, on=local_date(now), where="Canal Boats", by=by, now=now
    )  # fmt: skip
    score = record_score(learner=learner, on=local_date(now), score=12, filled_in_by="The carer", by=by, now=now)
    return {
        "episode_uuid": episode.uuid,
        "neet_role_uuid": role.uuid,
        "neet_day_uuid": day.uuid,
        "score_uuid": score.uuid,
    }
