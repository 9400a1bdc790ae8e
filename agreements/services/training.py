"""What people of an agency were trained in, and when that must be refreshed (P3)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, Membership, User
from agreements.enums import TrainingSubject
from agreements.models import Training
from agreements.rules import subject_of
from agreements.selectors.upkeep import STAFF_TRAINING, newest_training, running_agreements
from agreements.services.agreements import EntryRefused
from agreements.services.upkeep import meet_own, settle
from deadlines.calendar import end_of_local_day


class TrainingRefused(EntryRefused):
    """The training cannot be recorded like this; `field` names what is wrong."""


def _check(subject: TrainingSubject, note: str, done_on: date, refresh_due_on: date | None, today: date) -> None:
    if done_on > today:
        raise TrainingRefused("done_on", "The training cannot be in the future.")
    if refresh_due_on is not None and refresh_due_on <= done_on:
        raise TrainingRefused("refresh_due_on", "The refresh must be due after the training.")
    if subject == TrainingSubject.OTHER and not note.strip():
        raise TrainingRefused("note", "Enter what the training was about.")


@transaction.atomic
def record_training(
    *,
    membership: Membership,
    subject: TrainingSubject,
    note: str = "",
    done_on: date,
    refresh_due_on: date | None,
    by: User | None,
    now: datetime,
) -> Training:
    """Record that somebody was trained. If it is the newest in its subject and lasts longer, the clock of the refresh is
    met; for somebody in a post the next one begins. Raises TrainingRefused.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=membership.agency_id)
    _check(subject, note, done_on, refresh_due_on, local_date(now))
    training = Training(
        membership=membership,
        subject=subject,
        note=note.strip(),
        done_on=done_on,
        refresh_due_on=refresh_due_on,
        recorded_at=now,
    )
    history.save(training, by=by, at=now)
    user = membership.user
    newest = newest_training(agency, [user.pk])[user.pk][subject]
    if newest.pk == training.pk:
        about = {
            subject_of(agreement.uuid, agency.uuid, user.uuid, subject.value)
            for agreement in running_agreements(agency, local_date(now))
        }
        lasts_until = end_of_local_day(refresh_due_on) if refresh_due_on else None
        meet_own(
            agency=agency,
            code=STAFF_TRAINING,
            by=by,
            now=now,
            which=lambda deadline: (
                deadline.subject_uuid in about and (lasts_until is None or deadline.original_due_at < lasts_until)
            ),
        )
    settle(agency=agency, by=by, now=now)
    return training


@transaction.atomic
def correct_training(
    *,
    training: Training,
    subject: TrainingSubject,
    note: str,
    done_on: date,
    refresh_due_on: date | None,
    reason: str,
    by: User | None,
    now: datetime,
) -> Training:
    """Put right what was recorded wrongly; the clock follows. What stood there before stays in its history. Raises
    TrainingRefused.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=training.membership.agency_id)
    training = Training.objects.select_related("membership").get(pk=training.pk)
    _check(subject, note, done_on, refresh_due_on, local_date(now))
    if not reason.strip():
        raise TrainingRefused("reason", "Enter what was wrong.")
    training.subject, training.note = subject, note.strip()
    training.done_on, training.refresh_due_on = done_on, refresh_due_on
    history.save(training, by=by, reason=reason.strip(), at=now)
    settle(agency=agency, by=by, now=now, reason="The training was corrected")
    return training
