"""What is on offer to the young people of the demonstration, who was put forward, and what came of it."""

from datetime import date, datetime, timedelta

from accounts.clock import local_date
from learners.models import Learner
from learners.selectors.people import key_worker_at
from oversight.demo.acts import Acts
from oversight.demo.cast import Home
from tracking.enums import Barrier, OpportunityKind, ReferralState
from tracking.models import Opportunity, Referral
from tracking.services.opportunities import OpportunityDetails, add_opportunity, withdraw_opportunity
from tracking.services.referrals import ReferralError, Step, refer, take_step, tell_what_next

K, S = OpportunityKind, ReferralState

#: Kind, title, who offers it, what, for whom, where, places, and in how many days one can be referred last, it starts and it
#: ends (None: always).
OFFERS = (
    (K.WORK_EXPERIENCE, "A fortnight in the boat yard", "Gas Street Boats",
     "Sanding, painting and one day on the water.", "16 and over", "Canal side, Walsall", 4, 20, 34, 48),
    (K.INTERVIEW, "Guaranteed interview: parks team", "The council’s parks",
     "Everybody who asks is interviewed, with a practice talk the week before.", "Care leavers, 18 to 25", "Town hall",
     6, 12, 15, 60),
    (K.MENTORING, "A mentor who works in theatre", "The Old Foundry Theatre",
     "An hour a week, for a year, with somebody who does lights or costumes.", "", "At the theatre or by video",
     3, None, None, None),
    (K.PROGRAMME, "Ready for work: eight weeks", "Brook Street Project",
     "Mornings: bank account, CV, travel, a week at a workplace. Lunch is paid.", "16 to 24 without a place",
     "Brook Street", 8, 25, 30, 90),
    (K.TASTER, "One day as a chef", "The Corner Kitchen", "Cook for forty people, and eat it.", "", "Dudley", 2, 5, 9, 9),
    (K.APPRENTICESHIP, "Electrical apprentice, level 3", "Larkhill Electrical",
     "Four days on site, one at college. Tools and travel paid.", "Maths at 4, or willing to resit",
     "All of the Black Country", 1, 40, 60, None),
    (K.JOB, "Saturdays at the garden centre", "Brook Garden Centre", "Watering, tills, Christmas trees.", "", "Sandwell",
     2, 8, 14, None),
    (K.FUNCTIONAL_SKILLS, "Maths in a small group", "Tipton Canal Training",
     "Six people, Tuesday evenings, with tea.", "Whoever needs the grade", "Tipton", 6, None, None, None),
    (K.WORK_EXPERIENCE, "A week at the vet’s", "Heath Lane Vets",
     "Holding, washing, watching an operation if they like.", "17 and over", "Heath Lane", 2, -45, -30, -24),
)  # fmt: skip
#: Added so many days ago, before today.
ADDED = 110

WHY = (
    "Wants to work outside and with others. Asked for it after the visit.",
    "It is near, and they know somebody there.",
    "Said: “Why not.” That is a lot, from them.",
    "The interview is what they are afraid of; here they can practise.",
    "They have done it for fun for years.",
)
#: What became of each referral in turn, with the day of each step after the referral.
WAYS = (
    (),
    (Step(S.SUITABLE),),
    (Step(S.UNSUITABLE, barrier=Barrier.TRAVEL, reason="Two buses, and the first one leaves too late."),),
    (Step(S.STARTED), Step(S.COMPLETED, what_next="They were offered Saturdays, and took them.")),
    (Step(S.STARTED),),
    (
        Step(S.STARTED),
        Step(
            S.LEFT,
            barrier=Barrier.HEALTH,
            reason="Did not sleep, and nobody there knew.",
            what_next="Back in the small group.",
        ),
    ),
    (Step(S.UNSUITABLE, barrier=Barrier.QUALIFICATIONS, reason="They insist on the maths grade."),),
    (Step(S.STARTED), Step(S.COMPLETED)),
    (Step(S.SUITABLE), Step(S.UNSUITABLE, barrier=Barrier.OFFER, reason="Changed their mind: not with strangers.")),
)  # fmt: skip
#: Somebody is put forward every so many days.
EVERY = 6


