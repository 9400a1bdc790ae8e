"""What the plans of the demonstration say, by section and question. Everybody in it is invented.

A section has several tellings, of which each young person gets one; what depends on the course is told by its field. Names
of the people around them are put in where {first}, {worker}, {designated}, {mentor}, {college} or {course} stands.
"""

from collections.abc import Mapping

from education_plans.enums import PlanVariant, SectionCode
from education_plans.rules.questions import questions_for, sections_for
from oversight.demo.plan_fields import FIELDS, OTHER_FIELD

Telling = Mapping[str, str]

SECTIONS: Mapping[SectionCode, tuple[Telling, ...]] = {
    SectionCode.KEY_CONTACTS: (
        {
            "people": "{worker}, key worker: mobile, or the duty desk.\n{designated}, designated person at "
                "{college}.\n{mentor}, learning mentor.",
            "first_call": "{mentor} in the day, {worker} in the evening.",
            "not_to_tell": "Nobody outside this list. Other students do not know that {first} is in care.",
        },
        {
            "people": "{worker} (key worker), {designated} (designated person), {mentor} (mentor). All three have each "
                "other’s mobile numbers.",
            "first_call": "{designated} in the day. After five the carer, on the number in the case file.",
        },
        {
            "people": "{worker} visits every four weeks and answers texts the same day.\n{mentor} is in the student "
                "hub every morning.\n{designated} stands in for both.",
            "first_call": "The carer at any hour; {worker} if she does not pick up.",
            "not_to_tell": "The uncle who sometimes rings the front desk.",
        },
    ),
    SectionCode.SAFEGUARDING: (
        {
            "known": "The designated person knows what they need to know; tutors know only that {first} may step out.",
            "contact": "Contact is not to be arranged through college staff.",
            "what_to_do": "The designated person rings the key worker, and the emergency line out of hours.",
        },
        {
            "known": "Has gone missing twice, both times after contact on a Sunday. Was safe at a friend’s.",
            "contact": "Nobody collects {first}. They travel by themselves, by bus.",
            "what_to_do": "Not there by ten and no word: {mentor} texts, then {designated} rings {worker} before eleven.",
        },
        {
            "known": "Nothing is known beyond what the key worker has told the designated person.",
            "what_to_do": "As for every student, and the key worker is told the same day.",
        },
    ),
    SectionCode.VIEWS: (
        {
            "going": "“I like the workshop days best.”",
            "change": "“I don’t want to be called out of class in front of people.”",
            "help": "“My mentor, because she rings back.”",
            "leisure": "Boxing on Tuesdays, and the dog.",
        },
        {
            "going": "“Better than school. They talk to you like you’re a grown-up.”",
            "change": "“Less forms. And somebody to eat lunch with.”",
            "help": "“{worker}. Even when it’s bad news I hear it straight.”",
            "leisure": "Drawing, mostly at night. Wants to sell stickers.",
        },
        {
            "going": "“Up and down. Mondays are down.”",
            "change": "“I want to know my timetable before the week it starts.”",
            "help": "“Music on the bus. And being left alone for ten minutes.”",
        },
        {
            "going": "“I’m proud of my last project and I want it on the wall.”",
            "change": "“I’d change the bus. Nothing else.”",
            "help": "“My brother, on the phone.”",
            "leisure": "Five-a-side on Saturdays with the team from the old school.",
        },
        {
            "going": "“It’s all right. I said I’d stay till Christmas and I’m still here.”",
            "change": "“Don’t move me again in the middle of a term.”",
        },
    ),
    SectionCode.HISTORY: (
        {
            "before": "Three secondary schools. GCSEs: English 4, maths 3, science 4 and 4, art 6.",
            "needs": "No plan for special needs. Extra time in exams because of slow handwriting.",
            "gaps": "Missed most of Year 9 after the second move.",
        },
        {
            "before": "One school throughout. GCSEs: English 5, maths 5, double science 5 and 4, PE 7.",
        },
        {
            "before": "Left Year 11 with entry level certificates in English and maths and a distinction in a vocational award.",
            "needs": "Has an education, health and care plan, for speech and language; reviewed every March.",
            "gaps": "Taught at home for a year. New groups take a few weeks.",
        },
        {
            "before": "Came to England at 14. GCSEs: maths 6, English 3; speaks three languages.",
            "needs": "Screened for dyslexia last autumn; coloured paper helps.",
        },
    ),
    SectionCode.COURSE: (
        {"english_maths": "Maths resit in November, an extra hour a week until then."},
        {"english_maths": "Both passed at school; nothing more is asked."},
        {"english_maths": "Functional skills in English on Wednesdays; maths resit in summer."},
    ),
    SectionCode.EMPLOYER: (
        {
            "employer": "The office of a builders’ merchant, since the start of the apprenticeship, as an office junior.",
            "training": "One day a week at {college}; a visit by the assessor every six weeks.",
            "told": "{first} has told the owner. Colleagues are not told.",
        },
        {
            "employer": "A dental practice: front desk and records, four days a week.",
            "training": "Fridays with {college}, and an hour of study in working time on Tuesdays.",
            "told": "Nothing. {first} wants to be like everybody else there, and that is respected.",
        },
    ),
    SectionCode.SEEKING: (
        {
            "tried": "Began a course in catering in September and left after five weeks: the kitchen was too loud. Two "
                "taster days at a garage since.",
            "wanted": "Something with the hands and in small groups, not further than one bus.",
            "next": "{worker} goes along to the open evening of a training provider on the first Thursday of next month.",
            "meanwhile": "Two mornings a week at a bicycle workshop, unpaid; the rest at home.",
        },
        {
            "tried": "Forty applications for shop work, three interviews. A place on a traineeship fell through when the provider closed.",
            "wanted": "Paid work or an apprenticeship. Evenings and weekends are fine.",
            "next": "The careers adviser and {first} rewrite the CV together; mock interview within two weeks, with {worker}.",
        },
    ),
    SectionCode.RESETTLEMENT: (
        {
            "release": "Expected in about three months, to supported lodgings in the home authority. Not to the old flat.",
            "after": "A place on a construction course is kept open; {worker} takes {first} there on the second day.",
            "worker": "Resettlement worker: Janet Oldacre, who visits every fortnight and writes to {worker} after each visit.",
        },
    ),
    SectionCode.ATTENDANCE: (
        {
            "how": "Nine days of ten, better than last term.",
            "reasons": "Two buses in the morning since the move.",
            "agreed": "The first lesson starts at half past nine on Mondays.",
        },
        {
            "how": "82 of 100 sessions since the start. It was 91 before half-term.",
            "reasons": "Sleeps badly before contact; says so when asked.",
            "agreed": "{mentor} texts at eight on Mondays. No letter home for single lessons.",
        },
        {"how": "Every session but two, both with a doctor’s note."},
        {
            "how": "Comes, but late: about one morning in three.",
            "reasons": "Takes a younger sister to school first.",
            "agreed": "Registers mark the real time. The school opens a breakfast club for the sister after half-term.",
        },
    ),
    SectionCode.STRENGTHS: (
        {"barriers": "Mornings are hard since the move. A quiet place to start the day helps."},
        {"barriers": "Long texts. Reads better when somebody goes through the first page together."},
        {"barriers": "Says yes to everything and then does not come. Asking twice, on different days, helps."},
        {"barriers": "Speaking in front of the group. May hand in recorded talks instead."},
    ),
    SectionCode.ASPIRATIONS: (
        {"next": "To finish this year and go on to the next level at {college} in September."},
        {"next": "Paid work next to the course by spring, and the next level in September."},
        {"next": "Two visits, one to an employer and one to another college, and a decision by Easter."},
    ),
    SectionCode.HIGHER_EDUCATION: (
        {"support": "{mentor} reads the personal statement. The box that says “in care” will be ticked: {first} decided that."},
        {"support": "The Virtual School pays for two open days. Nobody has yet written to the universities’ contacts for care leavers."},
    ),
    SectionCode.TARGETS: (
        {"wanted": "“Something I can finish by half-term.”"},
        {"wanted": "“Not ten things. Two.”"},
        {"wanted": "“I want to see that I got better, in numbers.”"},
        {"wanted": "“One that has nothing to do with college.”"},
    ),
    SectionCode.SUPPORT: (
        {"needed": "Bus pass from the college, laptop from the Virtual School, lunch in the quiet room."},
        {
            "needed": "An hour a week with {mentor}; time out card; counselling through the college, fortnightly.",
            "missing": "The waiting list of the mental health service: since four months.",
        },
        {
            "needed": "Somebody who checks the hand-in days on Fridays, and a key to the study room.",
            "missing": "Internet at the placement breaks down in the evening.",
        },
    ),
    SectionCode.FINANCE: (
        {
            "entitled": "Bursary asked for in the first week and paid in parts. Savings account looked up by {worker}.",
            "short": "Nothing at the moment. Work shoes were bought from the bursary.",
        },
        {"entitled": "Bursary granted for travel and meals. The Virtual School’s money is asked for with the first target."},
        {
            "entitled": "Went through the list with {worker}. Driving lessons are not offered by this council.",
            "short": "A warm coat, and the trip in June.",
        },
    ),
    SectionCode.CAREERS: (
        {
            "advice": "One talk with the careers adviser at {college} before the start, one in winter.",
            "next": "To bring three job advertisements to the next talk, which is in the last week of term.",
        },
        {
            "advice": "Denise Holloway of the careers partnership, at home, because {first} did not want to go to an office.",
            "next": "A day along with somebody who does the job. {mentor} asks two employers.",
        },
        {
            "advice": "The college’s adviser in a group of eight. {first} found it of little use and said so.",
            "next": "A talk alone, with {mentor} in the room.",
        },
    ),
    SectionCode.TRANSITION: (
        {
            "changes": "A new worker is likely this year; {first} wants to meet them before {worker} goes.",
            "if_not": "{designated} and {worker} meet within a week and look at the other site of {college} first.",
        },
        {
            "changes": "A move to supported lodgings in spring. The course stays the same.",
            "if_not": "Back to the training provider of last year, who would take {first} in any month.",
        },
        {
            "changes": "The course ends in July; the carers will be away for two weeks in August.",
            "if_not": "The Virtual School holds a place on its summer programme.",
        },
    ),
}  # fmt: skip

