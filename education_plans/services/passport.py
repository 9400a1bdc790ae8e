"""The skills passport: how far a young person is with each thing, and what shows it (W6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.models import User
from education_plans.enums import SkillState, Through
from education_plans.models import SkillItem, SkillProof
from education_plans.services.pathway_errors import PathwayError, lock_learner
from learners.models import Learner


class EvidenceMissing(PathwayError):
    field = "evidence"

    def __init__(self) -> None:
        super().__init__("Say what shows that they can do it")


@dataclass(frozen=True)
class Shown:
    """Where somebody is with one item."""

    state: SkillState
    evidence: str = ""


@transaction.atomic
def record_skill(
    *,
    learner: Learner,
    item: SkillItem,
    state: SkillState,
    evidence: str = "",
    through: Through = Through.STAFF,
    by: User | None,
    now: datetime,
) -> SkillProof:
    """Record how far they are with one item; what was recorded before stays in the history.

    `by` is None from the young person's own page, which asks for no evidence: it is what they say. Raises
    EvidenceMissing where somebody else says “can do it” without it, CaseHasEnded.
    """
    return record_skills(learner=learner, shown={item: Shown(state, evidence)}, through=through, by=by, now=now)[0]


@transaction.atomic
def record_skills(
    *,
    learner: Learner,
    shown: Mapping[SkillItem, Shown],
    through: Through = Through.STAFF,
    by: User | None,
    now: datetime,
) -> list[SkillProof]:
    """`record_skill` for several items in one go. What has not changed is not written again."""
    learner = lock_learner(learner.pk)
    there = {proof.item_id: proof for proof in SkillProof.objects.filter(learner=learner, item__in=list(shown))}
    proofs = []
    for item, found in shown.items():
        evidence = found.evidence.strip()
        if found.state == SkillState.CAN_DO and not evidence and through == Through.STAFF:
            raise EvidenceMissing
        proof = there.get(item.pk) or SkillProof(learner=learner, item=item)
        proofs.append(proof)
        if proof.pk and (proof.state, proof.evidence) == (found.state, evidence):
            continue
        proof.state, proof.evidence, proof.through = found.state, evidence, through
        proof.recorded_at, proof.recorded_by = now, by
        history.save(proof, by=by, at=now)
    return proofs
