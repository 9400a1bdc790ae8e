"""What the page of a closure shows: its steps, what is missing, and what closing does (W8)."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import User
from accounts.wording import day
from deadlines.models import Deadline
from learners.enums import LifeEvent
from learners.models import Attachment, Learner
from learners.rules import stops_clock
from tracking.models import CaseClosure
from tracking.rules.closing import may_return, missing_to_close, remaining

#: What may come before each step is in `rules.closing`; this is how a list of tasks says it.
_TO_DO, _WAITS = "To do", "Cannot be done yet"


def is_open(closure: CaseClosure) -> bool:
    return closure.closed_at is None and closure.given_up_at is None


def missing_of(closure: CaseClosure, *, is_agreed: bool = False, has_letter: bool = False) -> list[str]:
    """What must still be done before the case is closed, in words; beside what a step under way does itself."""
    return missing_to_close(
        is_told=closure.told_on is not None,
        knows_what_remains=closure.told_what_remains_on is not None,
        is_agreed=is_agreed or closure.agreed_by_manager_on is not None,
        has_letter=has_letter or closure.letter_given_on is not None,
        learns=closure.still_in_education,
        has_said=bool(closure.says),
    )


def letter_of(closure: CaseClosure) -> Attachment | None:
    """The letter as it was given."""
    if not closure.letter_sha256:
        return None
    kept = Attachment.objects.filter(learner=closure.learner, sha256=closure.letter_sha256)
    return kept.order_by("-uploaded_at", "-id").first()


def page(closure: CaseClosure, user: User, now: datetime) -> dict[str, Any]:
    """Everything the page shows."""
    learner = closure.learner
    may_work = is_open(closure) and allows(user, Permission.RECORD_ACTIVITY, learner)
    may_close = is_open(closure) and allows(user, Permission.CLOSE_CASE, learner)
    missing = missing_of(closure)
    return {
        "closure": closure,
        "learner": learner,
        "is_open": is_open(closure),
        "steps": _steps(closure, may_work=may_work, may_close=may_close),
        "missing": missing,
        "may_work": may_work,
        "may_finish": may_close and not missing,
        "needs_manager": is_open(closure) and not may_close,
        "may_return": may_return(learner.date_of_birth, local_date(now)),
        "remaining": remaining(learner.date_of_birth, local_date(now)),
        "places": list(learner.enrolments.open().select_related("provider").order_by("starts_on", "id")),
        "stops": _clocks(learner, stopping=True),
        "stays": _clocks(learner, stopping=False),
    }


def _steps(closure: CaseClosure, *, may_work: bool, may_close: bool) -> list[dict[str, str]]:
    is_told = closure.told_on is not None and bool(closure.says or not closure.still_in_education)
    knows = is_told and closure.told_what_remains_on is not None
    is_agreed = closure.agreed_by_manager_on is not None
    return [
        _step(closure, "closure-told", "Tell them, and hear what they say", closure.told_on if is_told else None, may_work),
        _step(
            closure, "closure-remains", "Go through what remains available", closure.told_what_remains_on, may_work
        ),
        _step(
            closure, "closure-agree", "A team manager agrees", closure.agreed_by_manager_on, may_close, ready=knows
        ),
        _step(
            closure, "closure-letter-given", "Give them the letter", closure.letter_given_on, may_work,
            ready=knows and is_agreed,
        ),
    ]  # fmt: skip


def _step(
    closure: CaseClosure, name: str, title: str, done_on: date | None, may: bool, *, ready: bool = True
) -> dict[str, str]:
    if done_on is not None:
        return {"title": title, "status": day(done_on), **(_to(closure, name) if may and name in _AGAIN else {})}
    if not ready:
        return {"title": title, "status": _WAITS}
    return {"title": title, "status": _TO_DO, "status_colour": "blue", **(_to(closure, name) if may else {})}


#: Steps that can be taken again, because what was said may have to be put right.
_AGAIN = frozenset({"closure-told", "closure-remains"})


def _to(closure: CaseClosure, name: str) -> dict[str, str]:
    return {"url": reverse(f"tracking:{name}", args=[closure.uuid])}


def _clocks(learner: Learner, *, stopping: bool) -> list[str]:
    """What is promised and would stop, or go on, with the case; each once."""
    running = Deadline.objects.open().filter(learner=learner).order_by("due_at", "id")
    return list(
        dict.fromkeys(
            each.duty.title for each in running if stops_clock(LifeEvent.CASE_CLOSED, each.duty_code) == stopping
        )
    )
