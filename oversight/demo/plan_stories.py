"""Young people whose plans are told whole: written together, paid for, met about, doubted, changed, checked, read at home."""

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.clock import local_date
from education_plans.enums import (
    Answer,
    ChangeKind,
    CopyDesign,
    CopyForm,
    CopyHow,
    EarlyReason,
    EventKind,
    MeetingKind,
    PathwayDomain,
    PlanParty,
    PlanVariant,
    RecordRequestState,
    SectionCode,
    Through,
)
from education_plans.rules.serials import serial_at
from education_plans.services import answer_plan
from education_plans.services.asking import ask_colleague
from education_plans.services.copies import give_copy
from education_plans.services.drafts import save_draft
from education_plans.services.early_reviews import propose
from learners.enums import CareStatus, EndReason
from oversight.demo import pathways, plan_help, plan_meetings, plan_voice
from oversight.demo.acts import Acts, Story
from oversight.demo.plan_work import check, give_up_last_target, set_following_target


def begin(acts: Acts, *, recorded: float, starts: float, age: float = 17.1, course: str = "", **where: int) -> Story:
    story = acts.story(**where)
    acts.record(story, recorded, age=age)
    acts.name_key_worker(story, recorded)
    acts.enrol(story, recorded - 5, starts=starts, course=course)
    return story


def change_a_target(acts: Acts, story: Story, days_ago: float, *, agreed_again: bool) -> None:
    """After the plan was agreed: it is the next version, and the parties are asked again."""

    def act(now: datetime) -> None:
        set_following_target(story, now)
        if agreed_again:
            acts.plan(acts.moment(days_ago - 3, "15:15"), lambda then: acts.agree(story, then))
        else:
            give_up_last_target(story, now)

    acts.plan(acts.moment(days_ago, "12:20"), act)


def give(acts: Acts, story: Story, days_ago: float, design: CopyDesign, form: CopyForm, how: CopyHow) -> None:
    acts.plan(
        acts.moment(days_ago, "16:05"),
        lambda now: give_copy(
            plan=story.plan, design=design, form=form, how=how, given_on=local_date(now), by=story.key_worker.user, now=now
        ),
    )  # fmt: skip


# --- In a place -----------------------------------------------------------------------------------------------------


def told_whole(acts: Acts, turn: int) -> None:
    """From the visit before the start to the second look at the plan."""
    started = 168 - turn * 9
    story = begin(acts, recorded=started + 50, starts=started, age=16.8 + turn * 0.3, home=turn % 3, college=turn % 3)
    acts.write_plan(story, started - 4)
    plan_meetings.visit(acts, story, started - 6, EventKind.VISIT_AFTER)
    plan_meetings.meet(acts, story, called=started - 5, held=started - 13, kind=MeetingKind.FIRST)
    plan_help.give_support(acts, story, started - 8)
    plan_help.claim_what_is_due(acts, story, started - 12)
    acts.agree_plan(story, started - 14)
    give(
        acts,
        story,
        started - 16,
        CopyDesign.YOUNG_PERSON,
        (CopyForm.PRINT, CopyForm.LARGE_PRINT)[turn % 2],
        CopyHow.HAND,
    )
    plan_help.ask_for_money(acts, story, started - 20, plan_help.MONEY[turn])
    if turn == 1:
        plan_help.ask_for_money(acts, story, 21, plan_help.TAKEN_BACK)
    if turn == 2:
        plan_help.ask_for_money(acts, story, 6, plan_help.MONEY[3])
    check(acts, story, started - 25, good=turn % 2 == 1)
    if turn % 2 == 0:
        change_a_target(acts, story, started - 32, agreed_again=True)
        check(acts, story, started - 45, good=True)
    plan_help.advise(acts, story, started - 60)
    plan_help.advise(acts, story, 20, talk=1)
    plan_meetings.meet(acts, story, called=26, held=12, kind=MeetingKind.REVIEW, outside=turn % 2 == 0)
    plan_meetings.visit(acts, story, -10, EventKind.PARENTS_EVENING)
    plan_voice.open_own_page(acts, story, started - 30)
    plan_voice.speak(acts, story, 40 - turn * 5, turn)
    plan_voice.speak(acts, story, 4 - turn % 3, 5 + turn)


