"""Which sections a plan has, and what each of them asks. Pure: no Django, no database.

What a plan holds: requirement E (A13, A27) and the published plans of Virtual Schools (domain facts, section 4). Who looks
for a place is not asked about a timetable, and only who aims for university is asked about the way there. All answers are
text; the last question of each section is free.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from education_plans.enums import Completer, PlanVariant, SectionCode

NOTES = "notes"


@dataclass(frozen=True)
class Question:
    """One question. `required`: the section is complete only with an answer. `only_for`: for these variants alone."""

    code: str
    label: str
    hint: str = ""
    required: bool = False
    only_for: frozenset[PlanVariant] = frozenset(PlanVariant)
    rows: int = 4


def _asks(code: str, label: str, hint: str = "", rows: int = 4) -> Question:
    return Question(code, label, hint, required=True, rows=rows)


_PLACES = frozenset({PlanVariant.COURSE, PlanVariant.APPRENTICE})
_ALWAYS = frozenset(SectionCode) - {
    SectionCode.COURSE,
    SectionCode.EMPLOYER,
    SectionCode.SEEKING,
    SectionCode.RESETTLEMENT,
    SectionCode.ATTENDANCE,
    SectionCode.HIGHER_EDUCATION,
}
_OF_VARIANT: Mapping[PlanVariant, frozenset[SectionCode]] = {
    PlanVariant.COURSE: frozenset({SectionCode.COURSE, SectionCode.ATTENDANCE}),
    PlanVariant.APPRENTICE: frozenset({SectionCode.EMPLOYER, SectionCode.COURSE, SectionCode.ATTENDANCE}),
    PlanVariant.WORK: frozenset({SectionCode.EMPLOYER}),
    PlanVariant.SEEKING: frozenset({SectionCode.SEEKING}),
    PlanVariant.CUSTODY: frozenset({SectionCode.COURSE, SectionCode.RESETTLEMENT}),
}

#: Who usually knows most about a section. Where there is no provider it is the key worker.
_BY_THE_PROVIDER = frozenset(
    {
        SectionCode.COURSE,
        SectionCode.EMPLOYER,
        SectionCode.ATTENDANCE,
        SectionCode.STRENGTHS,
        SectionCode.HIGHER_EDUCATION,
        SectionCode.CAREERS,
    }
)

_QUESTIONS: Mapping[SectionCode, tuple[Question, ...]] = {
    SectionCode.KEY_CONTACTS: (
        _asks(
            "people", "Who works with this young person, and how is each of them reached?", "One person on each line."
        ),
        _asks("first_call", "Who is rung first in the day, and who in the evening?", rows=2),
        Question(
            "not_to_tell",
            "Is there anybody who must not be told things?",
            "Names only. Reasons belong under safeguarding.",
        ),
    ),
    SectionCode.SAFEGUARDING: (
        _asks("known", "What must people know to keep them safe?", "If nothing is known, say so."),
        Question("contact", "Who may collect, visit or ring them, and who may not?"),
        _asks("what_to_do", "What is done if something happens, and by whom?", rows=3),
    ),
    SectionCode.VIEWS: (
        _asks("going", "How is it going, in their own words?"),
        _asks("change", "What would they like to be different?"),
        Question("help", "Who or what helps them most?"),
        Question("leisure", "What do they enjoy outside learning?"),
    ),
    SectionCode.HISTORY: (
        _asks(
            "before",
            "Where have they learnt before, and what have they achieved?",
            "With grades, and how they are getting on with English and maths.",
        ),
        Question(
            "needs",
            "Do they have a special need or an education, health and care plan?",
            "Include arrangements for exams.",
        ),
        Question("gaps", "Were there gaps or moves that still matter?"),
    ),
    SectionCode.COURSE: (
        _asks("course", "What are they learning, where, and at which level?", rows=3),
        Question("timetable", "Which days and hours?", "Include work placements.", required=True, only_for=_PLACES),
        Question("english_maths", "How do they go on with English and maths?"),
        Question(
            "custody_lessons",
            "Which lessons and workshops are there, and who arranges them?",
            only_for=frozenset({PlanVariant.CUSTODY}),
        ),
    ),
    SectionCode.EMPLOYER: (
        _asks("employer", "Where do they work, since when, and as what?", rows=3),
        Question(
            "training",
            "What training is part of the work?",
            required=True,
            only_for=frozenset({PlanVariant.APPRENTICE}),
        ),
        Question(
            "told",
            "What has the young person agreed that the employer is told?",
            "An employer need not know that somebody was in care.",
        ),
    ),
    SectionCode.SEEKING: (
        _asks("tried", "What have they tried, and what came of it?"),
        _asks("wanted", "What are they looking for, and what would make a place work?"),
        _asks("next", "What is the next step, who takes it, and by when?", rows=3),
        Question("meanwhile", "What do they do with their days until then?"),
    ),
    SectionCode.RESETTLEMENT: (
        _asks("release", "When are they expected back, and where will they live?", rows=3),
        _asks("after", "Which place or work is prepared for the day after release, and by whom?"),
        Question("worker", "Who is the resettlement or youth justice worker?", rows=2),
    ),
    SectionCode.ATTENDANCE: (
        _asks("how", "How is attendance, and is it better or worse than before?"),
        Question("reasons", "What gets in the way of being there?"),
        Question("agreed", "What has been agreed to help?"),
    ),
    SectionCode.STRENGTHS: (
        _asks("strengths", "What are they good at?"),
        _asks("barriers", "What makes learning hard, and what helps with it?"),
    ),
    SectionCode.ASPIRATIONS: (
        _asks("hopes", "What do they hope to do one day?"),
        _asks("next", "Where do they want to go next, and by when?", rows=3),
    ),
    SectionCode.HIGHER_EDUCATION: (
        _asks("courses", "Which courses and universities do they think of?"),
        _asks(
            "steps",
            "Which grades and steps are needed, and by when?",
            "Open days, application, finance, accommodation in the holidays.",
        ),
        Question("support", "Who helps with the application, and has it been said that they were in care?"),
    ),
    SectionCode.TARGETS: (
        _asks(
            "wanted",
            "What did the young person want from the targets?",
            "The targets themselves are kept one by one, on a page of their own. About three are enough.",
        ),
    ),
    SectionCode.SUPPORT: (
        _asks(
            "needed",
            "What support do they need, and what do they get?",
            "Learning, health, travel, child care, devices, the place where they live.",
        ),
        Question("missing", "What is still missing?"),
    ),
    SectionCode.FINANCE: (
        _asks("entitled", "Which grants and payments have been looked at, and what came of each?"),
        Question("short", "What do they go without because of money?"),
    ),
    SectionCode.CAREERS: (
        _asks("advice", "Which careers advice did they have, from whom, and when?"),
        _asks("next", "What do they take from it, and what is the next talk?", rows=3),
    ),
    SectionCode.TRANSITION: (
        _asks("changes", "Which changes are ahead?", "A birthday, a move, the end of a course, a new worker."),
        _asks("if_not", "What is done if this place does not work out?"),
    ),
}

_FREE = Question(NOTES, "Anything else", rows=4)


def sections_for(variant: str, *, aims_for_higher_education: bool) -> tuple[SectionCode, ...]:
    """The sections of a plan, in the order in which they are read."""
    wanted = _ALWAYS | _OF_VARIANT[PlanVariant(variant)]
    if aims_for_higher_education:
        wanted |= {SectionCode.HIGHER_EDUCATION}
    return tuple(code for code in SectionCode if code in wanted)


def questions_for(code: str, variant: str) -> tuple[Question, ...]:
    """What a section asks about a young person with this variant of plan; the free question last."""
    asked = _QUESTIONS[SectionCode(code)]
    return (*(question for question in asked if PlanVariant(variant) in question.only_for), _FREE)


def label_of(code: str, question: str) -> str:
    """The words of a question, also of one that is no longer asked for this variant. Unknown ones show their code."""
    for asked in (*_QUESTIONS[SectionCode(code)], _FREE):
        if asked.code == question:
            return asked.label
    return question


def is_asked(code: str, question: str) -> bool:
    """Whether a section asks this of anybody."""
    return any(asked.code == question for asked in (*_QUESTIONS[SectionCode(code)], _FREE))


def usual_completer(code: str, *, has_place: bool) -> Completer:
    """Who completes a section unless somebody is named."""
    return Completer.PROVIDER if has_place and SectionCode(code) in _BY_THE_PROVIDER else Completer.KEY_WORKER
