"""Support and moves in the demonstration: extra support, records asked for, moves, a refusal, the end of a case and the way
back.
"""

from datetime import datetime, timedelta

from accounts.clock import local_date
from accounts.models import Membership
from education_plans.services.early_reviews import propose_early_reviews
from learners.enums import CareStatus, KeyWorkerKind
from learners.services import assign_key_worker
from oversight.demo.acts import Acts, Story
from tracking.enums import HomeEffect, MoveTime
from tracking.models import CaseClosure, ExtraSupport, PlaceRefusal, RecordTransfer, ReturnRequest
from tracking.services.closure import (
    agree_closure,
    begin_closure,
    finish_closure,
    give_letter,
    record_told,
    record_what_remains,
)
from tracking.services.extra_support import add_extra_support, review_extra_support
from tracking.services.home_moves import HomeMoveWords, record_home_move
from tracking.services.returns import ask_to_return, assess_return
from tracking.services.school_moves import (
    SchoolMoveWords,
    close_refusal,
    record_refusal,
    record_school_move,
    take_further,
)
from tracking.services.transfers import ask_for_records, mark_received, mark_sent

#: Why, and what helps.
HELPS = (
    (
        "Sleeps badly since the last move; mornings are the worst.",
        "Nothing before ten on Mondays. One person to go to, always the same. A place to sit that is not the canteen.",
    ),
    ("Hears with one ear.", "A seat at the left, films with subtitles, and nobody who talks to the board."),
)
RECORDS = ("The last education plan and what helped in class", "Results in Year 11, with the papers about extra time")


def look_after(acts: Acts) -> None:
    """Plan all of it."""
    for turn, (why, what) in enumerate(HELPS):
        _needs_more(acts, turn, why, what)
    _moves(acts)
    _prepares_to_go(acts)
    _asks_to_come_back(acts)
    _came_back(acts)


def _needs_more(acts: Acts, turn: int, why: str, what: str) -> None:
    """Extra support that was reviewed once, or is to be reviewed in some days; records of the old school."""
    story = acts.story(home=turn)
    acts.record(story, 230, age=17.3)
    acts.name_key_worker(story, 229)
    acts.enrol(story, 220, starts=200)

    def ask(now: datetime) -> None:
        add_extra_support(
            learner=story.learner, place=story.enrolment, why=why, what=what, starts_on=local_date(now),
            advocate="" if turn else "Mina Farouk, of the advocacy service", by=story.key_worker.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(178, "14:20"), ask)
    if not turn:
        acts.plan(
            acts.moment(30, "11:40"),
            lambda now: review_extra_support(
                support=ExtraSupport.objects.get(learner=story.learner), held_on=local_date(now),
                outcome="“It works, except on Thursdays.” Thursdays begin at eleven from now on.",
                by=story.key_worker.user, now=now,
            ),
        )  # fmt: skip
    _asks_for_records(acts, story, turn)


def _asks_for_records(acts: Acts, story: Story, turn: int) -> None:
    by, college = story.college.designated_person.user, story.college.agency
    acts.plan(
        acts.moment(26 - turn, "09:15"),
        lambda now: ask_for_records(
            learner=story.learner, from_agency=None, from_name="Oakfield School", to_agency=college, what=RECORDS[0],
            by=by, now=now,
        ),
    )  # fmt: skip
    acts.plan(
        acts.moment(14 + turn * 40, "09:20"),
        lambda now: ask_for_records(
            learner=story.learner,
            from_agency=story.home.virtual_school,
            to_agency=college,
            what=RECORDS[1],
            by=by,
            now=now,
        ),
    )
    if turn:
        school = story.home.officer.user

        def transfer() -> RecordTransfer:
            return RecordTransfer.objects.get(learner=story.learner, what=RECORDS[1])

        acts.plan(acts.moment(48), lambda now: mark_sent(transfer=transfer(), how="Secure e-mail", by=school, now=now))
        acts.plan(acts.moment(46), lambda now: mark_received(transfer=transfer(), note="", by=by, now=now))


def _moves(acts: Acts) -> None:
    """A move of home soon, a move of school as it should not be, and two places that were refused."""
    story = acts.story(home=0)
    acts.record(story, 210, age=17.6)
    acts.name_key_worker(story, 209)
    acts.enrol(story, 205, starts=190)
    acts.write_plan(story, 186)
    acts.agree_plan(story, 175)

    def move_home(now: datetime) -> None:
        words = HomeMoveWords(
            moves_on=acts.today + timedelta(days=12), is_planned=True, to_what="Supported lodgings, two buses from the college",
            partner="The housing team and the carer", effect=HomeEffect.TRAVEL,
            how_education_is_kept="A travel card from the first day; the college lets them come at ten for two weeks.",
        )  # fmt: skip
        record_home_move(learner=story.learner, words=words, by=story.key_worker.user, now=now)
        propose_early_reviews(now=now)

    acts.plan(acts.moment(3, "16:10"), move_home)
    younger = acts.story(home=1)
    acts.record(younger, 150, age=15.7)
    acts.name_key_worker(younger, 149)

    def move_school(now: datetime) -> None:
        words = SchoolMoveWords(
            from_school="Oakfield School", to_school="Thornbury Lane School", moves_on=local_date(now), is_planned=False,
            time=MoveTime.TERM, in_exam_year=True, why="The foster home ended over a weekend, and the new one is far away.",
        )  # fmt: skip
        record_school_move(learner=younger.learner, words=words, by=younger.key_worker.user, now=now)

    acts.plan(acts.moment(70, "10:50"), move_school)
    _refused(acts, younger, 84, "Elm Street School", "Full in that year.", taken_to="The admissions team", settled=76)
    _refused(acts, younger, 9, "Sedgemoor Park Sixth Form", "They gave none.", taken_to="", settled=None)


