"""Things of oversight, for the tests that open every page: one file for each concept, each with `build(world, learner, now)`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from learners.models import Learner
from tests.oversight_things import audits, boards, feedback, lists, measures, operations, packs, panel, strategies
from tests.people import World

Build = Callable[[World, Learner, datetime], dict[str, Any]]

CONCEPTS: tuple[Build, ...] = (
    panel.build,
    lists.build,
    operations.build,
    strategies.build,
    measures.build,
    boards.build,
    feedback.build,
    audits.build,
    packs.build,
)


def build_oversight_things(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for build in CONCEPTS:
        found |= build(world, learner, now)
    return found