#: Where there is no provider, other people help and other things are asked.
WITHOUT_A_PLACE: Mapping[SectionCode, tuple[Telling, ...]] = {
    SectionCode.KEY_CONTACTS: (
        {
            "people": "{worker}, key worker: mobile, or the duty desk.\nDenise Holloway, careers adviser.\nThe carer, at home.",
            "first_call": "{worker} in the day, the carer in the evening.",
        },
    ),
    SectionCode.SAFEGUARDING: (
        {
            "known": "Two older acquaintances wait outside sometimes. {first} has asked us to know about it.",
            "what_to_do": "Ring {worker}; out of hours the emergency duty team.",
        },
    ),
    SectionCode.VIEWS: (
        {
            "going": "“Bored. I get up at eleven because what for.”",
            "change": "“I want to be somewhere at nine and be paid for it.”",
            "help": "“{worker} drives me to things and doesn’t talk the whole way.”",
        },
    ),
    SectionCode.ASPIRATIONS: (
        {"hopes": "“My own front door, and a job people respect.”", "next": "A start before the summer, even a small one."},
    ),
    SectionCode.SUPPORT: (
        {
            "needed": "Somebody to go along the first time. Money on a travel card. A clean shirt for interviews.",
            "missing": "A telephone that can be relied on.",
        },
    ),
    SectionCode.FINANCE: (
        {"entitled": "Looked at with {worker}: the savings account was found, a claim for Universal Credit waits for the birthday."},
    ),
    SectionCode.CAREERS: (
        {
            "advice": "Denise Holloway, three talks since spring, the last one in a café.",
            "next": "She rings two training providers and goes along to whichever says yes first.",
        },
    ),
    SectionCode.TRANSITION: (
        {
            "changes": "The placement is looked at again in two months.",
            "if_not": "{worker} keeps a list of three providers that take people in any month, and rings the next one.",
        },
    ),
}  # fmt: skip

