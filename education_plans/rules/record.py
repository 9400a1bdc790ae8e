"""The parts of a young person's record, as they are checked and copied (P19a). Pure: no clock, no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part of the record. `about_others`: what is written there often speaks of other people too, so that somebody
    must look before it is given (Data Protection Act 2018 schedule 2 paragraph 16).
    """

    code: str
    title: str
    about_others: bool = False


PARTS: tuple[Part, ...] = (
    Part("details", "Who they are"),
    Part("people", "Who has worked with them"),
    Part("carers", "Who has looked after them", about_others=True),
    Part("places", "Places at providers"),
    Part("plans", "Education plans", about_others=True),
    Part("safeguarding", "Safeguarding section of the plans", about_others=True),
    Part("targets", "Targets, support and money"),
    Part("pathway", "Pathway plan and skills", about_others=True),
    Part("meetings", "Meetings, reviews and changes", about_others=True),
    Part("voice", "What they said and asked for"),
    Part("feedback", "What they and their carers answered when they were asked", about_others=True),
    Part("incidents", "Incidents and what followed", about_others=True),
    Part("emergencies", "Emergencies", about_others=True),
    Part("progress", "Attendance, courses and results"),
    Part("activity", "What they did, contacts and jobs", about_others=True),
    Part("without_place", "Times without a place", about_others=True),
    Part("next_steps", "Destinations and opportunities"),
    Part("casework", "Support and moves, the end of the case and the way back", about_others=True),
    Part("panel", "What panels and audits said and decided", about_others=True),
    Part("sharing", "What was shared, and with whom"),
    Part("requests", "Who asked about them, and what they were told", about_others=True),
    Part("clocks", "What was owed to them, and whether it was kept"),
    Part("looked", "Who has looked"),
    Part("files", "Files", about_others=True),
)

PART_BY_CODE = {part.code: part for part in PARTS}
