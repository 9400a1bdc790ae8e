"""How the plans of the demonstration are written and followed up: by several hands, with targets that end somehow."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import (
    Completer,
    Domain,
    PlanVariant,
    QualityOutcome,
    Rag,
    SectionCode,
    SectionState,
    TargetState,
)
from education_plans.models import Target
from education_plans.rules.questions import usual_completer
from education_plans.selectors.quality import criteria_for
from education_plans.services import save_section
from education_plans.services.quality import Mark, check_quality
from education_plans.services.targets import TargetWords, add_target, close_target
from oversight.demo.plan_texts import words_of

if TYPE_CHECKING:
    from oversight.demo.acts import Acts, Story

#: Area, what, how one knows, and after how many days it is to be reached.
TARGETS = (
    (Domain.LEARNING, "Hand in every piece of the first unit by its day", "The tutor’s list on the portal is green", 70),
    (Domain.ATTENDANCE, "Be in class by half past nine on Mondays", "Eight Mondays in a row in the register", 120),
    (Domain.LEARNING, "Pass the maths resit", "The certificate", 170),
    (Domain.EMPLOYMENT, "Do a week at a real workplace", "The employer’s note, and what they think of it themselves", 150),
    (Domain.HEALTH, "Find out what helps against the bad nights", "A page of their own about what they tried", 95),
    (Domain.TRANSPORT, "Know the way from the new placement, also when the bus does not come", "They have done it alone", 60),
    (Domain.TECHNOLOGY, "Write the coursework on a laptop of their own", "The laptop is there and set up", 45),
    (Domain.FINANCE, "Open a bank account and have the bursary paid into it", "The first payment is on it", 55),
    (Domain.LEARNING, "Read one book to the end, whichever", "They tell the story to the mentor", 110),
    (Domain.ACCOMMODATION, "Have a desk and a door that shuts, for homework", "Seen at the next visit", 80),
    (Domain.OTHER, "Try the boxing club three times before saying no", "They have been three times", 40),
)  # fmt: skip
_FOLLOWING = (
    (Domain.LEARNING, "Choose the course for September, with a second choice", "Both applications are in", 130),
    (Domain.EMPLOYMENT, "Write a CV and show it to two people who hire", "Both have written back", 100),
    (Domain.ATTENDANCE, "Keep attendance above ninety until Easter", "The monthly figure", 140),
    (Domain.LEARNING, "Present the project to the group, or on film", "It is in the portfolio", 115),
)  # fmt: skip
_OUTCOMES = (
    (TargetState.MET, "Done, three weeks early. They asked for a harder one."),
    (TargetState.PARTLY, "Half of it: stopped in the weeks of the move, and took it up again."),
    (TargetState.MET, "Done. The certificate hangs in the kitchen."),
    (TargetState.NOT_MET, "Not reached: the evenings were too short. We split it into two smaller ones."),
    (TargetState.MET, "Met. It was the mentor’s idea to start with the last page."),
    (TargetState.PARTLY, "Most of it. What is left is not in their hands."),
)

#: What was said and decided at reviews.
REVIEWS = (
    (
        "“Things are better since I changed groups. I want to keep Thursdays free for work.”",
        "Stay on the course; maths moved to Tuesday; next visit to an employer in half-term.",
    ),
    (
        "“I didn’t want this meeting and now I’m glad.”",
        "The hand-in days are put into their phone together with the mentor. Nothing else changes.",
    ),
    ("“The bus, still.”", "The college lets them start at ten on Wednesdays; the Virtual School asks about a travel card."),
    (
        "“I’m bored, give me the next level.”",
        "The tutor brings work from the next level. A visit to the university in spring.",
    ),
    ("Wrote it down beforehand and had it read out: “I am tired of new people.”", "Nobody new until the summer; the mentor stays."),
    (
        "“Can we do it in the workshop next time?”",
        "Next review in the workshop. Counselling goes on. The key worker rings on Sundays.",
    ),
)  # fmt: skip


def write_sections(story: "Story", now: datetime, *, only: Sequence[SectionCode] | None = None) -> None:
    """Each section by whoever usually completes it; a plan that is only begun leaves its last section half done."""
    plan, has_place = story.plan, story.enrolment is not None
    said = words_of(
        number=story.number,
        variant=PlanVariant(plan.variant),
        aims_for_higher_education=plan.aims_for_higher_education,
        has_place=has_place,
        names={
            "first": story.learner.given_name,
            "worker": story.key_worker.user.name,
            "designated": story.college.designated_person.user.name,
            "mentor": story.college.mentor.user.name,
            "college": story.college.agency.name,
            "course": story.course,
        },
    )
    wanted = [code for code in said if only is None or code in only]
    for code in wanted:
        by_provider = usual_completer(code, has_place=has_place) == Completer.PROVIDER
        half = (only is not None and code == wanted[-1]) or (code == SectionCode.TARGETS and not plan.targets.exists())
        save_section(
            plan=plan,
            code=code,
            answers=dict(list(said[code].items())[:1]) if half else said[code],
            version=0,
            state=SectionState.IN_PROGRESS if half else SectionState.COMPLETE,
            by=story.college.designated_person.user if by_provider else story.key_worker.user,
            now=now,
        )


def set_first_targets(story: "Story", now: datetime) -> list[Target]:
    """Two or three, of which the young person does most and somebody helps with one."""
    many = 2 + story.number % 3 // 2
    places = [*story.wants, *((story.number + 4 * n) % len(TARGETS) for n in range(many))]
    chosen = list(dict.fromkeys(places))[: max(many, len(story.wants))]
    return [_set(story, now, *TARGETS[place], helped=n == 1) for n, place in enumerate(chosen)]


def close_next_target(story: "Story", now: datetime) -> None:
    """What is late is closed with what came of it, or else what was to be reached first; a few leave one thing late."""
    today = local_date(now)
    standing = list(story.plan.targets.filter(state=TargetState.OPEN).order_by("due_on", "id"))
    late = [target for target in standing if target.due_on < today][: 1 if story.number % 5 == 0 else None]
    for place, target in enumerate(late or standing[:1]):
        state, outcome = _OUTCOMES[(story.number + place) % len(_OUTCOMES)]
        close_target(
            target=target, state=state, outcome=outcome, closed_on=today, by=story.key_worker.user, now=now
        )  # fmt: skip


def check(acts: "Acts", story: "Story", days_ago: float, *, good: bool) -> None:
    """The Virtual School looks at the plan: back with comments, or good enough."""

    def act(now: datetime) -> None:
        marks = {}
        for place, criterion in enumerate(criteria_for(story.home.virtual_school, local_date(now))):
            weak = not good and place % 4 == 1 or place == story.number % 7
            marks[criterion] = (
                Mark(Rag.AMBER if good else Rag.RED, "It says what they do, not what it changes.")
                if weak
                else Mark(Rag.GREEN)
            )
        check_quality(
            plan=story.plan, marks=marks, outcome=QualityOutcome.GOOD if good else QualityOutcome.RETURNED,
            rating=Rag.GREEN if good and story.number % 2 else Rag.AMBER,
            comments="" if good else "Their voice is there and strong. Please say by when the counselling begins, and who asks.",
            by=story.home.officer.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(days_ago, "11:35"), act)


def give_up_last_target(story: "Story", now: datetime) -> None:
    """No longer a target, by everybody's wish; it changes what was agreed."""
    last = story.plan.targets.filter(state=TargetState.OPEN).order_by("-due_on", "-id")[1]
    close_target(
        target=last,
        state=TargetState.DROPPED,
        outcome="Not theirs any more: they have found something better to do with the time.",
        closed_on=local_date(now),
        by=story.key_worker.user,
        now=now,
    )


def set_following_target(story: "Story", now: datetime) -> Target:
    return _set(story, now, *_FOLLOWING[story.number % len(_FOLLOWING)], helped=True)


def _set(
    story: "Story", now: datetime, domain: Domain, what: str, evidence: str, days: int, *, helped: bool
) -> Target:  # fmt: skip
    has_place = story.enrolment is not None
    by: User = story.key_worker.user
    words = TargetWords(
        domain=domain,
        what=what,
        due_on=local_date(now) + timedelta(days=days + story.number % 9),
        evidence=evidence,
        helper=story.college.mentor if helped and has_place else None,
        helper_name="The carer" if helped and not has_place else "",
    )
    return add_target(plan=story.plan, words=words, by=by, now=now)
