"""What somebody is writing, kept every few seconds: a draft is theirs alone until they save the section."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection, transaction

from accounts.models import User
from education_plans.models import PathwaySection, PlanSection, SectionDraft
from education_plans.rules.pathway import REQUIRED_MATTER, matter_questions
from education_plans.rules.questions import is_asked
from education_plans.rules.serials import serial_at
from education_plans.services.errors import PlanError

#: What is written bit by bit: a section of an education plan, a matter of a pathway plan.
Writable = PlanSection | PathwaySection

_SALT = "education_plans.section"
_MATTER_SALT = "education_plans.matter"
_MATTER_CODES = frozenset(question.code for question in matter_questions(REQUIRED_MATTER))
#: Characters of all answers together. More than a section may hold, so that a text that is too long is not lost either.
LONGEST_DRAFT = 200_000
#: For so long a page goes on writing before its access is asked for again.
CHECKED_FOR = timedelta(minutes=2)


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
    *, section: Writable, user: User, answers: Mapping[str, str], based_on: int, serial: int, now: datetime
) -> KeptDraft:
    """Keep what `user` has written so far. An older `serial` changes nothing: not a newer draft, and not the section that
    the same person has saved since.

    `serial` is the moment of writing in milliseconds since 1970, by the server's clock as the page goes on counting it.
    The comparison stands in the UPDATE's WHERE, so two packets that arrive at once cannot overtake each other. Answers to
    questions that do not exist are dropped. Raises DraftTooLong.
    """
    # PostgreSQL keeps every sign but this one, and no key of a keyboard makes it.
    known = {code: text.replace("\x00", "") for code, text in answers.items() if _is_asked(section, code)}
    if sum(map(len, known.values())) > LONGEST_DRAFT:
        raise DraftTooLong
    values = {"answers": known, "based_on": based_on, "serial": serial, "saved_at": now}
    parent = _parent(section)
    drafts = SectionDraft.objects.filter(**parent, user=user)
    with transaction.atomic():
        if (saved_at := _saved_meanwhile(section, user, serial)) is not None:
            return KeptDraft(is_newest=False, serial=serial_at(saved_at), saved_at=saved_at)
        if drafts.filter(serial__lt=serial).update(**values):
            return KeptDraft(is_newest=True, serial=serial, saved_at=now)
        made = SectionDraft(**parent, user=user, **values)
        SectionDraft.objects.bulk_create([made], ignore_conflicts=True)
        taken = drafts.filter(serial__lt=serial).update(**values)
        kept = drafts.get()
    return KeptDraft(bool(taken) or kept.serial == serial, kept.serial, kept.saved_at)


def _saved_meanwhile(section: Writable, user: User, serial: int) -> datetime | None:
    """When the user saved the section, if that was after they wrote this.

    Who saves the section now, and with it throws the draft away, is waited for, and waits. Others who write in it are not:
    the lock is shared among them.
    """
    table = connection.ops.quote_name(section._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT saved_at, saved_by_id FROM {table} WHERE id = %s FOR SHARE", [section.pk])  # noqa: S608
        saved_at, saved_by = cursor.fetchone()
    is_later = saved_at is not None and saved_by == user.pk and serial <= serial_at(saved_at)
    return saved_at if is_later else None


def _parent(section: Writable) -> dict[str, Any]:
    return {"section": section} if isinstance(section, PlanSection) else {"matter": section}


def _is_asked(section: Writable, code: str) -> bool:
    return is_asked(section.code, code) if isinstance(section, PlanSection) else code in _MATTER_CODES


def discard_draft(*, section: Writable, user: User) -> None:
    """Throw away what the user wrote and did not save."""
    section.drafts.filter(user=user).delete()


def clear_drafts(*, now: datetime) -> int:
    """Delete drafts nobody has touched for `MAINSTAY_DRAFT_DAYS` days; how many."""
    term = timedelta(days=settings.MAINSTAY_DRAFT_DAYS)
    gone, _ = SectionDraft.objects.filter(saved_at__lt=now - term).delete()
    return gone


def writing_pass(section: Writable, user: User) -> str:
    """A word in the page that lets its text be kept as the user's draft after the session has ended.

    It opens nothing and shows nothing: with it a draft of this person in this section can be written, no more, and only
    while a session could have lasted.
    """
    return signing.dumps([section.pk, user.pk], salt=_salt(section))


def writer_of(section: Writable, word: str) -> User | None:
    """Whose text it is, by the pass of the page; None for a pass that is wrong, too old, of another section, or of somebody
    who left.
    """
    user_pk = _user_of(word, _salt(section), section, timedelta(seconds=settings.MAINSTAY_SESSION_LONGEST))
    return User.objects.filter(pk=user_pk, is_active=True).first() if user_pk is not None else None


def is_pass_of(section: Writable, user: User, word: str) -> bool:
    """Whether a page that was opened by the user has sent it."""
    return _user_of(word, _salt(section), section, timedelta(seconds=settings.MAINSTAY_SESSION_LONGEST)) == user.pk


def checked_word(section: Writable, user: User) -> str:
    """A word which says that the user may write in the section, as was found a moment ago."""
    return signing.dumps([section.pk, user.pk], salt=f"{_salt(section)}.checked")


def was_checked(section: Writable, user: User, word: str) -> bool:
    """Whether it was found within `CHECKED_FOR` that the user may write in the section."""
    return _user_of(word, f"{_salt(section)}.checked", section, CHECKED_FOR) == user.pk


def _user_of(word: str, salt: str, section: Writable, within: timedelta) -> int | None:
    try:
        section_pk, user_pk = signing.loads(word, salt=salt, max_age=within)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(user_pk) if section_pk == section.pk else None


def _salt(section: Writable) -> str:
    return _SALT if isinstance(section, PlanSection) else _MATTER_SALT
