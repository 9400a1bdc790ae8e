"""An audit of Home Virtual School with a question of each kind, and what happens to it."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from oversight.enums import AuditQuestionKind
from oversight.models import Audit, AuditCase
from oversight.services.audit_answers import save_answers
from oversight.services.audit_shares import share_out
from oversight.services.audits import AuditDetails, add_question, begin_audit, draw_sample
from tests.people import World

DAY = timedelta(days=1)


def audit_of(world: World, now: datetime, *, questions: bool = True, **more: Any) -> Audit:
    """Without a sample."""
    today = local_date(now)
    details: dict[str, Any] = {
        "title": "Do plans help?", "purpose": "Whether plans made a difference", "starts_on": today - 90 * DAY,
        "ends_on": today,
    }  # fmt: skip
    audit = begin_audit(
        agency=world.virtual_school, details=AuditDetails(**(details | more)), by=world.head.user, now=now
    )
    asked = (
        ("Did the plan make a difference?", AuditQuestionKind.YES_NO),
        ("How well was the young person heard?", AuditQuestionKind.SCALE),
        ("What would have helped more?", AuditQuestionKind.WORDS),
    )
    for text, kind in asked if questions else ():
        add_question(audit=audit, text=text, kind=kind, by=world.head.user, now=now)
    return audit


def drawn(world: World, now: datetime, *, size: int = 20, **more: Any) -> Audit:
    """With a sample that the officer answers within ten days."""
    audit = audit_of(world, now, **more)
    draw_sample(audit=audit, size=size, by=world.head.user, now=now)
    share_out(audit=audit, auditors=[world.officer], due_on=local_date(now) + 10 * DAY, by=world.head.user, now=now)
    return audit


def answer(case: AuditCase, world: World, now: datetime, value: str = "yes", *, finish: bool = True) -> AuditCase:
    """Each question, by the officer: the first one with `value`."""
    case.refresh_from_db()
    first, second, third = case.audit.questions.order_by("position")
    answers = {first.uuid: (value, "Somebody rang weekly"), second.uuid: ("4", ""), third.uuid: ("", "Earlier help")}
    return save_answers(
        case=case, answers=answers, revision=case.revision, finish=finish, by=world.officer.user, now=now
    )
