"""An audit of the first authority: a sample that was drawn, one auditor who has answered and one who is half way, two findings."""

from datetime import datetime, timedelta
from functools import partial

from accounts.clock import local_date
from oversight.demo import strategy_texts
from oversight.demo.acts import Acts
from oversight.demo.cast import Home
from oversight.enums import AuditQuestionKind, AuditValue, FindingKind
from oversight.models import Audit, AuditCase, AuditShare, StrategyRow
from oversight.services.audit_answers import act_on_finding, save_answers, write_finding
from oversight.services.audit_shares import set_aside, share_out
from oversight.services.audits import AuditDetails, add_question, begin_audit, draw_sample

TITLE = "Did the plan make a difference?"
#: Days ago.
BEGUN, DRAWN, ANSWERED, BEGUN_BY_THE_OTHER, FOUND, ACTED = 48, 46, 36, 20, 17, 16
#: How many are drawn, days from the draw until the answers are due, and how many the second auditor has answered.
SIZE, DUE, HALF = 12, 60, 2
#: The KPI under which something is done about a finding.
KPI = "5.2"

QUESTIONS = (
    ("Did the education plan make a difference to them?", AuditQuestionKind.YES_NO),
    ("How well can one tell from the plan what they want?", AuditQuestionKind.SCALE),
    ("What would have helped them more?", AuditQuestionKind.WORDS),
)
#: An answer to each question, and words beside the first.
ANSWERS = (
    (AuditValue.YES, "Somebody did what the plan promised, and they say so.", AuditValue.FOUR, "A quiet room in exams."),
    (AuditValue.PARTLY, "The targets were kept, but nobody looked at them again.", AuditValue.THREE, "A review before the spring."),
    (AuditValue.YES, "It says in their words what they want, and that was followed.", AuditValue.FIVE, "Nothing that we can see."),
    (AuditValue.NO, "It was late, and says little that is theirs alone.", AuditValue.TWO, "A plan on the first day."),
)  # fmt: skip


def audit_plans(acts: Acts) -> None:
    """Plan it for the first authority."""
    home = acts.cast.homes[0]
    for days_ago, at, act in (
        (BEGUN, "10:00", begin),
        (DRAWN, "11:00", draw),
        (ANSWERED, "15:00", answer_all),
        (BEGUN_BY_THE_OTHER, "14:00", answer_half),
        (FOUND, "10:00", write_findings),
        (ACTED, "10:00", do_something),
    ):
        acts.plan(acts.moment(days_ago, at), partial(act, home))


def _audit() -> Audit:
    return Audit.objects.select_related("agency").get(title=TITLE)


def begin(home: Home, now: datetime) -> None:
    """Of all young people of the Virtual School, about half a year."""
    by, today = home.head.user, local_date(now)
    details = AuditDetails(
        title=TITLE, purpose="Whether plans change anything for young people, or are only written because they are due.",
        starts_on=today - timedelta(days=182), ends_on=today,
    )  # fmt: skip
    audit = begin_audit(agency=home.virtual_school, details=details, by=by, now=now)
    for text, kind in QUESTIONS:
        add_question(audit=audit, text=text, kind=kind, by=by, now=now)


def draw(home: Home, now: datetime) -> None:
    """At random, and given to two colleagues."""
    audit, by = _audit(), home.head.user
    draw_sample(audit=audit, size=SIZE, by=by, now=now)
    due_on = local_date(now) + timedelta(days=DUE)
    share_out(audit=audit, auditors=[home.officer, home.key_contact], due_on=due_on, by=by, now=now)


def _answer(case: AuditCase, place: int, *, finish: bool, now: datetime) -> None:
    value, words, scale, help_more = ANSWERS[place % len(ANSWERS)]
    first, second, third = case.audit.questions.order_by("position")
    said = {first.uuid: (value.value, words), second.uuid: (scale.value, ""), third.uuid: ("", help_more)}
    if not finish:
        del said[third.uuid]
    auditor = case.share.auditor.user  # type: ignore[union-attr]
    save_answers(case=case, answers=said, revision=case.revision, finish=finish, by=auditor, now=now)


def _cases(share: AuditShare) -> list[AuditCase]:
    return list(share.cases.waiting().select_related("audit", "share__auditor__user").order_by("position"))  # type: ignore[attr-defined]


def answer_all(home: Home, now: datetime) -> None:
    """One auditor has answered for everybody."""
    for place, case in enumerate(_cases(AuditShare.objects.get(audit=_audit(), auditor=home.officer))):
        _answer(case, place, finish=True, now=now)


def answer_half(home: Home, now: datetime) -> None:
    """The other one has answered for some, begun one, and set aside one whose record says too little."""
    cases = _cases(AuditShare.objects.get(audit=_audit(), auditor=home.key_contact))
    for place, case in enumerate(cases[: HALF + 1]):
        _answer(case, place, finish=place < HALF, now=now)
    set_aside(
        case=cases[-1],
        reason="Their adviser asked that nobody goes through the record just now.",
        by=home.head.user,
        now=now,
    )


def write_findings(home: Home, now: datetime) -> None:
    """One thing that is good, and one that is not."""
    audit, by = _audit(), home.head.user
    write_finding(
        audit=audit, kind=FindingKind.STRENGTH, theme="What they want",
        text="Most plans say what the young person wants in their own words.", by=by, now=now,
    )  # fmt: skip
    write_finding(
        audit=audit, kind=FindingKind.NEEDS_WORK, theme="Looking again",
        text="Where a plan made no difference, it was late or nobody had looked at its targets between two reviews.", by=by, now=now,
    )  # fmt: skip


def do_something(home: Home, now: datetime) -> None:
    """It becomes an action of the strategy."""
    parent = StrategyRow.objects.select_related("strategy").get(strategy__title=strategy_texts.TITLE, number=KPI)
    act_on_finding(
        finding=_audit().findings.get(kind=FindingKind.NEEDS_WORK), parent=parent, lead=home.key_contact, by=home.head.user,
        text="Look at the targets of every plan half way between two reviews", due_on=local_date(now) + timedelta(days=90),
        now=now,
    )  # fmt: skip