def second_thoughts(acts: Acts, turn: int) -> None:
    """Agreed, then changed: two versions, and not all have agreed the second one."""
    story = begin(acts, recorded=120, starts=90 - turn * 10, home=turn % 3)
    acts.write_plan(story, 78 - turn * 10)
    acts.agree_plan(story, 70 - turn * 10)
    change_a_target(acts, story, 9 - turn, agreed_again=False)
    acts.agree_plan(story, 5 - turn, parties=[PlanParty.KEY_WORKER], at="09:35")
    plan_meetings.meet_and_call_off(acts, story, called=33, was_for=22)
    plan_meetings.meet(acts, story, called=8, held=-9, kind=MeetingKind.EXTRA, at="13:00", outside=turn == 0)
    plan_help.ask_for_money(acts, story, 30, plan_help.MONEY[4 + turn])
    home = "Moved from the placement in town to carers at the edge of it."
    kind, what = ((ChangeKind.ACCOMMODATION, home), (ChangeKind.HEALTH, "A new treatment, every Wednesday morning."))[
        turn % 2
    ]
    plan_meetings.change(acts, story, 16, kind, what=what, answered=turn % 2 == 0)


def does_not_agree(acts: Acts, turn: int) -> None:
    """One party does not agree with the plan, and says why; the other two do."""
    story = begin(acts, recorded=60, starts=22 + turn * 3, home=turn % 3)
    acts.write_plan(story, 14)
    parties = (
        [PlanParty.KEY_WORKER, PlanParty.PROVIDER] if turn == 0 else [PlanParty.YOUNG_PERSON, PlanParty.KEY_WORKER]
    )
    acts.agree_plan(story, 8, parties=parties)
    party, by, says = (
        (PlanParty.YOUNG_PERSON, None, "“I never said I want to be a builder. I said my dad was one.”"),
        (
            PlanParty.PROVIDER,
            story.college.designated_person.user,
            "Two mornings free each week leave no time for the workshop.",
        ),
    )[turn % 2]

    def act(now: datetime) -> None:
        answer_plan(
            plan=story.plan, party=party, answer=Answer.DISAGREES, says=says, at=now, by=by, now=now,
            name=by.name if by else story.learner.full_name, through=Through.STAFF if by else Through.OWN_PAGE,
        )  # fmt: skip

    acts.plan(acts.moment(6, "18:50"), act)
    plan_voice.open_own_page(acts, story, 12, is_opened=turn == 0)


def being_written(acts: Acts, turn: int) -> None:
    """In the thirty days: half written, a colleague asked, and words that nobody has saved yet."""
    story = begin(acts, recorded=45, starts=11 + turn * 4, home=turn % 3, college=turn % 2)
    acts.write_plan(
        story, 9, sections=[SectionCode.KEY_CONTACTS, SectionCode.SAFEGUARDING, SectionCode.VIEWS, SectionCode.SUPPORT]
    )

    def ask(now: datetime) -> None:
        for code, asked, days in (
            (SectionCode.COURSE, story.college.mentor, 5),
            (SectionCode.ATTENDANCE, story.college.designated_person, 12),
        ):
            ask_colleague(
                section=story.plan.sections.get(code=code), asked=asked, due_on=local_date(now) + timedelta(days=days),
                note="You know the timetable better than I do. Three lines are enough.", by=story.key_worker.user, now=now,
            )  # fmt: skip

    def type_on(now: datetime) -> None:
        section = story.plan.sections.get(code=SectionCode.ASPIRATIONS)
        save_draft(
            section=section, user=story.key_worker.user, based_on=section.version, serial=serial_at(now), now=now,
            answers={"hopes": "“Something with animals, or with engines. Both if possible.”", "next": "To ask at the"},
        )  # fmt: skip

    acts.plan(acts.moment(6, "10:05"), ask)
    acts.plan(acts.moment(1, "16:50"), type_on)


