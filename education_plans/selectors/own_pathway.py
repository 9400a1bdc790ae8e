"""A young person's pathway plan and skills passport as they read them on their own page (P2, W6).

The plan is theirs: they read the ten matters in their words and what will be done. What was judged of the place where they
live, and what was written of a review, was written for colleagues and stands in the copy of their record instead.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.clock import local_date
from education_plans.enums import PathwayDomain, SectionState, SkillState
from education_plans.models import PathwayPlan
from education_plans.rules.content import digest_of
from education_plans.rules.own_words import OWN_MATTERS, OWN_SKILL_STATES
from education_plans.rules.pathway import is_contingency_missing
from education_plans.selectors.passport import COLOURS, passport_of, skills_done
from education_plans.selectors.pathway import ActionShown, MatterShown, matters_of, pathway_of
from learners.models import Learner


@dataclass(frozen=True)
class OwnMatter:
    """One of the ten matters that says something."""

    title: str
    needs: str
    says: str
    actions: tuple[ActionShown, ...]


@dataclass(frozen=True)
class OwnPathway:
    """`is_ready`: they can say yes to it. `words`: which they read. `has_changed`: since they said something to it."""

    pathway: PathwayPlan
    matters: list[OwnMatter]
    is_ready: bool
    words: str
    has_changed: bool


def own_pathway(learner: Learner, now: datetime) -> OwnPathway | None:
    """Their pathway plan; None if there is none. A handful of queries."""
    pathway = pathway_of(learner)
    if pathway is None:
        return None
    matters = {PathwayDomain(each.section.domain): each for each in matters_of(pathway, now)}
    last = matters[PathwayDomain.CONTINGENCY].section
    return OwnPathway(
        pathway=pathway,
        matters=[_matter(title, matters[domain]) for domain, title in OWN_MATTERS.items() if _says(matters[domain])],
        is_ready=not is_contingency_missing(state=last.state, needs=last.needs),
        words=words_of_pathway(pathway),
        has_changed=any(each.has_changed for each in matters.values()),
    )


def words_of_pathway(pathway: PathwayPlan) -> str:
    """Which words the plan has now: a digest that a page carries, so that an answer to it says what was answered."""
    sections = pathway.sections.prefetch_related("actions").order_by("id")
    return digest_of(
        {
            section.domain: [section.answers, section.state, sorted(action.how for action in section.actions.all())]
            for section in sections
        }
    )


def _says(matter: MatterShown) -> bool:
    if matter.section.state == SectionState.NOT_APPLICABLE:
        return False
    return bool(matter.section.needs.strip() or matter.section.says.strip() or matter.actions)


def _matter(title: str, matter: MatterShown) -> OwnMatter:
    return OwnMatter(title=title, needs=matter.section.needs, says=matter.section.says, actions=matter.actions)


@dataclass(frozen=True)
class OwnSkill:
    what: str
    state: str
    colour: str
    evidence: str


@dataclass(frozen=True)
class OwnArea:
    """One area of the passport: what they can do or learn now, and what nobody has talked about or is to come."""

    name: str
    begun: list[OwnSkill]
    to_come: list[str]


@dataclass(frozen=True)
class OwnSkills:
    areas: list[OwnArea]
    done: int
    total: int


def own_skills(learner: Learner, now: datetime) -> OwnSkills:
    """What they can do, what they are learning, and what comes next. Two queries."""
    areas = passport_of(learner, local_date(now))
    done, total = skills_done(areas)
    found = []
    for area in areas:
        begun = [each for each in area.skills if each.proof and each.proof.state != SkillState.NOT_YET]
        found.append(
            OwnArea(
                name=area.name,
                begun=[
                    OwnSkill(
                        what=each.item.what,
                        state=OWN_SKILL_STATES[each.proof.state],
                        colour=COLOURS[SkillState(each.proof.state)],
                        evidence=each.proof.evidence,
                    )
                    for each in begun
                    if each.proof
                ],
                to_come=[each.item.what for each in area.skills if each not in begun],
            )
        )
    return OwnSkills(areas=found, done=done, total=total)
