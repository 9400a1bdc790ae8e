"""The skills passport of a young person, area by area (W6)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from education_plans.enums import SkillState
from education_plans.models import SkillItem, SkillProof
from learners.models import Learner

COLOURS = {SkillState.NOT_YET: "grey", SkillState.LEARNING: "yellow", SkillState.CAN_DO: "green"}


@dataclass(frozen=True)
class SkillShown:
    """One thing to be able to do, and how far they are with it; `proof` None: nobody has said yet."""

    item: SkillItem
    proof: SkillProof | None

    @property
    def state(self) -> str:
        return str(self.proof.get_state_display()) if self.proof else "Not talked about yet"

    @property
    def colour(self) -> str:
        return COLOURS[SkillState(self.proof.state)] if self.proof else ""

    @property
    def is_done(self) -> bool:
        return self.proof is not None and self.proof.state == SkillState.CAN_DO


@dataclass(frozen=True)
class Area:
    """One area with its number in the list, from 1."""

    number: int
    name: str
    skills: tuple[SkillShown, ...]

    @property
    def done(self) -> int:
        return sum(skill.is_done for skill in self.skills)


def passport_of(learner: Learner, on: date) -> list[Area]:
    """The things asked on the local day `on`, and those asked before for which something was recorded. Two queries."""
    proofs = {proof.item_id: proof for proof in learner.skill_proofs.select_related("recorded_by")}
    items = SkillItem.objects.filter(
        Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on)) | Q(pk__in=proofs)
    )
    areas: dict[str, list[SkillShown]] = {}
    for item in items.order_by("position", "id"):
        areas.setdefault(item.area, []).append(SkillShown(item, proofs.get(item.pk)))
    return [Area(number, name, tuple(skills)) for number, (name, skills) in enumerate(areas.items(), start=1)]


def skills_done(areas: list[Area]) -> tuple[int, int]:
    """How many they can do, of how many."""
    return sum(area.done for area in areas), sum(len(area.skills) for area in areas)