def to_university(acts: Acts, turn: int) -> None:
    """A levels: one more section in the plan, careers guidance, and a review that they asked for themselves."""
    course = ("English", "Biology")[turn % 2]
    story = begin(acts, recorded=190, starts=150, age=17.6 + turn * 0.2, course=course, home=turn % 3, college=1)
    acts.write_plan(story, 140, university=True)
    acts.agree_plan(story, 131)
    plan_help.claim_what_is_due(acts, story, 120)
    for talk, days_ago in enumerate((100, 35)):
        plan_help.advise(acts, story, days_ago, talk=talk)
    plan_help.ask_for_money(acts, story, 80, plan_help.MONEY[(4, 1)[turn % 2]])
    check(acts, story, 95, good=True)
    give(acts, story, 128, CopyDesign.PROFESSIONAL, CopyForm.PRINT, CopyHow.EMAIL)
    plan_voice.open_own_page(acts, story, 60)
    plan_voice.speak(acts, story, 33, 1 + turn)

    def wants_to_talk(now: datetime) -> None:
        propose(plan=story.plan, reason=EarlyReason.YOUNG_PERSON, source_uuid=story.learner.uuid, by=None, now=now)

    acts.plan(acts.moment(3, "21:10"), wants_to_talk)
    plan_voice.ask_for_their_record(
        acts, story, 5 + turn, (RecordRequestState.PAUSED, RecordRequestState.WITHDRAWN)[turn % 2]
    )


def apprentice(acts: Acts, turn: int) -> None:
    """In an apprenticeship: an employer, who need not know."""
    story = begin(
        acts, recorded=160, starts=118 - turn * 30, age=18.1, course="Apprenticeship", home=turn % 3, college=2
    )
    acts.write_plan(story, 104 - turn * 30)
    acts.agree_plan(story, 96 - turn * 30)
    plan_help.claim_what_is_due(acts, story, 60)
    plan_help.give_support(acts, story, 58, many=2)
    plan_voice.open_own_page(acts, story, 30)
    plan_voice.speak(acts, story, 18, 3 + turn)
    if turn == 0:
        plan_voice.ask_for_their_record(acts, story, 9, RecordRequestState.REVIEWED)


def goes_on(acts: Acts, turn: int) -> None:
    """A second course at the same college: the plan before is beside the new one, and its open targets are carried forward."""
    story = begin(acts, recorded=410, starts=395, age=17.9, course="Level 1", college=turn, home=turn % 3)
    acts.write_plan(story, 385)
    acts.agree_plan(story, 376)
    acts.review(story, 215)
    acts.leave(story, 80, EndReason.COMPLETED)
    acts.enrol(story, 78, starts=66 - turn * 20, course="Level 2 Diploma")
    acts.write_plan_again(story, 55 - turn * 20)
    acts.agree_plan(story, 48 - turn * 20)


# --- Without a place ------------------------------------------------------------------------------------------------


def looks_for_a_place(acts: Acts, turn: int) -> None:
    """Not in education or work: a plan with two parties. The second one has found a place since."""
    story = acts.story(home=turn % 3)
    acts.record(story, 130, age=17.7)
    acts.name_key_worker(story, 129)
    acts.write_plan(story, 110, variant=PlanVariant.SEEKING)
    acts.agree_plan(story, 100, parties=[PlanParty.YOUNG_PERSON, PlanParty.KEY_WORKER])
    plan_help.advise(acts, story, 75)
    plan_help.claim_what_is_due(acts, story, 70)
    if turn == 1:
        acts.enrol(story, 18, starts=-9, course="Level 1")
        acts.write_plan(story, 12, sections=[SectionCode.KEY_CONTACTS, SectionCode.SAFEGUARDING, SectionCode.COURSE])


def in_custody(acts: Acts, turn: int) -> None:
    story = acts.story(home=0)
    acts.record(story, 150, age=17.8)
    acts.name_key_worker(story, 149)
    acts.write_plan(story, 95, variant=PlanVariant.CUSTODY)
    acts.agree_plan(story, 88, parties=[PlanParty.YOUNG_PERSON, PlanParty.KEY_WORKER])
    plan_help.advise(acts, story, 50)
    acts.review(story, 25)


