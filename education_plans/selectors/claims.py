"""Entitlements as they look for one young person, and what became of them (A23)."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from education_plans.enums import ClaimState, EntitlementFit
from education_plans.models import EducationPlan, EntitlementClaim
from education_plans.rules.entitlements import Circumstances, Prompt, prompts
from learners.selectors.people import virtual_school_for

_HAD = frozenset({ClaimState.CLAIMED, ClaimState.RECEIVED})

COLOURS = {
    ClaimState.CLAIMED: "blue",
    ClaimState.RECEIVED: "green",
    ClaimState.REFUSED: "red",
    ClaimState.NOT_APPLICABLE: "grey",
}
FIT_COLOURS = {
    EntitlementFit.LIKELY: "green",
    EntitlementFit.FIND_OUT: "yellow",
    EntitlementFit.LATER: "blue",
    EntitlementFit.NOT: "grey",
}


@dataclass(frozen=True)
class PromptShown:
    """A prompt with what became of it: this year, or earlier where it is had once in a life."""

    prompt: Prompt
    claim: EntitlementClaim | None

    @property
    def fit_colour(self) -> str:
        return FIT_COLOURS[self.prompt.fit]

    @property
    def claim_colour(self) -> str:
        return COLOURS[ClaimState(self.claim.state)] if self.claim else ""

    @property
    def is_open(self) -> bool:
        """Somebody should ask for it, or find out, and nobody has said what became of it."""
        return self.claim is None and self.prompt.fit in {EntitlementFit.LIKELY, EntitlementFit.FIND_OUT}


def circumstances_of(plan: EducationPlan, on: date) -> Circumstances:
    """What the record knows of the young person on a local day, as far as the rules ask."""
    place = plan.enrolment
    return Circumstances(
        care_status=plan.learner.care_status,
        date_of_birth=plan.learner.date_of_birth,
        on=on,
        variant=plan.variant,
        aims_for_higher_education=plan.aims_for_higher_education,
        level=place.level if place else "",
        starts_on=place.starts_on if place else None,
        planned_end_on=place.planned_end_on if place else None,
    )


def prompts_of(plan: EducationPlan, user: User | AnonymousUser, on: date) -> list[PromptShown]:
    """Every entitlement as it looks on a local day, with what the user may know became of it. One query."""
    claims = EntitlementClaim.objects.visible_to(user).filter(learner=plan.learner_id)
    return _with_claims(plan, list(claims.select_related("recorded_by", "provider").order_by("year", "id")), on)


def prompts_for_young_person(plan: EducationPlan, on: date) -> list[PromptShown]:
    """What they may be entitled to now or later, for their own page: the likeliest first. One query."""
    claims = list(EntitlementClaim.objects.filter(learner=plan.learner_id).order_by("year", "id"))
    settled = {ClaimState.REFUSED, ClaimState.NOT_APPLICABLE}
    return [
        each
        for each in _with_claims(plan, claims, on)
        if each.prompt.fit != EntitlementFit.NOT and not (each.claim and each.claim.state in settled)
    ]


def _with_claims(plan: EducationPlan, claims: list[EntitlementClaim], on: date) -> list[PromptShown]:
    by_year = {(claim.code, claim.year): claim for claim in claims}
    had = {claim.code: claim for claim in claims if claim.state in _HAD}
    return [
        PromptShown(
            prompt,
            by_year.get((prompt.rule.code, prompt.year)) or (had.get(prompt.rule.code) if prompt.rule.once else None),
        )
        for prompt in prompts(circumstances_of(plan, on))
    ]


def guide_address(plan: EducationPlan) -> str:
    """The public guide of the young person’s own authority, or that for all of England."""
    school = virtual_school_for(plan.learner)
    if school is None:
        return reverse("agreements:partners-support")
    return reverse("agreements:partners-support-of", args=[school.local_authority.dfe_code])
