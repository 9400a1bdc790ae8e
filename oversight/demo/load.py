"""Everything of the demonstration in one transaction: all of it, or nothing."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.clock import local_date
from accounts.models import User
from education_plans.services.monitor import freeze_months
from learners.models import Learner
from notifications.services import mark_all_read
from oversight.demo.acts import Acts
from oversight.demo.cast import Engaging
from oversight.demo.programme import HORIZON, tell
from oversight.demo.stage import Stage
from oversight.services.measure_snapshots import take_snapshots

#: Everybody has read what reached them up to so many days ago.
READ_UNTIL = 3


@transaction.atomic
def load(*, now: datetime, report: Callable[[str], object]) -> str:
    """Play the demonstration up to `now`. Returns what there is, in words. The same day gives the same young people."""
    stage = Stage(begins_at=Acts.morning_of(local_date(now), HORIZON), ends_at=now)
    cast = Engaging(begins_at=stage.begins_at).cast()
    acts = Acts(cast=cast, stage=stage, today=local_date(now), chance=random.Random(30))  # noqa: S311  (no secret)
    tell(acts)
    stage.at(acts.moment(READ_UNTIL, "17:00"), _everybody_reads)
    for days_ago in range(HORIZON):
        if (local_date(now) - timedelta(days=days_ago)).day == 1:
            stage.at(acts.moment(days_ago, "00:30"), lambda then: freeze_months(now=then))
            stage.at(acts.moment(days_ago, "00:40"), lambda then: take_snapshots(now=then))
    months = {n * 60 for n in range(1, 8)}

    def on_progress(moment: datetime) -> None:
        left = (now - moment).days
        if left in months:
            months.discard(left)
            report(f"Demonstration: {left} days before today …")

    played = stage.play(on_progress=on_progress)
    people = Learner.objects.count()
    return f"Demonstration loaded: {people} young people, {len(cast.colleges)} providers, {played} acts."


def _everybody_reads(now: datetime) -> None:
    for user in User.objects.all():
        mark_all_read(user=user, now=now)
