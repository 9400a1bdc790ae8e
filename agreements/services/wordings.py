"""Versions of the wording: a draft is written, published once, and never changed after that (A2)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts import history
from accounts.enums import AgencyKind
from accounts.models import Agency, User
from agreements.models import Wording
from agreements.rules import canonical, digest
from agreements.services.agreements import AgreementError, EntryRefused

#: Longer than any agreement; a slip of the clipboard is refused.
LONGEST_WORDING = 60_000


class WordingRefused(EntryRefused):
    """`field` names what is wrong."""


class AlreadyPublished(AgreementError):
    def __init__(self) -> None:
        super().__init__("This version is published and stays as it is. Start a new one to change the wording.")


class ChangedSince(AgreementError):
    def __init__(self) -> None:
        super().__init__("Somebody else saved this draft since you opened it. Open it again before you change it.")


@transaction.atomic
def start_wording(*, virtual_school: Agency, origin: Wording, by: User | None, now: datetime) -> Wording:
    """A new version of a Virtual School's wording as a draft, with the text of `origin`. Where a draft is there already,
    that one. Raises WordingRefused where the agency is no Virtual School.
    """
    school = Agency.objects.select_for_update(no_key=True).get(pk=virtual_school.pk)
    if school.kind != AgencyKind.VIRTUAL_SCHOOL:
        raise WordingRefused("", "Only a Virtual School has a wording of its own.")
    if begun := Wording.objects.filter(virtual_school=school, published_at__isnull=True).first():
        return begun
    last = Wording.objects.filter(virtual_school=school).aggregate(last=Max("number"))["last"] or 0
    wording = Wording(
        virtual_school=school,
        number=last + 1,
        text=origin.text,
        sha256=digest(origin.text),
        created_by=by,
        created_at=now,
    )
    history.save(wording, by=by, reason=f"Started from {origin}", at=now)
    return wording


def _locked(wording: Wording) -> Wording:
    found = (
        Wording.objects.select_for_update(of=("self",), no_key=True).select_related("virtual_school").get(pk=wording.pk)
    )
    if found.published_at is not None:
        raise AlreadyPublished
    return found


@transaction.atomic
def write_wording(*, wording: Wording, text: str, seen: str, by: User | None, now: datetime) -> Wording:
    """Save the text of a draft in its canonical form. `seen` is the digest of what was open on the page.

    Raises AlreadyPublished, ChangedSince, WordingRefused.
    """
    draft = _locked(wording)
    if seen != draft.sha256:
        raise ChangedSince
    text = canonical(text)
    if not text.strip():
        raise WordingRefused("text", "Enter the wording.")
    if len(text) > LONGEST_WORDING:
        raise WordingRefused("text", f"The wording must be {LONGEST_WORDING:,} characters or fewer.")
    draft.text, draft.sha256 = text, digest(text)
    history.save(draft, by=by, at=now)
    return draft


@transaction.atomic
def publish_wording(*, wording: Wording, note: str, seen: str, by: User | None, now: datetime) -> Wording:
    """From now on new agreements start with this version; it is never changed again. `seen` is the digest of what was
    read before. Raises AlreadyPublished, ChangedSince, WordingRefused.
    """
    draft = _locked(wording)
    if seen != draft.sha256:
        raise ChangedSince
    if not note.strip():
        raise WordingRefused("note", "Enter what changed, and why.")
    draft.note, draft.published_at = note.strip(), now
    history.save(draft, by=by, reason="Published", at=now)
    return draft


@transaction.atomic
def discard_wording(*, wording: Wording, by: User | None, now: datetime) -> None:
    """Throw a draft away. Raises AlreadyPublished."""
    _locked(wording).delete()
