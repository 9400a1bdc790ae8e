"""Things of what happens to a young person, for the tests that open every page: one file for each concept, each with
`build(world, enrolment, now)`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from learners.models import Enrolment
from tests.people import World
from tests.tracking_things import (
    activity,
    attendance,
    casework,
    cohort,
    destinations,
    neet_episodes,
    opportunities,
    progress,
    roll,
)

Build = Callable[[World, Enrolment, datetime], dict[str, Any]]

CONCEPTS: tuple[Build, ...] = (
    activity.build,
    attendance.build,
    progress.build,
    destinations.build,
    cohort.build,
    opportunities.build,
    casework.build,
    neet_episodes.build,
    roll.build,
)


def build_tracking_things(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for build in CONCEPTS:
        found |= build(world, enrolment, now)
    return found
