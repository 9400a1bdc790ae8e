"""The strategy of the demonstration: about the size of one that a council really has. Every sentence is invented here.

Each theme holds KPIs: number, text, lead agency, target (None: no figure), and the actions under it, each with who does it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleKpi:
    number: str
    text: str
    agency: str
    target: int | None
    actions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SampleTheme:
    number: str
    text: str
    young: str
    kpis: tuple[SampleKpi, ...]


TITLE = "Learning and work for care-experienced young people"
ABOUT = """The corporate parenting board sets the aims, names who leads each of them, and looks at them every quarter.
Whoever leads an aim agrees the actions with all partners and answers for them, also where somebody else carries them out.
Where an aim is not reached the board changes the plan and says why."""
YOUNG = """This is our plan to help you learn and find work. We are the people who look after you: the council and its partners.
We say what we want to get better at. We check four times a year how we are doing.
If something does not work, we change it. You can tell us what you think at any time."""

SCHOOL, CARE, HOMES = "Virtual School", "Children’s Social Care", "Fostering and homes service"
WORK = "Employment support team"
LEAVING, BOARD, HEALTH, JOBCENTRE = "Leaving care service", "Corporate parenting board", "Health services", "Jobcentre"
INCLUSION, FIGURES = "School improvement and inclusion", "Data and performance team"

THEMES = (
    SampleTheme(
        "1", "School and college up to 18", """You should not have to change school when you move home.
We want you to feel safe at school, to be there every day and to get the grades you can get.
We talk with you early about what comes after Year 11.""",
        (
            SampleKpi("1.1", "Nobody changes school on coming into care, unless an assessment says it is better for them", HOMES, 95, (
                ("Find homes near the schools where young people already learn", HOMES),
                ("Match each young person with a home step by step, and write down why", HOMES),
                ("Describe needs fully in the assessment that a search for a home begins with", CARE),
                ("Plan ahead for likely moves and tell those who find homes early", CARE),
            )),
            SampleKpi("1.2", "Nobody changes school because they move to another home", HOMES, 95, (
                ("Agree transport to the present school before a move", HOMES),
            )),
            SampleKpi("1.3", "Where a change of school cannot be avoided it is planned, and never in an exam year", HOMES, None, (
                ("Write the rule into every contract for a home", HOMES),
                ("Name what keeps a school place going outside its usual area, transport included", SCHOOL),
            )),
            SampleKpi("1.4", "Attendance of young people in care is 95% or better", SCHOOL, 95, (
                ("Follow up a fall in attendance with school, carer and young person within a week", SCHOOL),
                ("Train carers in what helps on difficult mornings", HOMES),
            )),
            SampleKpi("1.5", "Young people reach what they are able to reach", SCHOOL, None, (
                ("Look at every education plan for targets that stretch and support that fits", SCHOOL),
                ("Give every carer a day of training on learning at home", HOMES),
            )),
            SampleKpi("1.6", "Everybody of school age has a full timetable", SCHOOL, 98, (
                ("Write down how a refusal of a school place is taken up, step by step", SCHOOL),
            )),
            SampleKpi("1.7", "Nobody in care is permanently excluded", INCLUSION, 0, (
                ("Agree managed moves and other provision before it comes to an exclusion", INCLUSION),
            )),
            SampleKpi("1.8", "Everybody who can sits GCSEs that fit them", INCLUSION, None, (
                ("Check entries in January with every school", SCHOOL),
            )),
            SampleKpi("1.9", "Grades match what was predicted, and GCSE grade 4 and better keeps up with similar areas", SCHOOL, None, (
                ("Tutor in small groups from the autumn of Year 11", SCHOOL),
                ("Keep carers informed of what is revised when", HOMES),
            )),
            SampleKpi("1.10", "Everybody in Year 11 has an intended destination that they want and can reach", SCHOOL,
                100, (
                ("Write the destination into the plan with who helps on the way", SCHOOL),
            )),
            SampleKpi("1.11", "Young people leave school with skills that employers look for", WORK, None, (
                ("Run sessions on applications and interviews each term", WORK),
                ("Coach personal advisers in talking about work", WORK),
            )),
            SampleKpi("1.12", "Everybody in Years 12 and 13 learns or trains full time", SCHOOL, 92, (
                ("Ring everybody without an offer in the week after results", SCHOOL),
                ("Put learning after 16 into contracts for homes", HOMES),
                ("Train social workers and advisers in routes after 16", CARE),
            )),
            SampleKpi("1.13", "Everybody who begins a course after 16 sits the exam and passes it", SCHOOL, None, (
                ("Ask colleges for progress each half term", SCHOOL),
                ("Give each home a quiet place and a computer to learn at", HOMES),
            )),
            SampleKpi("1.14", "Everybody in Years 10 and 11 has had careers advice", SCHOOL, 100, (
                ("Keep a list of who has had advice, and book those who have not", SCHOOL),
            )),
            SampleKpi("1.15", "Everybody in Years 8 and 9 is helped to choose their options", SCHOOL, 100, (
                ("Visit every school before options evening", SCHOOL),
            )),
        ),
    ),
    SampleTheme(
        "2.1", "Further and higher education after 18",
            """You can go on learning after 18. Some of you go to college, some to university.