IN_CUSTODY: Mapping[SectionCode, tuple[Telling, ...]] = {
    SectionCode.KEY_CONTACTS: (
        {
            "people": "{worker}, key worker, who visits every month.\nThe head of learning, through the "
                "switchboard.\nJanet Oldacre, resettlement worker.",
            "first_call": "The wing office at any hour; {worker} hears the same day.",
        },
    ),
    SectionCode.SAFEGUARDING: (
        {
            "known": "On a wing away from two people they know. Asks for help late; staff look in on Sunday evenings.",
            "what_to_do": "The duty governor rings {worker}, and the team manager out of hours.",
        },
    ),
    SectionCode.VIEWS: (
        {
            "going": "“I read a lot. I did not expect to say that.”",
            "change": "“A date. I can do anything if I know the date.”",
            "leisure": "Chess, by post with an old teacher.",
        },
    ),
    SectionCode.COURSE: (
        {
            "course": "Level 1 in painting and decorating, in the workshop of the institution.",
            "english_maths": "Functional skills in maths; English was passed in spring.",
            "custody_lessons": "Workshop in the mornings, class on three afternoons. The head of learning arranges both.",
        },
    ),
    SectionCode.SUPPORT: (
        {
            "needed": "Books, paper and pens of their own. A visit from the uncle, who has to be put on the list.",
            "missing": "The papers of the last school have not arrived.",
        },
    ),
    SectionCode.CAREERS: (
        {
            "advice": "The adviser of the institution, twice; Denise Holloway rings once a month.",
            "next": "A letter from the college that {first} is expected, before the day of release.",
        },
    ),
}  # fmt: skip

#: Left empty now and then: nobody fills in everything.
SELDOM = (SectionCode.TRANSITION, SectionCode.CAREERS, SectionCode.FINANCE, SectionCode.HISTORY)


def words_of(
    *, number: int, variant: PlanVariant, aims_for_higher_education: bool, has_place: bool, names: Mapping[str, str]
) -> dict[SectionCode, dict[str, str]]:
    """What the plan of the young person with this number says, section by section; some say nothing yet."""
    field = next((told for word, told in FIELDS.items() if word in names["course"]), OTHER_FIELD)
    told_elsewhere = {} if has_place else WITHOUT_A_PLACE
    if variant == PlanVariant.CUSTODY:
        told_elsewhere = {**WITHOUT_A_PLACE, **IN_CUSTODY}
    said = {}
    for place, code in enumerate(sections_for(variant, aims_for_higher_education=aims_for_higher_education)):
        if code in SELDOM and (number + place) % 4 == 0:
            continue
        tellings = told_elsewhere.get(code) or SECTIONS[code]
        telling = {**field.get(code, {}), **tellings[(number * 7 + place * 3 + number // 5) % len(tellings)]}
        asked = {question.code for question in questions_for(code, variant)}
        said[code] = {question: text.format(**names) for question, text in telling.items() if question in asked}
    return said
