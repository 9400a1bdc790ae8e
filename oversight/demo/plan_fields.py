"""What depends on the course, in the plans of the demonstration: by a word of the course's name. All invented."""

from collections.abc import Mapping

from education_plans.enums import SectionCode

Field = Mapping[SectionCode, Mapping[str, str]]


def _field(
    course: str, timetable: str, *, strengths: str, hopes: str, university: Mapping[str, str] | None = None
) -> Field:
    return {
        SectionCode.COURSE: {"course": course, "timetable": timetable},
        SectionCode.STRENGTHS: {"strengths": strengths},
        SectionCode.ASPIRATIONS: {"hopes": hopes},
        SectionCode.HIGHER_EDUCATION: university or _UNIVERSITY,
    }


_UNIVERSITY: Mapping[str, str] = {
    "courses": "Has looked at two foundation degrees near home.",
    "steps": "A merit in each unit; an open day in October, the application before Christmas.",
}


OTHER_FIELD = _field(
    "{course} at {college}.",
    "Monday to Wednesday in college, Friday at the placement.",
    strengths="Keeps at things once they make sense. Kind to newcomers.",
    hopes="“A job where I don’t sit all day.”",
)

#: The first word found in the name of the course decides.
FIELDS: Mapping[str, Field] = {
    "Bricklaying": _field(
        "{course}: walls and corners in the workshop, a site visit each term.",
        "Tuesday to Thursday, nine to four; Mondays free for English and maths.",
        strengths="An eye for a straight line; the tutor shows the others {first}’s corner.",
        hopes="“My own van with my name on it.”",
    ),
    "Construction": _field(
        "{course}: six weeks each of bricks, wood, paint and pipes, then one of them for the rest of the year.",
        "Four days in the workshop, Friday for English and maths.",
        strengths="Strong, careful with tools, first to tidy up.",
        hopes="“Carpentry. I like how it smells.”",
    ),
    "Hair": _field(
        "{course}; the salon is open to the public on Thursdays.",
        "Monday to Thursday; the salon until six on Thursdays.",
        strengths="Puts nervous customers at ease. Remembers names.",
        hopes="“A chair of my own, and then the whole shop.”",
    ),
    "Entry Level": _field(
        "{course}: cooking, money, travel, and a taster of each workshop.",
        "Ten to three, Monday to Thursday, in a group of nine.",
        strengths="Honest about what is not understood. Good memory for routes and buses.",
        hopes="“I want to live on my own and know how.”",
    ),
    "Health and Social Care": _field(
        "{course}, with a placement at a day centre from the second term on.",
        "Three days in college, Thursday and Friday at the day centre.",
        strengths="Patient. An old man at the day centre asks for {first} by name.",
        hopes="“A nurse, for children.”",
    ),
    "Motor Vehicle": _field(
        "{course}: servicing, brakes and tyres; electric vehicles in the last term.",
        "Monday, Tuesday and Thursday in the garage, Wednesday in class.",
        strengths="Hears what is wrong with an engine. Explains it well, too.",
        hopes="“Formula One. Or the breakdown service, they get paid to help people.”",
    ),
    "Cookery": _field(
        "{course}; the students’ restaurant serves lunch twice a week.",
        "Monday to Wednesday, half past eight until three.",
        strengths="Calm when it is busy, and never late on restaurant days.",
        hopes="“A food truck with my nan’s recipes.”",
    ),
    "Animal Care": _field(
        "{course}: kennels, stables and small animals, and a weekend duty each month.",
        "Four days, starting at eight; weekend duty by rota.",
        strengths="Gentle and exact: the feeding charts are the best kept in the year.",
        hopes="“A dog rescue. I’d take the difficult ones.”",
    ),
    "Sport": _field(
        "{course}: anatomy, coaching and an own project, all by coursework.",
        "Monday to Thursday; coaching in a primary school on Friday mornings.",
        strengths="Good with younger pupils, who copy everything {first} does.",
        hopes="“A coach. Not for winners, for kids like me.”",
    ),
    "Computing": _field(
        "{course}: programming, networks, and a game built in a team.",
        "Monday to Thursday, ten to four.",
        strengths="Finds faults nobody else finds. Helps on the help desk at lunch.",
        hopes="“Cyber security. I like locks.”",
    ),
    "Art": _field(
        "{course}: two long projects and an exhibition in June.",
        "Three long days in the studio, one at home.",
        strengths="A sketchbook that is never put away; takes criticism without giving up.",
        hopes="“Tattoos, but properly, with the licence and all.”",
    ),
    "English": _field(
        "{course}, and a project of {first}’s own on the history of children’s homes.",
        "Every day; two free afternoons in the library.",
        strengths="Reads everything, argues well, writes better than anybody expects in an exam.",
        hopes="“A social worker who turns up.”",
        university={
            "courses": "Social work or psychology; looked at Wolverhampton, Keele and Birmingham City.",
            "steps": "Needs three Bs. Open day in Keele in October, application before Christmas, finance form in "
            "March, somewhere to live in the holidays asked for now.",
        },
    ),
    "Biology": _field(
        "{course}; practicals on Wednesdays.",
        "Every day; study periods are in the science block.",
        strengths="Quick with numbers. Runs the revision group.",
        hopes="“A doctor. I know how long it takes.”",
        university={
            "courses": "Biomedical science, or medicine with a foundation year.",
            "steps": "Two As and a B; a week at a hospital laboratory in summer; the admissions test in autumn.",
        },
    ),
    "Apprenticeship": _field(
        "{course} with {college}.",
        "Four days at work, one with {college}.",
        strengths="Polite on the telephone, and notices when a number cannot be right.",
        hopes="“To run the office one day and be nice about it.”",
    ),
}