We help with money and with a place to live. We stay in touch while you are there.""",
        (
            SampleKpi("2.1.1", "Attendance in further and higher education is 95% or better", SCHOOL, 95, (
                ("Agree with each college what happens when attendance falls", SCHOOL),
                ("Name somebody at each college whom students can turn to", SCHOOL),
            )),
            SampleKpi("2.1.2", "Students reach what they are able to reach", SCHOOL, None, (
                ("Ask tutors each term whether support is enough", SCHOOL),
            )),
            SampleKpi("2.1.3", "Nobody is taken off a course without another one to go to", SCHOOL, None, (
                ("Meet before any withdrawal, with the young person", SCHOOL),
            )),
            SampleKpi("2.1.4", "Students finish what they begin", LEAVING, 85, (
                ("Keep in touch monthly in the first year away from home", LEAVING),
            )),
            SampleKpi("2.1.5", "Three in ten of those who learn or work after 18 are at university", SCHOOL, 30, (
                ("Take every interested young person to an open day", SCHOOL),
            )),
            SampleKpi("2.1.6", "More young people each year go to the university they like best, also far away",
                LEAVING, None, (
                ("Review what money there is for moving and coming home in the holidays", LEAVING),
            )),
        ),
    ),
    SampleTheme(
        "2.2", "Apprenticeships and jobs", """We want there to be good jobs and apprenticeships for you.
When you start a job, somebody asks you how it goes. If there is trouble at work, tell us early and we will help.""",
        (
            SampleKpi("2.2.1", "Every partner and supplier keeps permanent jobs or apprenticeships for care leavers",
                BOARD, None, (
                ("Ask for it in every new contract", BOARD),
            )),
            SampleKpi("2.2.2", "Every department of the council has an opening for somebody of 16 to 25", BOARD, None, (
                ("Report openings by department each quarter", BOARD),
            )),
            SampleKpi("2.2.3", "New jobs last", WORK, 80, (
                ("Be in touch monthly for the first six months of a job", LEAVING),
                ("Tell the employment team early of anything that may go wrong", LEAVING),
                ("Where the team found the job, be in touch weekly for eight weeks", WORK),
                ("Try out support by others who have been in care", WORK),
                ("Put steps towards a career into each pathway plan", LEAVING),
            )),
            SampleKpi("2.2.4", "Rent in supported housing does not make work unaffordable", BOARD, None, (
                ("Agree with the districts how a gap in rent is met", BOARD),
            )),
        ),
    ),
    SampleTheme(
        "3.1", "Without a place to learn or work",
            """Sometimes you may have no course and no job. Then you are not alone.
We make a plan with you and with the jobcentre. You can try things out for a day before you decide.""",
        (
            SampleKpi("3.1.1", "Everybody without a place has a plan in which each service knows its part", LEAVING,
                100, (
                ("Renew the joint protocol with the jobcentre, and settle what may be shared", LEAVING),
                ("Bring health and drug services into the plan where they are needed", LEAVING),
                ("Offer work placements, full time and part time", WORK),
                ("Print a yearly list of short courses with their dates", WORK),
                ("Keep a list of volunteering and first steps", WORK),
            )),
            SampleKpi("3.1.2", "Everybody without a place has a taster day every three months", LEAVING, 90, (
                ("Ask every partner for two taster days a year", BOARD),
            )),
        ),
    ),
    SampleTheme(
        "3.2", "Emotional wellbeing", """How you feel matters for how you learn. If you find things hard,