def _refused(
    acts: Acts, story: Story, days_ago: int, where: str, reason: str, *, taken_to: str, settled: int | None
) -> None:
    by = story.key_worker.user

    def refusal() -> PlaceRefusal:
        return PlaceRefusal.objects.get(learner=story.learner, where=where)

    acts.plan(
        acts.moment(days_ago, "13:05"),
        lambda now: record_refusal(
            learner=story.learner, where=where, refused_on=local_date(now), reason_given=reason, by=by, now=now
        ),
    )
    if taken_to:
        acts.plan(
            acts.moment(days_ago - 2, "09:30"),
            lambda now: take_further(
                refusal=refusal(), taken_to=taken_to, taken_on=local_date(now), by=story.home.officer.user, now=now
            ),
        )
    if settled is not None:
        acts.plan(
            acts.moment(settled, "15:30"),
            lambda now: close_refusal(
                refusal=refusal(), outcome="Another school takes them from Monday.", closed_on=local_date(now),
                by=story.home.officer.user, now=now,
            ),
        )  # fmt: skip


def _leaver(acts: Acts, *, home: int, age: float) -> Story:
    story = acts.story(home=home)
    acts.record(story, 400, age=age, status=CareStatus.FORMER_RELEVANT)
    acts.name_key_worker(story, 399)
    return story


def _closure(story: Story) -> CaseClosure:
    return CaseClosure.objects.get(learner=story.learner)


def _prepares_to_go(acts: Acts) -> None:
    """They are told; the manager has still to agree."""
    story = _leaver(acts, home=0, age=21.1)
    _begin(acts, story, 16)
    _tell(acts, story, 11)


def _begin(acts: Acts, story: Story, days_ago: int) -> None:
    acts.plan(
        acts.moment(days_ago, "10:05"),
        lambda now: begin_closure(
            learner=story.learner, planned_on=local_date(now) + timedelta(days=30),
            reason="21, in a flat and in work, and wants no further support", still_in_education=False,
            by=story.key_worker.user, now=now,
        ),
    )  # fmt: skip


def _tell(acts: Acts, story: Story, days_ago: int) -> None:
    def act(now: datetime) -> None:
        by, today = story.key_worker.user, local_date(now)
        says = "I’m ready. I’d like to send a card sometimes.\nPlease keep my drawings."
        record_told(closure=_closure(story), told_on=today, says=says, by=by, now=now)
        record_what_remains(closure=_closure(story), told_on=today, by=by, now=now)

    acts.plan(acts.moment(days_ago, "17:20"), act)


def _let_go(acts: Acts, story: Story, days_ago: int) -> None:
    """Begun a month before, told, agreed, the letter given, closed."""
    _begin(acts, story, days_ago + 30)
    _tell(acts, story, days_ago + 22)

    def close(now: datetime) -> None:
        manager, today = story.home.team_manager.user, local_date(now)
        agree_closure(closure=_closure(story), by=manager, now=now)
        give_letter(
            closure=_closure(story), given_on=today, how="By hand, and read out", by=story.key_worker.user, now=now
        )
        finish_closure(closure=_closure(story), closed_on=today, by=manager, now=now)

    acts.plan(acts.moment(days_ago, "11:30"), close)


def _ask(acts: Acts, story: Story, days_ago: int, asks_for: str) -> None:
    acts.plan(
        acts.moment(days_ago, "12:15"),
        lambda now: ask_to_return(
            learner=story.learner, asked_on=local_date(now), asks_for=asks_for, by=story.home.officer.user, now=now
        ),
    )


def _asks_to_come_back(acts: Acts) -> None:
    """Rang the Virtual School some days ago; the clock of the assessment runs."""
    story = _leaver(acts, home=0, age=22.4)
    _let_go(acts, story, 140)
    _ask(acts, story, 5, "The job is gone and the rent is due. Rings from a friend’s phone, evenings only.")


def _came_back(acts: Acts) -> None:
    """Assessed and supported again, with a new key worker."""
    story = _leaver(acts, home=1, age=23.0)
    _let_go(acts, story, 220)
    _ask(acts, story, 60, "Wants to start the access course and does not know how to pay for it.")

    def assess(now: datetime) -> None:
        manager = story.home.team_manager.user
        assess_return(
            request=ReturnRequest.objects.get(learner=story.learner), assessed_on=local_date(now),
            assessment="Has a place from the next term. Money and a desk are missing, nothing else.", is_supported=True,
            support="An adviser until the course is over; the fee from the leaving care grant.", by=manager, now=now,
        )  # fmt: skip
        worker: Membership = story.home.key_workers[1]
        assign_key_worker(
            learner=story.learner,
            membership=worker,
            kind=KeyWorkerKind.PERSONAL_ADVISER,
            starts_at=now,
            by=manager,
            now=now,
        )

    acts.plan(acts.moment(53, "14:45"), assess)
