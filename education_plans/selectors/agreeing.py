"""Who has said what to a plan, who is still asked, and what has changed since it was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import User
from accounts.selectors import provider_ids_worked_at
from agreements.selectors import designated_person_at
from education_plans.enums import Answer, PlanParty
from education_plans.models import EducationPlan, PlanAgreement, PlanVersion
from education_plans.rules.content import Content
from education_plans.rules.difference import Change, difference
from education_plans.rules.parties import all_agree, required_parties
from education_plans.selectors.versions import content_of
from learners.selectors.people import KeyWorkerPost, key_worker_at
from learners.selectors.sharing import may_read_safeguarding


@dataclass(frozen=True)
class PartyRow:
    """One party: what it said to the version as it is now, what it said to an earlier one, and who it is."""

    party: PlanParty
    who: str
    said: PlanAgreement | None
    said_before: PlanAgreement | None
    is_mine: bool
    url: str

    @property
    def agrees(self) -> bool:
        return self.said is not None and self.said.answer == Answer.AGREES


def parties_of(plan: EducationPlan) -> tuple[PlanParty, ...]:
    return required_parties(has_place=plan.enrolment_id is not None)


def _own_party(plan: EducationPlan, user: User | AnonymousUser, post: KeyWorkerPost) -> PlanParty | None:
    """For which party somebody speaks in their own name: the key worker (or their cover), a person of the provider."""
    if user in (post.holder, post.cover):
        return PlanParty.KEY_WORKER
    if plan.enrolment is not None and plan.enrolment.provider_id in provider_ids_worked_at(user):
        return PlanParty.PROVIDER
    return None


def people_of(plan: EducationPlan, now: datetime) -> list[User]:
    """Those who work on the plan by their post: the key worker and the provider's designated person."""
    people = [key_worker_at(plan.learner, now).person]
    if plan.enrolment is not None:
        people.append(designated_person_at(plan.enrolment.provider, now).person)
    return [person for person in people if person is not None]


def party_rows(plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> list[PartyRow]:
    """The parties that must agree, in their order."""
    said = list(plan.agreements.select_related("recorded_by").order_by("version", "id"))
    current = {each.party: each for each in said if each.version == plan.version}
    before = {each.party: each for each in said if each.version < plan.version}
    post = key_worker_at(plan.learner, now)
    names, mine = _names(plan, post, now), _own_party(plan, user, post)
    address = reverse("education_plans:answer", args=[plan.uuid])
    return [
        PartyRow(
            party=party,
            who=names.get(party, ""),
            said=current.get(party.value),
            said_before=before.get(party.value),
            is_mine=party == mine,
            url=f"{address}?party={party.value}",
        )
        for party in parties_of(plan)
    ]


def _names(plan: EducationPlan, post: KeyWorkerPost, now: datetime) -> Mapping[PlanParty, str]:
    names = {PlanParty.YOUNG_PERSON: plan.learner.full_name}
    if person := post.person:
        names[PlanParty.KEY_WORKER] = str(person)
    if plan.enrolment is not None:
        person = designated_person_at(plan.enrolment.provider, now).person
        names[PlanParty.PROVIDER] = f"{person}, {plan.enrolment.provider}" if person else str(plan.enrolment.provider)
    return names


def is_agreed_now(plan: EducationPlan, rows: Sequence[PartyRow]) -> bool:
    """Whether everybody who must agree to the version as it is now does."""
    answers = {row.party.value: row.said.answer for row in rows if row.said is not None}
    return all_agree(answers, has_place=plan.enrolment_id is not None)


def last_version(plan: EducationPlan) -> PlanVersion | None:
    return plan.versions.order_by("-number").first()


@dataclass(frozen=True)
class Compared:
    """What differs between two contents, for one reader."""

    changes: tuple[Change, ...]
    #: There are changes that the reader may not read.
    hides: bool


def compared(older: Content, newer: Content, *, reads_safeguarding: bool) -> Compared:
    found = difference(older, newer)
    shown = tuple(change for change in found if reads_safeguarding or not change.is_safeguarding)
    return Compared(shown, hides=len(shown) < len(found))


def changes_since(version: PlanVersion, plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> Compared:
    """What has changed in the plan since this version was agreed."""
    reads = may_read_safeguarding(user, plan.learner, now)
    return compared(version.content, content_of(plan, local_date(now)), reads_safeguarding=reads)


def taken_back(plan: EducationPlan) -> list[Any]:
    """What was said to words that have changed since, newest first: rows of the history."""
    kept = PlanAgreement.history.filter(plan_id=plan.pk, history_type="-").select_related("history_user")
    return list(kept.order_by("-history_date", "-history_id"))


def panel(plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """What the plan's page shows of its agreement."""
    rows = party_rows(plan, user, now)
    is_agreed = is_agreed_now(plan, rows)
    versions = list(plan.versions.defer("content").order_by("-number"))
    return {
        "agreeing_rows": rows,
        "agreeing_is_agreed": is_agreed,
        "agreeing_has_changed": bool(plan.agreed_at) and not is_agreed,
        "agreeing_versions": versions,
        "agreeing_may_answer": plan.is_running and allows(user, Permission.AGREE_PLAN, plan.learner),
        "agreeing_url": reverse("education_plans:versions", args=[plan.uuid]),
        "agreeing_changes_url": (
            reverse("education_plans:version-changes", args=[plan.uuid, versions[0].number])
            if versions and not is_agreed
            else ""
        ),
    }
