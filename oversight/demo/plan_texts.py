"""What the plans of the demonstration say, by section and question. Everybody in it is invented."""

from collections.abc import Mapping

from education_plans.enums import SectionCode

SECTIONS: Mapping[SectionCode, Mapping[str, str]] = {
    SectionCode.KEY_CONTACTS: {
        "people": "Key worker, designated person and mentor have each other’s numbers.",
        "first_call": "The mentor in the day, the carer in the evening.",
    },
    SectionCode.SAFEGUARDING: {
        "known": "The designated person knows what they need to know.",
        "contact": "Contact is not to be arranged through college staff.",
        "what_to_do": "The designated person rings the key worker, and the emergency line out of hours.",
    },
    SectionCode.VIEWS: {
        "going": "“I like the workshop days best.”",
        "change": "“I don’t want to be called out of class in front of people.”",
        "help": "“My mentor, because she rings back.”",
    },
    SectionCode.COURSE: {
        "course": "Three days a week in college, one on placement.",
        "timetable": "Monday to Wednesday, and Friday at the placement.",
        "english_maths": "Maths resit in November, an extra hour a week until then.",
    },
    SectionCode.ATTENDANCE: {
        "how": "Nine days of ten, better than last term.",
        "reasons": "Two buses in the morning since the move.",
        "agreed": "The first lesson starts at half past nine on Mondays.",
    },
    SectionCode.STRENGTHS: {
        "strengths": "Good with their hands and with younger pupils.",
        "barriers": "Mornings are hard since the move. A quiet place to start the day helps.",
    },
    SectionCode.ASPIRATIONS: {
        "hopes": "A trade of their own one day.",
        "next": "An apprenticeship next year; visits to two employers in spring.",
    },
    SectionCode.TARGETS: {"wanted": "“Something I can finish by half-term.”"},
    SectionCode.SUPPORT: {
        "needed": "Bus pass from the college, laptop from the Virtual School, lunch in the quiet room.",
    },
}
