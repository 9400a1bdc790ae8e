"""How a risk stands (M2): what the rules say, and what a person says instead."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from accounts.clock import local_date
from learners.models import Learner
from learners.selectors.people import virtual_school_for
from oversight.enums import Risk
from oversight.models import RiskJudgement
from oversight.rules.risk import Facts, Part, parts, risk_of, score
from oversight.selectors.panel_facts import facts_of, long_without


@dataclass(frozen=True)
class RiskStanding:
    """`computed` is what the rules call the points; `judgement` is in force where a person sees it otherwise."""

    points: int
    parts: list[Part]
    computed: Risk
    judgement: RiskJudgement | None = None

    @property
    def risk(self) -> Risk:
        return Risk(self.judgement.risk) if self.judgement else self.computed

    @property
    def colour(self) -> str:
        return {Risk.HIGH: "red", Risk.MEDIUM: "orange", Risk.LOW: "green"}[self.risk]


def standing(facts: Facts, judgement: RiskJudgement | None) -> RiskStanding:
    found = parts(facts)
    points = score(found)
    return RiskStanding(points, found, risk_of(points), judgement)


def judgements_in_force(learner_ids: Collection[int], on: date) -> dict[int, RiskJudgement]:
    """What a person says of each young person's risk on the local day `on`, by learner id: the newest, until its day. One
    query.
    """
    newest = (
        RiskJudgement.objects.filter(learner__in=learner_ids)
        .select_related("by")
        .order_by("learner_id", "-at", "-id")
        .distinct("learner_id")
    )
    return {one.learner_id: one for one in newest if one.until_on >= on}


def risk_of_learner(learner: Learner, now: datetime) -> RiskStanding:
    """How the risk of one young person stands now."""
    today = local_date(now)
    facts = facts_of(learner, long=long_without(virtual_school_for(learner), today), now=now)
    return standing(facts, judgements_in_force([learner.pk], today).get(learner.pk))