we help you to see the right person soon.""",
        (
            SampleKpi("3.2.1", "A shared approach to mental health leads from children’s to adults’ services", BOARD,
                None, (
                ("Write it with young people, and agree it in all services", BOARD),
            )),
            SampleKpi("3.2.2", "Everybody who cannot work or learn through illness is known to the right health service", HEALTH, 100, (
                ("Name a nurse for each young person concerned", HEALTH),
                ("Fill in the strengths and difficulties questionnaire every year", CARE),
                ("Refer within a week where the score is high", CARE),
            )),
            SampleKpi("3.2.3", "Every care leaver who claims has a plan for the way back", JOBCENTRE, 100, (
                ("Write the plan at the first interview", JOBCENTRE),
            )),
        ),
    ),
    SampleTheme(
        "3.3", "Housing", """You need a safe home to learn or work. We want there to be homes that you can afford, near people you know.""",
        (
            SampleKpi("3.3.1", "A housing agreement gives a choice of homes that suit and can be paid for", BOARD, None, (
                ("Agree the number of homes with each district", BOARD),
            )),
        ),
    ),
    SampleTheme(
        "3.4", "Parents and parents to be",
            """If you have a child or expect one, you can still learn and work. We help with child care and with time for yourself.""",
        (
            SampleKpi("3.4.1", "The council is there for the children of care leavers as a grandparent would be",
                BOARD, None, (
                ("Say in a public promise what that means", BOARD),
            )),
            SampleKpi("3.4.2", "Young people have the advice on health that lets them choose for themselves", HEALTH, None, (
                ("Hold advice sessions where young people already are", HEALTH),
                ("Ask at every health check whether advice is wanted", HEALTH),
            )),
            SampleKpi("3.4.3", "Every young parent has a career plan that all services know", LEAVING, 100, (
                ("Write it with the employment team and the jobcentre", LEAVING),
                ("Pay for child care in the first month of a course or job", JOBCENTRE),
            )),
            SampleKpi("3.4.4", "Every young parent without a place has a taster day every three months", LEAVING, 90, (
                ("Find tasters with child care on site", WORK),
                ("Invite to a monthly in-touch day whoever takes part in nothing yet", LEAVING),
            )),
        ),
    ),
    SampleTheme(
        "4", "How services change", """You should not have to tell your story to a new person again and again.
We want people to stay with you for longer.""",
        (
            SampleKpi("4.1", "Young people live in families; children’s homes are for those who need one", BOARD,
                None, (
                ("Say what is needed so that more carers can be found", HOMES),
                ("Look at every stay in a home each half year", CARE),
            )),
            SampleKpi("4.2", "Fewer young people of secondary age have to come into care", CARE, None, (
                ("Work with families early, with education in mind", CARE),
            )),
            SampleKpi("4.3", "Young people keep the same social worker or adviser", CARE, 75, (
                ("Bring caseloads down to the agreed number", CARE),
                ("Keep experienced people, and train those who join", CARE),
                ("Have fewer agency workers", CARE),
            )),
            SampleKpi("4.4", "Young people aim high and are proud of themselves", BOARD, None, (
                ("Celebrate success each year with the care leavers’ forum", LEAVING),
                ("Lend everybody a computer with a connection", CARE),
                ("Prepare for a home of one’s own, work included, before support ends", CARE),
                ("Take Years 9 to 11 to a university for a day", SCHOOL),
            )),
        ),
    ),
    SampleTheme(
        "5", "Carrying out this plan", """We look at this plan every three months. We ask young people whether it made a difference.""",
        (
            SampleKpi("5.1", "Everybody who works with young people knows this plan", CARE, None, (
                ("Bring it up in the weekly briefing and in every team", CARE),
                ("Put the young people’s version into the local offer", CARE),
                ("Make it part of the training of new social workers", CARE),
            )),
            SampleKpi("5.2", "Audits ask whether the plan made a difference to a child", CARE, None, (
                ("Add questions to the audit form, and report the answers twice a year", FIGURES),
            )),
            SampleKpi("5.3", "A monthly set of figures shows how far we are", FIGURES, None, (
                ("Agree the figures with all partners", FIGURES),
                ("Bring them to the board every month", FIGURES),
            )),
        ),
    ),
)  # fmt: skip

#: What was given so far: number, colour of progress, colour of the KPI (empty: not rated), and why.
RATED = (
    ("1.1", "amber", "amber", "Four of five stayed at their school; two homes were found too late."),
    ("1.2", "green", "green", "Nobody changed school for a move since Easter."),
    ("1.4", "amber", "red", "Attendance is 89%. The new pathway began only in September."),
    ("1.6", "green", "amber", "Two young people still have a part timetable."),
    ("1.7", "green", "green", "No permanent exclusion this year."),
    ("1.10", "green", "amber", "Nine of ten destinations are recorded."),
    ("1.12", "amber", "amber", "Everybody was rung after results; six still look."),
    ("2.1.5", "amber", "red", "Eighteen in a hundred, with more applying than last year."),
    ("2.2.3", "amber", "", "Weekly contact works where the team found the job, elsewhere not yet."),
    ("3.1.1", "red", "red", "The protocol with the jobcentre is not signed."),
    ("3.1.2", "red", "", "Not enough taster days are offered."),
    ("4.3", "amber", "amber", "Fewer changes than last year, still too many."),
    ("5.3", "green", "", "The figures are agreed with all partners."),
)
