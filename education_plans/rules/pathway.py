"""What a pathway plan must deal with, when it may be agreed, and where it stands. Pure: no clock, no database.

The ten matters are those of schedule 1 of the Care Leavers (England) Regulations 2010, the factors of accommodation
those of schedule 2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from education_plans.enums import Answer, PathwayDomain, SectionState, Suitability
from education_plans.rules.questions import Question

#: What to think about, matter by matter, in our own words.
HINTS: Mapping[PathwayDomain, str] = {
    PathwayDomain.CONTACT_AND_SUPPORT: "Who they can count on, how often they meet, how to reach each other, and who stands in.",
    PathwayDomain.EDUCATION: "What they learn now and want to learn next, and what helps them to stay. The education plan has the detail.",
    PathwayDomain.EMPLOYMENT: "Work, apprenticeships, work experience, volunteering, and what they like to do with their days.",
    PathwayDomain.CONTINGENCY: "What happens, and who does it, if the home, the course, the job or the money falls away.",
    PathwayDomain.ACCOMMODATION: "Where they live, where they want to live, and what must happen before a move.",
    PathwayDomain.FAMILY: "The people who matter to them: family, friends, former carers. Whom they want to see, and whom not.",
    PathwayDomain.SKILLS: "What they can do already and what they want to learn. The skills passport goes into detail.",
    PathwayDomain.FINANCE: "What comes in, what goes out, savings and debts, what they are entitled to, and who helps.",
    PathwayDomain.HEALTH: "Body and mind, doctor and dentist, treatment that goes on, and what keeps them well.",
    PathwayDomain.IDENTITY: "Who they are and want to be: faith, culture, language, papers, sexuality, their own story.",
}

#: Without it a plan is not agreed: it must say what happens if it does not work out (schedule 1, paragraph 4).
REQUIRED_MATTER = PathwayDomain.CONTINGENCY


def matter_questions(domain: PathwayDomain) -> tuple[Question, ...]:
    """What is asked about each matter."""
    return (
        Question("needs", "What do they need?", HINTS[domain], rows=8),
        Question("says", "What do they say about it?", "In their own words if you can.", rows=5),
    )


#: What to judge each factor of accommodation by.
FACTOR_HINTS: Mapping[Suitability, str] = {
    Suitability.FACILITIES: "Kitchen, bathroom, heating, internet: what there is and who shares it.",
    Suitability.REPAIR: "Damp, broken things, who puts them right and how fast.",
    Suitability.SAFETY: "Locks, fire, who else lives there, and whether they feel safe.",
    Suitability.LOCATION: "Near enough to learning, work, friends and shops; a way home at night.",
    Suitability.SUPPORT: "Who is there to help, when, and for how long.",
    Suitability.TENANCY: "Tenancy, licence or lodging, until when, and how it could end.",
    Suitability.AFFORDABLE: "Rent, bills and council tax against what they have.",
    Suitability.VIEWS: "What they say about living there, in their own words if you can.",
    Suitability.RIGHTS: "Whether somebody went through it with them and they could say it back.",
}


class Standing(Enum):
    """Where a pathway plan stands, as its page says it."""

    DRAFT = "Being written"
    WAITS_FOR_YOUNG_PERSON = "Waits for their answer"
    WAITS_FOR_KEY_WORKER = "Waits for key worker"
    AGREED = "Agreed, in force"
    DISAGREED = "In force, not agreed"
    NOT_ASKED = "In force, not answered"
    CLOSED = "Closed"


def standing(
    *, answer: str, key_worker_agreed_at: datetime | None, in_force_at: datetime | None, is_closed: bool
) -> Standing:
    if is_closed:
        return Standing.CLOSED
    if in_force_at is not None:
        if answer == Answer.AGREES:
            return Standing.AGREED
        return Standing.DISAGREED if answer == Answer.DISAGREES else Standing.NOT_ASKED
    if key_worker_agreed_at is not None:
        return Standing.WAITS_FOR_YOUNG_PERSON
    return Standing.WAITS_FOR_KEY_WORKER if answer else Standing.DRAFT


def is_contingency_missing(*, state: str, needs: str) -> bool:
    """Whether the plan does not yet say what happens if it does not work out; that it does not apply is no answer."""
    return state == SectionState.NOT_APPLICABLE or not needs.strip()


@dataclass(frozen=True)
class MattersDone:
    """How many of the ten matters are dealt with: complete, or said not to apply and why."""

    done: int
    total: int = len(PathwayDomain)

    def __str__(self) -> str:
        return f"{self.done} of {self.total} matters dealt with"


def matters_done(states: Iterable[str]) -> MattersDone:
    return MattersDone(sum(state in (SectionState.COMPLETE, SectionState.NOT_APPLICABLE) for state in states))
