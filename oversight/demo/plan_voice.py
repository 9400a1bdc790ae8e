"""What young people of the demonstration say on their own page, and what is done about it.

Their links are given and bound to a phone of theirs, so nobody else can open them. Whoever tries the demonstration gives a
young person a new one and reads it there, once.
"""

from datetime import datetime, timedelta

from django.utils.crypto import get_random_string

from education_plans.enums import Mood, RecordRequestState, SkillState, Through, ViewAbout, ViewResponse
from education_plans.models import HelpCall, RecordRequest, SkillItem, View
from education_plans.services.help_calls import answer_help, call_for_help, make_emergency
from education_plans.services.own_links import come_in, give_link
from education_plans.services.passport import Shown, record_skills
from education_plans.services.record_requests import ask_back, ask_for_record, extend, give, reply, review, take_back
from education_plans.services.targets import tick_target
from education_plans.services.views_given import answer_view, note_seen, say
from oversight.demo.acts import Acts, Story


def open_own_page(acts: Acts, story: Story, days_ago: float, *, is_opened: bool = True) -> None:
    """The key worker gives the link; an hour later the young person opens it, ticks a target and tells what they can do."""

    def act(now: datetime) -> None:
        link = give_link(learner=story.learner, by=story.key_worker.user, now=now).link
        if is_opened:
            acts.plan(now + timedelta(hours=1), lambda then: first_visit(link, then))

    def first_visit(link: object, now: datetime) -> None:
        come_in(link=link, device=get_random_string(40), birthday=story.learner.date_of_birth, now=now)  # type: ignore[arg-type]
        target = story.plan.targets.filter(state="open").first() if story.plan else None
        if target is not None and story.number % 2:
            tick_target(target=target, ticked=True, now=now)
        items = list(SkillItem.objects.order_by("position")[story.number % 5 : 12 : 4])
        shown = {
            item: Shown(SkillState.CAN_DO if place % 2 else SkillState.LEARNING) for place, item in enumerate(items)
        }
        record_skills(learner=story.learner, shown=shown, through=Through.OWN_PAGE, by=None, now=now)

    acts.plan(acts.moment(days_ago, "16:45"), act)


#: What is said, about what, in which mood, and what comes of it; None: nobody has answered yet.
SAID = (
    (ViewAbout.COURSE, Mood.OK, "The new tutor talks too fast and I don’t dare to say it.",
     (ViewResponse.DONE, "We asked him. He writes the three main points on the board now, and you can ask him after class.")),
    (ViewAbout.SUPPORT, Mood.GOOD, "Thursdays with my mentor are good. Can it be two hours?",
     (ViewResponse.STARTED, "She has time for an hour and a half from next month on. We are looking for the rest.")),
    (ViewAbout.HOME, Mood.NOT_GOOD, "The wifi stops at nine and homework is at nine.",
     (ViewResponse.DONE, "There is a router for you alone since Friday.")),
    (ViewAbout.GENERAL, Mood.GREAT, "", (ViewResponse.DONE, "That is good to hear. We told your tutor, and she was glad.")),
    (ViewAbout.COURSE, Mood.BAD, "They want me to repeat the unit. I did it.",
     (ViewResponse.NOT_DONE, "We asked. The piece was handed in after the last day, so it does not count. You can do "
         "it again without the exam.")),
    (ViewAbout.GENERAL, Mood.NOT_GOOD, "I don’t sleep.", None),
    (ViewAbout.COURSE, Mood.GOOD, "Can I go to the second workshop too?", None),
    (ViewAbout.SUPPORT, Mood.OK, "Nobody said when my new worker starts.", None),
)  # fmt: skip


def speak(acts: Acts, story: Story, days_ago: float, which: int) -> None:
    """One thing said on their own page, answered two days later if it is answered at all."""
    about, mood, words, answer = SAID[which % len(SAID)]
    views: list[View] = []

    def act(now: datetime) -> None:
        views.append(
            say(learner=story.learner, about=about, mood=mood, words=words, through=Through.OWN_PAGE, by=None, now=now)
        )

    def reply_to_it(now: datetime) -> None:
        response, said = answer or ("", "")
        answer_view(view=views[0], response=response, words=said, by=story.key_worker.user, now=now)
        if which % 2:
            acts.plan(now + timedelta(hours=5), lambda then: note_seen(learner=story.learner, now=then))

    acts.plan(acts.moment(days_ago, "19:40"), act)
    if answer:
        acts.plan(acts.moment(days_ago - 2, "10:50"), reply_to_it)