# --- On the way to adult life ---------------------------------------------------------------------------------------


def leaving_care(acts: Acts, turn: int) -> None:
    """Pathway plans in every state, with where they live, what they can do, and what they ask for."""
    story = acts.story(home=turn % 3, key_worker=2 + turn % 2)
    acts.record(story, 330, age=18.3 + turn * 0.35, status=CareStatus.FORMER_RELEVANT)
    acts.name_key_worker(story, 329)
    if turn < 4:
        acts.enrol(story, 320, starts=300)
        acts.write_plan(story, 290)
        acts.agree_plan(story, 282)
        acts.review(story, 110)
    _PATHWAYS[turn % len(_PATHWAYS)](acts, story)


def _held_and_reviewed(acts: Acts, story: Story) -> None:
    """In force, reviewed in time; then they ask for another review, which is held, and for one more."""
    pathways.write(acts, story, 250)
    pathways.look_at_home(acts, story, 246)
    pathways.answer(acts, story, 240, Answer.AGREES)
    pathways.show_skills(acts, story, 130)
    pathways.hold_review(acts, story, 100)
    plan_voice.open_own_page(acts, story, 90)
    pathways.ask(acts, story, 60, "My landlord wants to sell")
    pathways.hold_review(acts, story, 48)
    pathways.ask(acts, story, 5, "I have found a flat and somebody must say yes")
    pathways.call_review(acts, story, 4, for_=-6)
    plan_voice.speak(acts, story, 28, 2)
    plan_voice.ask_for_their_record(acts, story, 40, RecordRequestState.GIVEN)
    words = "I’m locked out and it’s dark."
    plan_voice.ask_for_help(
        acts,
        story,
        acts.moment(22, "19:05"),
        words,
        is_urgent=False,
        answer="Rang back in five minutes and fetched them.",
    )


def _review_due(acts: Acts, story: Story) -> None:
    """The review is due within days; where they live is not suitable."""
    pathways.write(acts, story, 200)
    pathways.answer(acts, story, 177, Answer.AGREES)
    pathways.look_at_home(acts, story, 14, is_suitable=False)
    pathways.show_skills(acts, story, 60)
    plan_voice.open_own_page(acts, story, 50)
    plan_voice.ask_for_help(
        acts, story, acts.moment(13, "20:30"), "Somebody is at the door again.", is_urgent=True,
        emergency="Two people they know from before stand at the door and do not go. They are alone.",
    )  # fmt: skip
    plan_voice.ask_for_a_thick_record(acts, story, 19)


def _not_agreed(acts: Acts, story: Story) -> None:
    """In force although they do not agree."""
    pathways.write(acts, story, 70)
    pathways.answer(acts, story, 60, Answer.DISAGREES, "I want to stay where I am. The plan says I move in autumn.")
    plan_voice.speak(acts, story, 45, 4)


def _waits(acts: Acts, story: Story) -> None:
    """They have agreed, the key worker has not signed yet."""
    pathways.write(acts, story, 20)
    plan_voice.open_own_page(acts, story, 15)
    pathways.answer(acts, story, 2, Answer.AGREES, signed=False)
    plan_voice.ask_for_help(acts, story, acts.hours_ago(3), "Can you ring me? It is not an emergency.", is_urgent=False)
    plan_voice.ask_for_their_record(acts, story, 1, RecordRequestState.ASKED)


def _begun(acts: Acts, story: Story) -> None:
    """Being written, without a course; nobody has been named for what if."""
    written = set(PathwayDomain) - {PathwayDomain.CONTINGENCY, PathwayDomain.IDENTITY, PathwayDomain.FAMILY}
    pathways.write(acts, story, 25, only=written)


def _could_not_answer(acts: Acts, story: Story) -> None:
    """In force, because they could not be asked; its review is late."""
    pathways.write(acts, story, 220)
    pathways.sign_without_answer(acts, story, 200)


_PATHWAYS: tuple[Callable[[Acts, Story], None], ...] = (
    _held_and_reviewed,
    _review_due,
    _not_agreed,
    _waits,
    _begun,
    _could_not_answer,
)
