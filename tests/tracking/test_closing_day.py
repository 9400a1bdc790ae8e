"""On which day a case can be closed (W8)."""

from datetime import datetime

import pytest

from tests.people import World
from tests.tracking.test_closure import DAY, TODAY, begun, leaver
from tracking.services.closure import (
    ClosureError,
    agree_closure,
    finish_closure,
    give_letter,
    record_told,
    record_what_remains,
)


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, True), (1, True), (2, False), (3, False)])
def test_a_case_is_not_closed_before_the_last_step(world: World, now: datetime, days: int, is_refused: bool):
    """Told today, the letter in two days: what fell due until then was owed."""
    closure = begun(leaver(world, now), world, now)
    by, manager, later = world.social_worker.user, world.team_manager.user, now + 3 * DAY
    record_told(closure=closure, told_on=TODAY, says="I am ready.", by=by, now=now)
    record_what_remains(closure=closure, told_on=TODAY, by=by, now=now)
    agree_closure(closure=closure, by=manager, now=now + DAY)
    give_letter(closure=closure, given_on=TODAY + 2 * DAY, how="By hand", by=by, now=later)
    if is_refused:
        with pytest.raises(ClosureError, match="It cannot be before that") as refused:
            finish_closure(closure=closure, closed_on=TODAY + days * DAY, by=manager, now=later)
        assert refused.value.field == "closed_on"
        return
    finish_closure(closure=closure, closed_on=TODAY + days * DAY, by=manager, now=later)
    closure.learner.refresh_from_db()
    assert closure.learner.closed_on == TODAY + days * DAY
