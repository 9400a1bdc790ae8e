"""What the parts of both plans are called when it is the young person who reads: on their own page and in their own copy.

Written for somebody of nine: short words, said by “I”. What people who work with them read stands in
`education_plans.rules.questions` and in the enums. Pure: no clock, no database.
"""

from collections.abc import Mapping

from education_plans.enums import PathwayDomain, SectionCode, SkillState
from education_plans.rules.questions import NOTES

#: Sections of an education plan that have a name of their own there.
OWN_TITLES: Mapping[str, str] = {
    SectionCode.VIEWS: "What I say",
    SectionCode.ASPIRATIONS: "My hopes and next steps",
    SectionCode.KEY_CONTACTS: "My people",
    SectionCode.COURSE: "My course",
    SectionCode.EMPLOYER: "My work",
    SectionCode.SEEKING: "Finding a place",
    SectionCode.RESETTLEMENT: "When I come out, and what then",
    SectionCode.STRENGTHS: "What I am good at, and what is hard",
    SectionCode.ATTENDANCE: "Being there",
    SectionCode.HISTORY: "My school years so far",
    SectionCode.HIGHER_EDUCATION: "On my way to university",
    SectionCode.TARGETS: "More about my targets",
    SectionCode.SUPPORT: "More about the help I get",
    SectionCode.FINANCE: "My money",
    SectionCode.CAREERS: "Who I asked about jobs and study",
    SectionCode.TRANSITION: "What may change, and what then",
}

#: Asked by staff and never shown on the young person's own page or copy: somebody named there may hold the phone.
KEPT_BACK: frozenset[tuple[str, str]] = frozenset({(SectionCode.KEY_CONTACTS.value, "not_to_tell")})

_QUESTIONS: Mapping[str, Mapping[str, str]] = {
    SectionCode.VIEWS: {
        "going": "How it is going",
        "change": "What I would like to be different",
        "help": "Who or what helps me most",
        "leisure": "What I like to do",
    },
    SectionCode.ASPIRATIONS: {
        "hopes": "What I hope to do one day",
        "next": "Where I want to go next",
    },
    SectionCode.KEY_CONTACTS: {
        "people": "Who works with me, and how to reach them",
        "first_call": "Who to call first",
    },
    SectionCode.COURSE: {
        "course": "What I learn, and where",
        "timetable": "My days and times",
        "english_maths": "My English and maths",
        "custody_lessons": "My lessons and workshops",
    },
    SectionCode.EMPLOYER: {
        "employer": "Where I work, and what I do there",
        "training": "What I learn at work",
        "told": "What my boss may know about me",
    },
    SectionCode.SEEKING: {
        "tried": "What I have tried",
        "wanted": "What I am looking for",
        "next": "The next step",
        "meanwhile": "What I do until then",
    },
    SectionCode.RESETTLEMENT: {
        "release": "When I come back, and where I will live",
        "after": "Where I will learn or work then",
        "worker": "Who helps me when I come out",
    },
    SectionCode.STRENGTHS: {
        "strengths": "What I am good at",
        "barriers": "What makes learning hard, and what helps",
    },
    SectionCode.ATTENDANCE: {
        "how": "How often I am there",
        "reasons": "What stops me from being there",
        "agreed": "What we will do about it",
    },
    SectionCode.HISTORY: {
        "before": "Where I learnt before, and what I can do",
        "needs": "Extra help that I need to learn",
        "gaps": "Times when I could not go, or had to move",
    },
    SectionCode.HIGHER_EDUCATION: {
        "courses": "What I might study, and where",
        "steps": "What I have to do, and by when",
        "support": "Who helps me to apply",
    },
    SectionCode.TARGETS: {"wanted": "What I wanted to work on"},
    SectionCode.SUPPORT: {
        "needed": "The help that I need, and what I get",
        "missing": "The help that I do not get yet",
    },
    SectionCode.FINANCE: {
        "entitled": "Money I can ask for, and what came of it",
        "short": "What I go without because of money",
    },
    SectionCode.CAREERS: {
        "advice": "Who I talked to, and when",
        "next": "What I learnt from it, and the next talk",
    },
    SectionCode.TRANSITION: {
        "changes": "What will change soon",
        "if_not": "What we do if it does not work out",
    },
}

#: The ten matters of a pathway plan, in the order in which they matter to them.
OWN_MATTERS: Mapping[PathwayDomain, str] = {
    PathwayDomain.CONTACT_AND_SUPPORT: "Who helps me",
    PathwayDomain.ACCOMMODATION: "Where I live",
    PathwayDomain.FINANCE: "My money",
    PathwayDomain.EDUCATION: "My learning",
    PathwayDomain.EMPLOYMENT: "My work, and what I do all day",
    PathwayDomain.HEALTH: "My health, and how I feel",
    PathwayDomain.FAMILY: "My family and friends",
    PathwayDomain.IDENTITY: "Who I am",
    PathwayDomain.SKILLS: "What I can do on my own",
    PathwayDomain.CONTINGENCY: "What we do if it does not work out",
}

OWN_SKILL_STATES: Mapping[str, str] = {
    SkillState.CAN_DO: "I can do it",
    SkillState.LEARNING: "I am learning it",
    SkillState.NOT_YET: "Not yet",
}


def own_label_of(code: str, question: str) -> str | None:
    """The young person's words for a question of a section; None for a question that has none and is not shown to them."""
    if question == NOTES:
        return "More"
    return _QUESTIONS.get(code, {}).get(question)
