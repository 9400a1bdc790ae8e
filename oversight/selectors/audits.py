"""Audits as they are read: of whom they speak, how far they are, what was answered and by whom (K9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.enums import Permission
from accounts.models import Agency, Membership, User
from accounts.roles import roles_with
from accounts.selectors import agency_ids_where, current_memberships
from learners.models import AgencyLink, Learner
from learners.querysets import LearnerQuerySet
from oversight.enums import Area, AuditQuestionKind, AuditValue, Listing, RowKind, StrategyStatus
from oversight.models import Audit, AuditAnswer, AuditCase, AuditQuestion, SavedView, Strategy, StrategyRow
from oversight.rules.audits import VALUES
from oversight.rules.strategy import MAY_HOLD, in_order
from oversight.selectors.list_kinds import ELSEWHERE, KINDS

#: Lists of young people that an audit can speak of.
LISTINGS = tuple(listing for listing in KINDS if listing not in ELSEWHERE)


def audits(user: User | AnonymousUser) -> QuerySet[Audit]:
    """Those the user sees: what is under way first, the newest first; with how many are drawn and answered."""
    drawn = Count("cases", filter=Q(cases__set_aside=""))
    answered = Count("cases", filter=Q(cases__set_aside="", cases__finished_at__isnull=False))
    found = Audit.objects.visible_to(user).select_related("agency")
    return found.annotate(drawn=drawn, answered=answered).order_by("-closed_at", "-recorded_at", "-id")


def views_of_people(agencies: Collection[Agency]) -> QuerySet[SavedView]:
    """Kept lists of young people of these agencies, by name."""
    return SavedView.objects.filter(agency__in=agencies, page__in=LISTINGS).order_by("name", "id")


def may_run(user: User | AnonymousUser, audit: Audit) -> bool:
    return audit.agency_id in agency_ids_where(user, Permission.RUN_AUDIT)


def population(audit: Audit, user: User, now: datetime) -> LearnerQuerySet:
    """Young people of the agency whom `user` may see, of whom the audit speaks, now; without those drawn already. ValueError
    if the filters make no sense any more.
    """
    listed: LearnerQuerySet = KINDS[Listing(audit.listing)].rows(user, audit.filters, now)
    ours = AgencyLink.objects.active(now).filter(agency=audit.agency_id, learner=OuterRef("pk"))
    drawn = AuditCase.objects.filter(audit=audit, learner=OuterRef("pk"))
    return listed.of_own_agencies(user).filter(Exists(ours), ~Exists(drawn))


def possible_auditors(audit: Audit) -> list[Membership]:
    """Colleagues of the agency who may answer, by name."""
    hats = Membership.objects.active().filter(agency=audit.agency_id, role__in=roles_with(Permission.ANSWER_AUDIT))
    return list(hats.select_related("user", "agency").order_by("user__name", "id"))


def colleagues(audit: Audit) -> list[Membership]:
    """Everybody of the agency, by name: one of them may lead what is done about a finding."""
    hats = Membership.objects.active().filter(agency=audit.agency_id).select_related("user", "agency")
    return list(hats.order_by("user__name", "id"))


def is_auditor(user: User | AnonymousUser, case: AuditCase) -> bool:
    """Whether the young person was given to the user to answer for."""
    return case.share is not None and case.share.auditor_id in {hat.pk for hat in current_memberships(user)}


@dataclass(frozen=True)
class CaseLine:
    """A young person of a sample as somebody sees it: without the case where the record is no longer open to them."""

    position: int
    case: AuditCase | None
    auditor: str
    state: str
    colour: str


def lines(cases: Sequence[AuditCase], user: User | AnonymousUser) -> list[CaseLine]:
    """Young people of samples, named only where `user` may see them now. Two queries."""
    open_ones = AuditCase.objects.visible_to(user).filter(pk__in=[case.pk for case in cases])
    seen = set(open_ones.values_list("pk", flat=True))
    hats = Membership.objects.active().filter(pk__in={case.share.auditor_id for case in cases if case.share})
    here = set(hats.values_list("pk", flat=True))
    return [
        CaseLine(case.position, case if case.pk in seen else None, _auditor_of(case, here), *state_of(case))
        for case in cases
    ]


def state_of(case: AuditCase) -> tuple[str, str]:
    """How far the answers are, in words and a colour."""
    if case.set_aside:
        return "Set aside", "grey"
    if case.finished_at:
        return "Answered", "green"
    return ("Begun", "yellow") if case.revision else ("To be answered", "blue")


def _auditor_of(case: AuditCase, here: Collection[int]) -> str:
    if case.share is None:
        return ""
    name = case.share.auditor.user.name
    return name if case.share.auditor_id in here else f"{name} (role ended)"


def without_auditor(audit: Audit, now: datetime) -> QuerySet[AuditCase]:
    """Who is still to be answered for and has no auditor, or one whose role has ended."""
    here = Membership.objects.active(now).filter(agency=audit.agency_id)
    waiting = AuditCase.objects.waiting().filter(audit=audit)
    return waiting.filter(Q(share__isnull=True) | ~Q(share__auditor__in=here))


def cases_of(audit: Audit) -> QuerySet[AuditCase]:
    """Everybody drawn, in the order in which they were drawn."""
    found = AuditCase.objects.filter(audit=audit).select_related("learner", "sample", "share__auditor__user")
    return found.order_by("sample__number", "position")


def answered(audit: Audit, question: AuditQuestion, value: str = "", area: str = "") -> QuerySet[AuditCase]:
    """Whose questions are answered, those of one value and area if given. The number and its list come from here (ADR 15)."""
    found = cases_of(audit).filter(finished_at__isnull=False, set_aside="", answers__question=question)
    if value:
        found = found.filter(answers__value=value)
    return found.filter(area=area) if area else found


def said_of(question: AuditQuestion, cases: Collection[AuditCase]) -> dict[int, AuditAnswer]:
    """The answers to one question about these young people, by case. One query."""
    return {answer.case_id: answer for answer in AuditAnswer.objects.filter(question=question, case__in=cases)}


@dataclass(frozen=True)
class Counted:
    """One question with the number of each answer, whole and by area."""

    question: AuditQuestion
    values: Sequence[AuditValue]
    numbers: Mapping[tuple[str, str], int]

    def number(self, value: str, area: str = "") -> int:
        """How many gave the answer, of one area if given; all that gave any for an empty value."""
        return sum(
            n for (v, a), n in self.numbers.items() if (not value or v == value) and (not area or a == area)
        )  # fmt: skip


def counted(audit: Audit) -> list[Counted]:
    """Every question with its answers counted. Two queries."""
    groups = (
        AuditCase.objects.filter(audit=audit, finished_at__isnull=False, set_aside="")
        .values("answers__question", "answers__value", "area")
        .annotate(n=Count("pk"))
        .order_by()
    )
    by_question: dict[int, dict[tuple[str, str], int]] = {}
    for group in groups:
        numbers = by_question.setdefault(group["answers__question"], {})
        numbers[group["answers__value"], group["area"]] = group["n"]
    return [
        Counted(question, VALUES[AuditQuestionKind(question.kind)], by_question.get(question.pk, {}))
        for question in audit.questions.order_by("position", "id")
    ]


def areas_in(audit: Audit) -> list[Area]:
    """Where those drawn learned, in order."""
    found = set(AuditCase.objects.filter(audit=audit).values_list("area", flat=True))
    return [area for area in Area if area.value in found]


def who_sees(learner_ids: Collection[int], auditor: Membership) -> set[int]:
    """Of these young people those whom the auditor may see as `AuditCaseQuerySet` says, so that they can answer."""
    seen = Learner.objects.visible_to(auditor.user).of_own_agencies(auditor.user).filter(pk__in=learner_ids)
    return set(seen.values_list("pk", flat=True))


def rows_for_actions(user: User | AnonymousUser, audit: Audit) -> list[StrategyRow]:
    """Rows of strategies and work plans of the agency under which the user may put an action."""
    strategies = Strategy.objects.visible_to(user).filter(
        owner=audit.agency_id, owner__in=agency_ids_where(user, Permission.KEEP_STRATEGY)
    )
    rows = StrategyRow.objects.filter(strategy__in=strategies.exclude(status=StrategyStatus.ENDED))
    kinds = [kind for kind, may in MAY_HOLD.items() if kind is not None and RowKind.ACTION in may]
    possible = [row for row in rows.filter(kind__in=kinds).select_related("strategy") if not row.is_dropped]
    return sorted(in_order(possible), key=lambda row: row.strategy.title)
