"""What the agencies of the demonstration keep ready for each other: registration, training, people confirmed."""

from datetime import date, datetime, timedelta
from functools import partial

from accounts.clock import local_date
from accounts.models import Agency, Membership
from agreements.enums import TrainingSubject
from agreements.selectors.directory import chart_of
from agreements.services import confirm_contacts, record_registration, record_training
from oversight.demo.acts import Acts

#: Days ago on which everything is recorded for the first time: just after the agreements were signed.
FIRST = 429

#: The agreements ask for a confirmation about 65 days ago. Most confirm before, one agency late, one not yet.
CONFIRMED, CONFIRMED_LATE = 75, 50
LATE, NOT_YET = "Dudley Virtual School", "Castle Hill College"

#: Its registration runs out soon; those of the others were renewed two months ago.
RUNS_OUT_SOON = "Tipton Canal Training"

#: Whose training must soon be refreshed, and whose should have been ten days ago.
REFRESH_DUE, REFRESH_LATE = "Kev Stanier", "Imran Qazi"

BOTH = (TrainingSubject.CARE_SYSTEM, TrainingSubject.DUTIES)


def keep_up(acts: Acts) -> None:
    """Plan it for every agency; some are late, as in life."""
    homes, colleges = acts.cast.homes, acts.cast.colleges
    posts = [(home.virtual_school, home.key_contact, home.officer) for home in homes]
    posts += [(college.agency, college.designated_person, college.cover) for college in colleges]
    offices = [(home.social_care, home.team_manager) for home in homes]
    for place, (agency, by) in enumerate([(agency, holder) for agency, holder, _ in posts] + offices):
        _register(acts, agency, by, number=f"ZZ000{place + 101}")
        _confirm(acts, agency, by)
    for _, holder, cover in posts:
        _train(acts, holder)
        if holder.user.name != REFRESH_DUE:
            _train(acts, cover, subjects=(TrainingSubject.CARE_SYSTEM,))


def _register(acts: Acts, agency: Agency, by: Membership, *, number: str) -> None:
    """For a year and a month, then renewed in time. So many days ago, and so many days until it expires from today."""
    expiries = ((FIRST, 370 - FIRST), (80, 25 if agency.name == RUNS_OUT_SOON else 305))

    def record(now: datetime, expires_on: date) -> None:
        record_registration(agency=agency, number=number, expires_on=expires_on, by=by.user, now=now)

    for days_ago, days_left in expiries:
        expires_on = acts.today + timedelta(days=days_left)
        acts.plan(acts.moment(days_ago, "08:30"), partial(record, expires_on=expires_on))


def _confirm(acts: Acts, agency: Agency, by: Membership) -> None:
    if agency.name == NOT_YET:
        return
    acts.plan(
        acts.moment(CONFIRMED_LATE if agency.name == LATE else CONFIRMED, "09:10"),
        lambda now: confirm_contacts(agency=agency, seen=chart_of(agency, now).digest, by=by.user, now=now),
    )


def _train(acts: Acts, person: Membership, *, subjects: tuple[TrainingSubject, ...] = BOTH) -> None:
    """Trained when the agreement was signed, and again before a year was over, except for the two named above."""
    once = {REFRESH_DUE: 25, REFRESH_LATE: -10}.get(person.user.name)
    times = ((FIRST, 365 - FIRST), (90, 275)) if once is None else ((FIRST, once),)

    def train(now: datetime, refresh_due_on: date) -> None:
        for subject in subjects:
            record_training(
                membership=person, subject=subject, note="A day with the Virtual School", done_on=local_date(now),
                refresh_due_on=refresh_due_on, by=person.user, now=now,
            )  # fmt: skip

    for days_ago, days_left in times:
        refresh_due_on = acts.today + timedelta(days=days_left)
        acts.plan(acts.moment(days_ago, "12:00"), partial(train, refresh_due_on=refresh_due_on))
