"""Answering the questions of an audit about one young person, and what the answers show (K9)."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts import history
from accounts.errors import ServiceError
from accounts.models import Membership, User
from oversight.enums import AuditQuestionKind, FindingKind, LeadKind, RowKind
from oversight.models import Audit, AuditAnswer, AuditCase, AuditFinding, StrategyRow
from oversight.rules.audits import VALUES, is_answered
from oversight.services.audit_shares import settle
from oversight.services.audits import AuditRefused, locked
from oversight.services.strategy_rows import NewLead, RowDetails, add_row


class AnsweredMeanwhile(ServiceError):
    def __init__(self) -> None:
        super().__init__(
            "Answers were saved since you opened this page. What you typed is still here: look at what was saved before "
            "you save again."
        )


class IsAnAction(ServiceError):
    def __init__(self) -> None:
        super().__init__("It is an action already.")


@transaction.atomic
def save_answers(
    *, case: AuditCase, answers: Mapping[UUID, tuple[str, str]], revision: int, finish: bool, by: User, now: datetime
) -> AuditCase:
    """Keep what is answered, by question: the choice and the words. `revision` is that of the case when the page was opened;
    with `finish` no answer may be missing. Raises AuditRefused, AnsweredMeanwhile, AuditIsOver.
    """
    audit = locked(case.audit)
    case = AuditCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.set_aside:
        raise AuditRefused("", "They were set aside: nobody answers for them.")
    if case.revision != revision:
        raise AnsweredMeanwhile
    finish = finish or case.finished_at is not None
    kept = {answer.question_id: answer for answer in case.answers.select_for_update(of=("self",))}
    for question in audit.questions.order_by("position", "id"):
        kind = AuditQuestionKind(question.kind)
        value, words = answers.get(question.uuid, ("", ""))
        if value and value not in VALUES[kind]:
            raise AuditRefused(f"value_{question.uuid}", "Choose one of the answers.")
        if finish and not is_answered(kind, value, words):
            missing = "Choose an answer." if VALUES[kind] else "Enter an answer."
            raise AuditRefused(f"{'value' if VALUES[kind] else 'words'}_{question.uuid}", missing)
        answer = kept.get(question.pk) or AuditAnswer(case=case, question=question)
        if (answer.value, answer.words) != (value, words.strip()):
            answer.value, answer.words = value, words.strip()
            history.save(answer, by=by, reason="Answered", at=now)
        elif finish and question.pk not in kept:
            history.save(answer, by=by, reason="Answered", at=now)
    case.revision += 1
    if finish and case.finished_at is None:
        case.finished_at = now
    history.save(case, by=by, reason="Answered" if finish else "Begun", at=now)
    if finish and case.share is not None:
        settle(case.share, by=by, now=now)
    return case


@transaction.atomic
def write_finding(
    *, audit: Audit, kind: FindingKind, theme: str, text: str, by: User, now: datetime
) -> AuditFinding:  # fmt: skip
    """Say what the answers show, without a name. Raises AuditRefused, AuditIsOver."""
    finding = AuditFinding(audit=locked(audit), recorded_at=now)
    _say(finding, kind, theme, text)
    history.save(finding, by=by, reason="Written", at=now)
    return finding


@transaction.atomic
def change_finding(
    *, finding: AuditFinding, kind: FindingKind, theme: str, text: str, by: User, now: datetime
) -> AuditFinding:
    """Say it otherwise. An action that came of it stays as it is. Raises AuditRefused, AuditIsOver."""
    locked(finding.audit)
    finding = AuditFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    _say(finding, kind, theme, text)
    history.save(finding, by=by, reason="Changed", at=now)
    return finding


@transaction.atomic
def act_on_finding(
    *,
    finding: AuditFinding,
    parent: StrategyRow,
    text: str,
    due_on: date | None,
    lead: Membership | None,
    by: User,
    now: datetime,
) -> StrategyRow:
    """Do something about it: an action under a row of a strategy or work plan of the agency. An audit that has ended is acted on
    too. Raises AuditRefused, IsAnAction, and what `add_row` raises.
    """
    finding = AuditFinding.objects.select_for_update(of=("self",)).select_related("audit").get(pk=finding.pk)
    if finding.action_id is not None:
        raise IsAnAction
    if parent.strategy.owner_id != finding.audit.agency_id:
        raise AuditRefused("parent", "Choose a row of a strategy or work plan of the agency.")
    row = add_row(
        strategy=parent.strategy, kind=RowKind.ACTION, parent=parent,
        details=RowDetails(text=text, note=f"From the audit “{finding.audit.title}”", due_on=due_on),
        leads=[NewLead(kind=LeadKind.LEAD, membership=lead, is_main=True)] if lead else [], by=by, now=now,
    )  # fmt: skip
    finding.action = row
    history.save(finding, by=by, reason="Acted on", at=now)
    return row


def _say(finding: AuditFinding, kind: FindingKind, theme: str, text: str) -> None:
    for name, said in (("theme", theme), ("text", text)):
        if not said.strip():
            raise AuditRefused(name, "Enter the theme." if name == "theme" else "Enter what the answers show.")
    finding.kind, finding.theme, finding.text = FindingKind(kind), theme.strip(), text.strip()
