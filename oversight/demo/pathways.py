"""Pathway plans of the demonstration: being written, waiting for an answer, in force, reviewed, with a review asked for."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from accounts.clock import local_date
from education_plans.enums import Answer, MeetingKind, PathwayDomain, SectionState, SkillState, Suitability, Through
from education_plans.models import PathwayAction, PathwayPlan, SkillItem
from education_plans.services.accommodation import Judged, check_accommodation
from education_plans.services.meetings import call_meeting
from education_plans.services.passport import Shown, record_skills
from education_plans.services.pathway import add_action, begin_pathway, complete_action, save_matter
from education_plans.services.pathway_answers import answer_pathway, sign_pathway
from education_plans.services.pathway_reviews import ask_for_review, record_pathway_review
from oversight.demo.acts import Acts, Story
from oversight.demo.pathway_texts import ACTIONS, EVIDENCE, MATTERS

_RESULTS = ("Done together, in one afternoon.", "Done; it took two tries.", "They did it alone and told us afterwards.")
_UNSUITABLE = {
    Suitability.REPAIR: "Mould in the bathroom, reported twice.",
    Suitability.SAFETY: "The front door does not lock, and two others have keys.",
}


def write(acts: Acts, story: Story, days_ago: float, *, only: Collection[PathwayDomain] = tuple(PathwayDomain)) -> None:
    """Begun and written by the key worker, with what will be done; the first action is done a fortnight later."""

    def act(now: datetime) -> None:
        by, worker = story.key_worker.user, story.key_worker
        pathway = begin_pathway(learner=story.learner, by=by, now=now)
        names = {"worker": worker.user.name, "college": story.college.agency.name}
        added: list[PathwayAction] = []
        for place, domain in enumerate(PathwayDomain):
            if domain not in only:
                continue
            tellings = MATTERS[domain]
            needs, says = tellings[(story.number + place) % len(tellings)]
            save_matter(
                pathway=pathway, domain=domain, needs=needs.format(**names), says=says, state=SectionState.COMPLETE,
                version=0, by=by, now=now,
            )  # fmt: skip
            if domain in ACTIONS:
                how, days = ACTIONS[domain]
                due_on = local_date(now) + timedelta(days=days)
                added.append(
                    add_action(pathway=pathway, domain=domain, how=how, owner=worker, due_on=due_on, by=by, now=now)
                )
        for action in added[:-1]:
            acts.plan(acts.moment((acts.today - action.due_on).days + 3, "15:25"), partial(_done, action, story))

    acts.plan(acts.moment(days_ago, "11:10"), act)


def _done(action: PathwayAction, story: Story, now: datetime) -> None:
    complete_action(
        action=action, done_on=local_date(now), result=_RESULTS[len(action.how) % len(_RESULTS)],
        by=story.key_worker.user, now=now,
    )  # fmt: skip


def pathway_of(story: Story) -> PathwayPlan:
    return PathwayPlan.objects.get(learner=story.learner, closed_on__isnull=True)


def answer(acts: Acts, story: Story, days_ago: float, says: Answer, words: str = "", *, signed: bool = True) -> None:
    """The young person says yes or no on their own page, and the key worker signs the day after."""
    acts.plan(
        acts.moment(days_ago, "18:05"),
        lambda now: answer_pathway(
            pathway=pathway_of(story), answer=says, says=words, through=Through.OWN_PAGE, by=None, now=now
        ),
    )
    if signed:
        acts.plan(
            acts.moment(days_ago - 1, "10:15"),
            lambda now: sign_pathway(pathway=pathway_of(story), by=story.key_worker.user, now=now),
        )


def sign_without_answer(acts: Acts, story: Story, days_ago: float) -> None:
    acts.plan(
        acts.moment(days_ago, "10:15"),
        lambda now: sign_pathway(
            pathway=pathway_of(story), by=story.key_worker.user, now=now,
            not_asked_reason="In hospital since the first; asked again as soon as they are back.",
        ),
    )  # fmt: skip


_HELD = (
    ("“It’s mostly done, isn’t it? I thought it would be worse.”", "The flat comes first. Money is looked at once a month."),
    ("“He says he sells in spring. Then I want to be gone by then.”", "A letter to the landlord, and two other flats are looked at."),
)  # fmt: skip


def hold_review(acts: Acts, story: Story, days_ago: float) -> None:
    said, decided = _HELD[0 if days_ago > 60 else 1]
    acts.plan(
        acts.moment(days_ago, "17:15"),
        lambda now: record_pathway_review(
            pathway=pathway_of(story), held_on=local_date(now),
            attendees=f"{story.learner.full_name}\n{story.key_worker.user.name}\nThe former carer",
            young_person_said=said, decisions=decided,
            by=story.key_worker.user, now=now,
        ),
    )  # fmt: skip


def call_review(acts: Acts, story: Story, days_ago: float, *, for_: float) -> None:
    """The meeting that answers what they asked for: at home, with whom they want there."""

    def act(now: datetime) -> None:
        starts_at = acts.moment(for_, "16:00")
        call_meeting(
            plan=pathway_of(story), kind=MeetingKind.PATHWAY, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
            place="At the lodgings, in the kitchen", why="They asked for it: there is a flat.",
            agenda="1. The flat\n2. What it costs each month\n3. The way to college from there",
            people=[story.key_worker], by=story.key_worker.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(days_ago, "09:25"), act)


def ask(acts: Acts, story: Story, days_ago: float, why: str) -> None:
    """The young person asks for a review; nobody can refuse it."""
    acts.plan(
        acts.moment(days_ago, "20:15"),
        lambda now: ask_for_review(
            pathway=pathway_of(story), by_young_person=True, why=why, through=Through.OWN_PAGE, by=None, now=now
        ),
    )


def look_at_home(acts: Acts, story: Story, days_ago: float, *, is_suitable: bool = True) -> None:
    """Where they live, factor by factor."""
    bad = {} if is_suitable else _UNSUITABLE

    def act(now: datetime) -> None:
        check_accommodation(
            pathway=pathway_of(story), on=local_date(now),
            where="Supported lodgings, one room, kitchen shared by two" if is_suitable else "A room above a shop, found by a friend",
            factors={factor: Judged(factor not in bad, bad.get(factor, "")) for factor in Suitability},
            is_suitable=is_suitable,
            reason="Warm, safe and near the bus." if is_suitable else "Not safe at night. Lodgings are offered from Friday.",
            by=story.key_worker.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(days_ago, "14:25"), act)


def show_skills(acts: Acts, story: Story, days_ago: float) -> None:
    """About half of the skills passport, with what shows it."""

    def act(now: datetime) -> None:
        shown = {}
        for place, item in enumerate(SkillItem.objects.order_by("position", "id")):
            step = (place * 3 + story.number) % 5
            if step < 2:
                shown[item] = Shown(SkillState.CAN_DO, EVIDENCE[(place + story.number) % len(EVIDENCE)])
            elif step == 2:
                shown[item] = Shown(SkillState.LEARNING)
        record_skills(learner=story.learner, shown=shown, by=story.key_worker.user, now=now)

    acts.plan(acts.moment(days_ago, "16:35"), act)
