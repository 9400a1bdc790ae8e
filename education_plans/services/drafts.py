"""What somebody is writing, kept every few seconds: a draft is theirs alone until they save the section."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from accounts.models import User
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan, PlanSection, SectionDraft
from education_plans.rules.questions import is_asked
from education_plans.rules.serials import serial_at
from education_plans.services.errors import PlanError

_SALT = "education_plans.section"
#: Characters of all answers together. More than a section may hold, so that a text that is too long is not lost either.
LONGEST_DRAFT = 200_000


class DraftTooLong(PlanError):
    def __init__(self) -> None:
        super().__init__("This is too long to be kept. Save a copy of it elsewhere and shorten it.")


@dataclass(frozen=True)
class KeptDraft:
    """`is_newest`: what was sent is what is kept. Otherwise something newer was there, with this `serial`."""

    is_newest: bool
    serial: int
    saved_at: datetime


def save_draft(
    *, section: PlanSection, user: User, answers: Mapping[str, str], based_on: int, serial: int, now: datetime
) -> KeptDraft:
    """Keep what `user` has written so far. An older `serial` changes nothing: not a newer draft, and not the section that
    the same person has saved since.

    `serial` is the moment of writing in milliseconds since 1970, by the server's clock as the page goes on counting it.
    The comparison stands in the UPDATE's WHERE, so two packets that arrive at once cannot overtake each other. Answers to
    questions that do not exist are dropped. Raises DraftTooLong.
    """
    # PostgreSQL keeps every sign but this one, and no key of a keyboard makes it.
    known = {code: text.replace("\x00", "") for code, text in answers.items() if is_asked(section.code, code)}
    if sum(map(len, known.values())) > LONGEST_DRAFT:
        raise DraftTooLong
    values = {"answers": known, "based_on": based_on, "serial": serial, "saved_at": now}
    drafts = SectionDraft.objects.filter(section=section, user=user)
    with transaction.atomic():
        # Who saves the section now, and with it throws the draft away, is waited for.
        section = PlanSection.objects.select_for_update(of=("self",), no_key=True).get(pk=section.pk)
        if section.saved_at is not None and section.saved_by_id == user.pk and serial <= serial_at(section.saved_at):
            return KeptDraft(is_newest=False, serial=serial_at(section.saved_at), saved_at=section.saved_at)
        if not (taken := drafts.filter(serial__lt=serial).update(**values)):
            made = SectionDraft(section=section, user=user, **values)
            SectionDraft.objects.bulk_create([made], ignore_conflicts=True)
            taken = drafts.filter(serial__lt=serial).update(**values)
        kept = drafts.get()
    return KeptDraft(bool(taken) or kept.serial == serial, kept.serial, kept.saved_at)


def discard_draft(*, section: PlanSection, user: User) -> None:
    """Throw away what the user wrote and did not save."""
    SectionDraft.objects.filter(section=section, user=user).delete()


def clear_drafts(*, now: datetime) -> int:
    """Delete drafts nobody has touched for `MAINSTAY_DRAFT_DAYS` days; how many."""
    term = timedelta(days=settings.MAINSTAY_DRAFT_DAYS)
    gone, _ = SectionDraft.objects.filter(saved_at__lt=now - term).delete()
    return gone


def writing_pass(section: PlanSection, user: User) -> str:
    """A word in the page that lets its text be kept as the user's draft after the session has ended.

    It opens nothing and shows nothing: with it a draft of this person in this section can be written, no more, and only
    while a session could have lasted.
    """
    return signing.dumps([section.pk, user.pk], salt=_SALT)


def writer_of(plan: EducationPlan, code: str, word: str) -> User | None:
    """Whose text it is, by the pass of the page; None for a pass that is wrong, too old, or of somebody who left."""
    try:
        section_pk, user_pk = signing.loads(word, salt=_SALT, max_age=settings.MAINSTAY_SESSION_LONGEST)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not PlanSection.objects.filter(pk=section_pk, plan=plan, code=SectionCode(code)).exists():
        return None
    return User.objects.filter(pk=user_pk, is_active=True).first()