def ask_for_help(
    acts: Acts, story: Story, called_at: datetime, words: str, *, is_urgent: bool, answer: str = "", emergency: str = ""
) -> None:  # fmt: skip
    """A call for help; `answer` after an hour, or made an emergency that is answered."""
    calls: list[HelpCall] = []
    acts.plan(
        called_at,
        lambda now: calls.append(call_for_help(learner=story.learner, words=words, is_urgent=is_urgent, now=now)),
    )
    if answer:
        acts.plan(
            called_at + timedelta(hours=1),
            lambda now: answer_help(call=calls[0], answer=answer, by=story.key_worker.user, now=now),
        )
    if emergency:

        def raise_it(now: datetime) -> None:
            call = make_emergency(call=calls[0], description=emergency, by=story.key_worker.user, now=now)
            raised = story.learner.emergencies.get(uuid=call.emergency_uuid)
            story.emergencies.append(raised)
            acts.answer_emergency(story, now + timedelta(hours=2))

        acts.plan(called_at + timedelta(minutes=20), raise_it)


def ask_for_their_record(acts: Acts, story: Story, days_ago: float, until: RecordRequestState) -> None:
    """They ask for a copy of their record, and it has come as far as `until`; one that was given was given the same day."""
    asked: list[RecordRequest] = []
    by = story.home.team_manager.user
    steps = list(RecordRequestState)

    def act(now: datetime) -> None:
        asked.append(ask_for_record(learner=story.learner, through=Through.OWN_PAGE, by=None, now=now))

    def look_through(now: datetime) -> None:
        left_out = {"people": "It has the private numbers of carers, who do not want to be rung."}
        review(request=asked[0], left_out=left_out, by=by, now=now)

    acts.plan(acts.moment(days_ago, "08:40"), act)
    if until == RecordRequestState.PAUSED:
        question = "Do you want the letters from before you were ten as well? They are in another archive."
        acts.plan(
            acts.moment(days_ago - 1, "09:05"),
            lambda now: ask_back(request=asked[0], question=question, by=by, now=now),
        )
    elif until in (RecordRequestState.REVIEWED, RecordRequestState.GIVEN):
        acts.plan(acts.moment(days_ago, "13:20"), look_through)
    elif until == RecordRequestState.WITHDRAWN:
        acts.plan(acts.moment(days_ago, "18:30"), lambda now: take_back(request=asked[0], by=None, now=now))
    if until == RecordRequestState.GIVEN:
        how = "On paper, in the office, with time to read it together"
        acts.plan(acts.moment(days_ago, "16:10"), lambda now: give(request=asked[0], how=how, by=by, now=now))
    assert until in steps


def ask_for_a_thick_record(acts: Acts, story: Story, days_ago: float) -> None:
    """Asked back, answered, and made longer because there is so much to look through."""
    asked: list[RecordRequest] = []
    by = story.home.team_manager.user
    acts.plan(
        acts.moment(days_ago, "08:40"),
        lambda now: asked.append(ask_for_record(learner=story.learner, through=Through.STAFF, by=story.key_worker.user, now=now)),
    )  # fmt: skip
    acts.plan(
        acts.moment(days_ago - 1, "09:30"),
        lambda now: ask_back(request=asked[0], question="Do you want the papers of the court too?", by=by, now=now),
    )
    acts.plan(
        acts.moment(days_ago - 4, "17:20"),
        lambda now: reply(request=asked[0], words="Yes please, everything.", by=None, now=now),
    )
    acts.plan(
        acts.moment(days_ago - 8, "15:10"),
        lambda now: extend(
            request=asked[0], reason="There are four boxes from another council, and each page must be looked through.", by=by, now=now
        ),
    )  # fmt: skip