def offer_and_refer(acts: Acts) -> None:
    """Plan it for every authority, after all stories."""
    for number, home in enumerate(acts.cast.homes):
        acts.plan(acts.moment(ADDED - number, "11:15"), lambda now, home=home, number=number: _fill(home, number, now))
    for place, days_ago in enumerate(range(ADDED - 6, 2, -EVERY)):
        acts.plan(acts.moment(days_ago, "14:35"), lambda now, place=place: _put_forward(acts, place, now))
    acts.plan(acts.moment(9, "09:45"), _withdraw)
    acts.plan(acts.moment(2, "10:05"), _ask_what_came_next)


def _fill(home: Home, number: int, now: datetime) -> None:
    """Every third entry is kept by one authority; the days are counted from today, not from when it was added."""
    today = local_date(now) + timedelta(days=ADDED - number)

    def in_days(days: int | None) -> date | None:
        return None if days is None else today + timedelta(days=days)

    for kind, title, by, what, for_whom, where, places, apply, starts, ends in OFFERS[number::3]:
        details = OpportunityDetails(
            kind=kind, title=title, offered_by=by, what=what, for_whom=for_whom, where=where,
            contact="Ask the post-16 officer of the Virtual School.", places=places, apply_by_on=in_days(apply),
            starts_on=in_days(starts), ends_on=in_days(ends),
        )  # fmt: skip
        add_opportunity(agency=home.virtual_school, details=details, by=home.officer.user, now=now)


def _put_forward(acts: Acts, place: int, now: datetime) -> None:
    """The next young person for the next offer that is open."""
    offers = list(Opportunity.objects.open(local_date(now)).order_by("pk"))
    learners = Learner.objects.open().filter(is_restricted=False, date_of_birth__lte=now - timedelta(days=16 * 366))
    people = list(learners.order_by("pk"))
    if not offers or not people:
        return
    learner, opportunity = people[place * 7 % len(people)], offers[place % len(offers)]
    by = key_worker_at(learner, now).person
    if by is None:
        return
    try:
        referral = refer(learner=learner, opportunity=opportunity, why=WHY[place % len(WHY)], by=by, now=now)
    except ReferralError:
        return  # everything is taken, or they are on the list already
    for number, step in enumerate(WAYS[place % len(WAYS)]):
        moment = now + timedelta(days=9 * (number + 1))
        acts.plan(moment, lambda then, step=step: _take(referral.pk, step, then))


def _take(referral_id: int, step: Step, now: datetime) -> None:
    referral = Referral.objects.select_related("opportunity", "learner").get(pk=referral_id)
    on = local_date(now) if step.state in (S.STARTED, S.COMPLETED, S.LEFT) else None
    step = Step(step.state, on=on, barrier=step.barrier, reason=step.reason, what_next=step.what_next)
    by = key_worker_at(referral.learner, now).person or referral.referred_by
    try:
        take_step(referral=referral, step=step, by=by, now=now)
    except ReferralError:
        return  # the last place went to somebody else


def _withdraw(now: datetime) -> None:
    found = (
        Opportunity.objects.filter(kind=K.WORK_EXPERIENCE, title__contains="vet").select_related("recorded_by").first()
    )
    if found is not None and found.withdrawn_at is None:
        withdraw_opportunity(opportunity=found, by=found.recorded_by, now=now)


def _ask_what_came_next(now: datetime) -> None:
    """Somebody asks a few weeks later."""
    done = Referral.objects.filter(state=S.COMPLETED, what_next="").select_related(
        "learner", "opportunity", "referred_by"
    )
    for referral in done.order_by("pk")[:2]:
        tell_what_next(
            referral=referral, what_next="They applied for the level 2 course, and were taken.", by=referral.referred_by,
            now=now,
        )  # fmt: skip
