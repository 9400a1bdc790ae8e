"""What the pathway plans of the demonstration say about each of the ten matters: what they need, and what they say."""

from collections.abc import Mapping

from education_plans.enums import PathwayDomain

Matter = tuple[str, str]

MATTERS: Mapping[PathwayDomain, tuple[Matter, ...]] = {
    PathwayDomain.CONTACT_AND_SUPPORT: (
        (
            "Somebody who rings back the same day. {worker} comes every four weeks; the former carer stands in.",
            "“I don’t need many people, I need two.”",
        ),
        (
            "A second person besides {worker}. The aunt in Coventry is willing and has been visited.",
            "“My aunt. She asks the right things.”",
        ),
    ),
    PathwayDomain.EDUCATION: (
        (
            "To finish the course at {college}; the education plan has the detail.",
            "“I’ll finish it. Don’t ask me every week.”",
        ),
        ("A course with people of the same age, near the new flat.", "“I want to be good at one thing.”"),
    ),
    PathwayDomain.EMPLOYMENT: (
        ("Paid work at weekends that leaves Mondays free.", "“Saturday at the market would be fine.”"),
        (
            "A reference from the placement and help with the first application.",
            "“I can work. I can’t write about it.”",
        ),
    ),
    PathwayDomain.CONTINGENCY: (
        (
            "If the flat does not work: back to the former carer for up to six weeks, who has said yes; {worker} arranges "
            "it the same day. If the course ends: the training provider of last year.",
            "“Good to know that there is a bed.”",
        ),
        (
            "If lodgings end: the council’s short-stay flat, key at the duty desk. If money stops: {worker} pays from the "
            "emergency budget and puts the claim right.",
            "“I hope we don’t need it.”",
        ),
    ),
    PathwayDomain.ACCOMMODATION: (
        (
            "A place of their own by autumn, two rooms, on the line of the 9 bus; until then supported lodgings.",
            "“A door, a window, no shared fridge.”",
        ),
        (
            "Staying put with the carers until 21, agreed by everybody and written down with the sum.",
            "“I’m staying. Mum says it’s my room until I say so.”",
        ),
    ),
    PathwayDomain.FAMILY: (
        (
            "To see the younger sister every fortnight, at the grandmother’s. No contact with the father, by their "
            "own wish.",
            "“My sister. Everything else can wait.”",
        ),
        ("Help with the first letter to the mother, after four years.", "“I wrote three lines. It’s a start.”"),
    ),
    PathwayDomain.SKILLS: (
        (
            "Cooking for a week, keeping post in one place, reading a tenancy. The skills passport goes into detail.",
            "“I can cook. I can’t do letters.”",
        ),
        (
            "Getting up without being called; using the washing machine before things are urgent.",
            "“Alarm clock, not the phone. The phone doesn’t work.”",
        ),
    ),
    PathwayDomain.FINANCE: (
        (
            "A budget that is looked at together each month. One debt, of £140, is being paid off.",
            "“I know where it went. I just don’t know how.”",
        ),
        (
            "Universal Credit from the birthday on; the setting up home allowance before the move, not after.",
            "“I want to buy the cooker myself.”",
        ),
    ),
    PathwayDomain.HEALTH: (
        (
            "A doctor near the new address before the move; inhaler and a spare one. Goes to counselling.",
            "“I sleep better. Not well, better.”",
        ),
        ("A dentist who takes new patients. Nothing else at the moment.", "“I’m fine. Really.”"),
    ),
    PathwayDomain.IDENTITY: (
        (
            "A passport, and the story of their first years in writing, from the file.",
            "“I want to know what the street looked like.”",
        ),
        (
            "To keep up the language: a cousin rings on Sundays. Ramadan is planned for with the carers.",
            "“I’m both. People always want one.”",
        ),
    ),
}

ACTIONS: Mapping[PathwayDomain, tuple[str, int]] = {
    PathwayDomain.ACCOMMODATION: ("Put the name on the list for flats and look at two together", 60),
    PathwayDomain.FINANCE: ("Sit down with the bank statement on the first Monday of each month", 30),
    PathwayDomain.HEALTH: ("Register with a doctor and book the first appointment", 25),
    PathwayDomain.IDENTITY: ("Apply for a passport, with the photographs", 90),
    PathwayDomain.SKILLS: ("Cook for the key worker, three courses, and shop for it first", 45),
}

EVIDENCE = (
    "Did it while we watched, and explained it to a younger one.",
    "Showed the receipt and what was left over.",
    "Has done it alone since the spring.",
    "Came by train to the office in Birmingham without being told how.",
)
