"""The work plan of the demonstration, in the shape of one that an employability group keeps. Every sentence is invented here.

Each theme holds objectives: number, text, what is expected, and actions: reference, text, leads by initials (the first is the
main one), timescale, colour (empty: not rated), what was achieved and what comes next; what is dropped names why.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleAction:
    number: str
    text: str
    leads: str
    timescale: str
    colour: str
    achieved: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    dropped: str = ""
    by: str = ""


@dataclass(frozen=True)
class SampleObjective:
    number: str
    text: str
    expected: tuple[str, ...]
    actions: tuple[SampleAction, ...]


TITLE = "Employability work plan for care leavers"
ABOUT = "What partners do so that care leavers find work and keep it. The group meets every other month and brings the plan up to date."
CONTRIBUTORS = (
    ("Harriet Colley", "Manager, leaving care teams", "Advisers and pathway plans"),
    ("Mosi Adeyemi", "Manager, careers service", "Advice and lists of young people without a place"),
    ("Petra Lindqvist", "Head of employment and skills", "Offers of the council as an employer"),
    ("Owen Farrar", "Partnership manager, jobcentre", "Work coaches and benefits"),
    ("Salma Idris", "Education business partnership", "Mentors and visits to employers"),
)
A = SampleAction

THEMES: tuple[tuple[str, tuple[SampleObjective, ...]], ...] = (
    ("Commitment", (
        SampleObjective("1", "Plans of the whole council say what it does for care leavers’ work", (
            "Partnerships reach beyond children’s services.", "The council’s own plans name care leavers’ work.",
        ), (
            A("1a", "Bring the group’s work to the safeguarding partnership", "HC", "04/26", "amber",
                ("A place on its education group since May.",), ("Report on attendance at other provision.",)),
            A("1b", "Join the task group on missing education", "MA", "06/26", "green",
                ("All partners of the group sit on it.",)),
            A("1c", "Carry out the learning and work part of the children and young people’s plan", "HC", "04/26",
                "green", ("Agreed and begun.",)),
            A("1d", "Brief the chair of the children’s partnership before each meeting", "HC / PL", "Ongoing",
                "green", ("Four briefings so far.",)),
            A("1e", "Report to the corporate parenting board twice a year", "HC", "06/26", "green",
                ("First report taken in June.",), ("Second report in December.",)),
            A("1f", "Share what works with other councils of the region", "SI", "05/26", "green",
                ("Two regional meetings attended.",)),
            A("1g", "Be part of the region’s group on higher education for care leavers", "SI", "05/26", "green",
                ("A briefing for schools written together.",)),
            A("1h", "Set up a working group across services", "HC", "03/26", "green", ("Met first in January.",)),
            A("1i", "Set up a guarantee of work or training with its own budget", "PL", "03/27", "amber",
                ("Who has no place is known by name and need.",
                    "A preparation course is bought for four groups of twelve.", "Mentors go to ten more schools."),
                        ("Choose the schools.", "Look into a lent computer for everybody.")),
        )),
        SampleObjective("2", "Those who work with young people know how careers are built", (
            "There are steps to train the workforce in work and careers.",
        ), (
            A("2a", "Ask advisers what they want to learn about careers", "HC", "03/26", "amber",
                ("They want to know what is on offer locally.",
                    "Each team sends somebody to the champions’ network."), ("Go on with the network in the autumn.",)),
            A("2b", "Train advisers and social workers in careers advice", "HC / MA", "05–07/26", "amber",
                ("Sixty trained on two days, with good feedback.",)),
            A("2c", "Hold sessions for social workers of foster carers", "HC / MA", "06/26", "amber",
                ("Twenty-five came to the session on routes after 16.", "Ten foster carers came to the yearly day."),
                    ("Write a checklist for carers from 12 to 25.", "Drop-in hours for carers.")),
            A("2d", "Hold sessions for staff of children’s homes", "MA", "07/26–09/26", "amber",
                ("Eighty members of staff came in July.",), ("One champion for each home.",)),
            A("2e", "Let careers advisers work in the social care offices", "MA / HC", "03/26", "green",
                ("Every fortnight, with a caseload of their own.", "A course of three days was finished by twelve."),
                    ("See what became of those who finished.",)),
            A("2f", "Try joint work through the town-centre hub", "OF", "03/26", "red", ("An interim hub was opened.",
                ), (), "The hub closed; the offices do it now.", "2e"),
            A("2g", "Write a support pack for carers about options", "MA", "03/26", "green", ("Drafted.",), (),
                "The pages for carers say the same.", "6g"),
            A("2h", "Bring mentors to young people in care", "SI", "09/26", "green",
                ("Thirteen student mentors work in schools.",
                    "Schools said what they think before it was bought again."), ("A second group begins in October.",
                        )),
        )),
    )),
    ("Opportunities", (
        SampleObjective("3", "Care leavers reach a range of openings", (
            "There is a range of openings for care leavers.",
        ), (
            A("3a", "Put openings into one place online", "SI", "09/26", "green", ("The pages went live in June.",),
                ("Look through them every term.",)),
            A("3b", "Build skills for work from Year 9", "SI", "09/26", "green", ("Every school has the menu.",),
                ("Repeat it each September.",)),
            A("3c", "Guarantee a place for work experience in the council", "PL / HC", "12/26", "amber",
                ("A place for everybody of 18 to 21 who takes part in the course.",), ("Put the form online.",)),
            A("3d", "Guarantee an interview to care leavers who meet the criteria", "PL", "08/26", "amber",
                ("Three jobs so far.",), ("Train managers who interview.",)),
            A("3e", "Keep places on the summer citizenship course", "MA", "06/26", "green", ("Nine took part.",),
                ("Again next summer.",)),
            A("3f", "Give priority on all courses that the council pays for", "PL", "06/26", "amber",
                ("In place for three programmes.",)),
            A("3g", "Publish what is on offer: skills, apprenticeships, jobs", "PL / HC", "04/26", "amber",
                ("A list for 18 to 24 is drawn up with the jobcentre.",), ("Put it online.",
                    "A free bus pass for whoever looks for work.")),
            A("3h", "Compare what Years 11 and 12 need with what their plans say", "MA / SI", "04/26", "amber",
                ("Offers are reported each September.",),
                    ("Check whether the destination is what the young person wanted.",)),
            A("3i", "Write priority into every programme bought from now on", "PL", "09/26", "amber",
                ("Done for the guarantee.",)),
        )),
        SampleObjective("4", "Money helps to learn and work, and everybody knows what there is", (
            "A policy on money puts education, training and work first.",
                "Everybody entitled has the bursary for higher education.", "What one can claim is easy to find.",
        ), (
            A("4a", "Look with schools at how the pupil premium is spent", "HC / SI", "From 04/26", "amber",
                ("A hundred teachers, carers and social workers came to the training.",),
                    ("Redraft the policy with schools.",)),
            A("4b", "See whether the careers contract has to change", "MA", "As needed", "green",
                ("The new contract runs since April.",)),
            A("4c", "Make the policy on money clear", "HC", "09/26", "green", ("Agreed and put online.",)),
            A("4d", "Compare support after 16 with other councils", "HC", "09/26", "green",
                ("Discussed in the regional group.",)),
            A("4e", "Write a guide to money and support", "HC / SI", "09/26", "green", ("Pages are online.",)),
        )),
        SampleObjective("5", "Where young people live helps them to learn and work", (
            "There is a way to choose homes that keeps education and work going.",
        ), (
            A("5a", "Offer staying put with carers until 21", "HC", "09/26", "green", ("The policy is online.",)),
            A("5b", "Give everybody a passport of skills with their pathway plan", "HC", "11/26", "amber", (),
                ("Launch it and train those who use it.",)),
            A("5c", "Plan moves weekly with housing services", "HC", "Ongoing", "amber",
                ("Meetings take place every Tuesday.",), ("Bring support after a tenancy begins into it.",)),
        )),
    )),
    ("Support", (
        SampleObjective("6", "Everybody has careers support within their pathway plan", (
            "Young people help to write their pathway plan.", "Careers information and advice are given.",
                "Goals and actions for learning and work are clear.", "Support is practical and emotional.",
        ), (
            A("6a", "Advise everybody through schools, colleges and the careers service", "MA / schools",
                "From 07/26", "green", ("Needs are reviewed with schools every year.",
                    "A network helps schools to do their part.")),
            A("6b", "Support whoever has no place, from 16 to 25", "MA", "Ongoing", "green",
                ("A closer look at who has no place is shared with the careers service.",)),
            A("6c", "Help with applications to university from 17", "Schools", "09/25", "green", ("Reviewed yearly.",
                ), (), "Schools do it for everybody.", "6a"),
            A("6d", "Name a social worker for the pathway plan until 18", "HC", "09/26", "red"),
            A("6e", "Name a personal adviser from 18", "HC", "09/26", "red", (), ("Report how many have one.",)),
            A("6f", "Name a contact for careers questions of carers", "SI", "06/26", "green",
                ("Through the champions’ network.",)),
            A("6g", "Make the online pages known to young people and advisers", "SI", "06/26", "green",
                ("Young people were asked before it began.", "Shown to all teams."), ("Show it to the new carers.",)),
            A("6h", "Write a bulletin for carers", "HC", "04/27", "red"),
            A("6i", "Send the bulletin to carers and their groups", "HC", "04/27", "red",
                ("An online group was tried.",), ("Set up a group for foster carers.",)),
            A("6j", "Look through the pages for parents and carers", "MA", "09/26", "green", ("Renewed in September.",
                )),
            A("6k", "Use newer ways to reach young people and carers", "HC", "04/27", "red"),
            A("6l", "Bring education plans online", "SI", "04/26", "green", ("Everybody writes them in one place.",)),
            A("6m", "Offer mentors at the turning points of school", "SI / HC", "09/26", "green",
                ("Mentors of different kinds are bought.", "Ten students work in schools.")),
        )),
        SampleObjective("7", "Young people know their choices and how they will be supported", (
            "Everybody gets a copy of their pathway plan.", "The range of choices is explained.",
                "It is clear what the council and others do.",
        ), (
            A("7a", "Run a telephone line for foster carers", "HC", "06/26", "red", (), (),
                "Nobody rang it; the named contact does more.", "6f"),
            A("7b", "Write a guide to openings and money for 16 to 18 and for 18 and over", "HC", "09/26", "amber",
                ("The part for 18 and over is online.",), ("Agree the part for 16 to 18.",)),
            A("7c", "Name the care leavers’ charter in every pathway plan", "HC", "11/26", "amber"),
        )),
        SampleObjective("8", "Whoever comes back between 21 and 25 is helped with learning", (
            "There is an assessment for those who come back.", "A policy says how to come back and what happens.",
                "Everybody is told of it when their case is closed.",
        ), (
            A("8a", "Write down how a case is closed", "HC", "12/26", "red", (), ("Link it with the online pages.",)),
            A("8b", "Assess everybody who comes back in one way", "HC", "12/26", "red"),
            A("8c", "Say how contact is taken up again", "HC", "12/26", "red"),
        )),
    )),
    ("Monitoring", (
        SampleObjective("9", "Information, referral and monitoring are clear", (
            "The plan follows from an analysis of who learns and works.",
                "Openings follow from what young people need.",
        ), (
            A("9a", "Give the careers service the list of Year 11, then of Years 9 and 10", "HC to MA", "07/26",
                "green", ("Lists are exchanged every month.",)),
            A("9b", "Give it the details of those from 16 to 25", "HC", "07/26", "green",
                ("Part of the regular lists.",)),
            A("9c", "Check who is on its caseload", "MA", "07/26", "green", ("Checked for everybody without a place.",
                )),
            A("9d", "Get its news back every month", "MA / HC", "05/26", "green",
                ("Names are shared, records are brought up to date.",)),
            A("9e", "Bring together intended, offered and actual destinations", "SI / MA", "07/26", "amber",
                ("Schools and colleges send offers monthly.", "A report for last year’s leavers is written."),
                    ("Bring both systems together without typing.",)),
            A("9f", "Keep what is known of each care leaver up to date between partners", "SI", "09/26", "amber",
                ("An agreement on sharing with the jobcentre is signed.",), ("Follow students with universities.",)),
            A("9g", "Send back what the careers service learns", "SI / MA", "04/26", "red",
                ("A monthly report is drawn.",)),
            A("9h", "Follow results before and after 16 with all partners", "MA / SI", "11/26", "green",
                ("Lists from colleges are matched every month.",)),
            A("9i", "Follow offers of a place each September", "SI", "From 09/26", "green"),
        )),
        SampleObjective("10", "What young people say is part of it", (
            "What young people say about support is asked for and used.",
        ), (
            A("10a", "Ask the care leavers’ group about this plan", "HC", "Ongoing", "red",
                ("The plan goes to two groups on which care leavers sit.",),
                    ("Ask three questions after each course.",)),
        )),
    )),
)  # fmt: skip
