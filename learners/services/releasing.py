"""What may be told to somebody who asked is released: once, after the call back, on a basis, and on the log (P19b to P19d)."""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.files import PRIVATE_FILES
from accounts.models import User
from accounts.wording import day, moment
from agreements.services.printing import pdf
from learners.enums import (
    Asker,
    Basis,
    DisclosureKind,
    InformationRequestState,
    OverrideGround,
    ReleaseHow,
)
from learners.models import Disclosure, InformationRequest, Learner, Release
from learners.registry import RecordPart, record_parts
from learners.rules import asked_about
from learners.selectors.information_requests import proof_of
from learners.selectors.sharing import lower_first, may_release
from learners.services.information_requests import (
    AnswerMissing,
    InformationRequestError,
    end,
    locked,
    tell_who_answers,
)
from notifications.enums import MessageKind

_LONGEST = 200


class CallBackFirst(InformationRequestError):
    def __init__(self) -> None:
        super().__init__(
            "Nothing can be released yet. First ring back on a number you found yourself, and record how you know who asks."
        )


class HasDied(InformationRequestError):
    def __init__(self) -> None:
        super().__init__("The young person has died, so nothing can be released here. Refuse the request.")


class NoBasis(InformationRequestError):
    field = "ground"

    def __init__(self, words: str) -> None:
        super().__init__(f"{words} Without their consent it can be released only on one of the grounds, with a reason.")


class NoSuchPart(InformationRequestError):
    field = "parts"

    def __init__(self) -> None:
        super().__init__("The record has no such part.")


class NotForThem(InformationRequestError):
    field = "parts"

    def __init__(self) -> None:
        super().__init__("The record is printed only for a service that takes over.")


class NotLookedThrough(InformationRequestError):
    field = "looked_through"

    def __init__(self, titles: str) -> None:
        super().__init__(f"Look through what is about other people, and say that you have: {titles}.")


class RecordHasChanged(InformationRequestError):
    """Something was written since somebody looked through; `words` is what there is now."""

    def __init__(self, words: str) -> None:
        super().__init__(
            "The record has changed since you opened this page. Look through it again before it is printed."
        )
        self.words = words


def release(
    *,
    request: InformationRequest,
    what: str,
    given_to: str,
    how: ReleaseHow | str,
    sent_to: str = "",
    parts: Collection[str] = (),
    looked_through: bool = False,
    seen: str = "",
    ground: OverrideGround | str = "",
    reason: str = "",
    by: User,
    now: datetime,
) -> Release:
    """Tell who asked `what`, on the basis that `may_release` finds; where it finds none, on one of the grounds of P19f with a
    reason, and then the key worker and the team managers are told at once. It stands on the disclosure log and ends the
    request.

    For a service that takes over, these `parts` of the record are printed; `seen` says what somebody had looked through
    (`seen_of`), so that nothing about others is printed that nobody has looked at.

    Raises RequestEnded, HasDied, CallBackFirst, AnswerMissing, NoBasis, NotForThem, NoSuchPart, NotLookedThrough,
    RecordHasChanged; then no file is left behind.
    """
    stored = ""
    try:
        with transaction.atomic():
            learner = Learner.objects.select_for_update(no_key=True).get(pk=request.learner_id)  # consent waits
            request = locked(request)
            if learner.died_on is not None:
                raise HasDied
            proof = proof_of(request, now)
            if proof is None:
                raise CallBackFirst
            made = Release(
                request=request, call_back=proof, what=_needed("what", what, "Write what you tell them."),
                given_to=_needed("given_to", given_to, "Enter to whom it goes."), how=ReleaseHow(how),
                sent_to=sent_to.strip(), by=by, released_at=now,
            )  # fmt: skip
            _put_basis(made, request, ground=ground, reason=reason, now=now)
            printed = _chosen(request, learner, parts, looked_through=looked_through, seen=seen)
            if printed:
                data = printout(made, learner, printed, now=now)
                made.parts = [{"part": part["code"], "title": part["title"]} for part in printed]
                made.file.save(f"{now:%Y}/{secrets.token_hex(16)}", ContentFile(data), save=False)
                stored = str(made.file.name)
                made.sha256 = hashlib.sha256(data).hexdigest()
            made.save(force_insert=True)
            end(request, InformationRequestState.RELEASED, "Released", by=by, now=now)
            _log(made, learner, now)
            if made.basis == Basis.OVERRIDE:
                tell_who_answers(
                    request, template="learners/email/released_without_consent.txt", kind=MessageKind.SHARED,
                    topic=f"release:{made.uuid}", by=by, now=now,
                )  # fmt: skip
    except BaseException:
        if stored:  # the database takes back the row alone
            PRIVATE_FILES.delete(stored)
        raise
    return made


def seen_of(parts: Sequence[RecordPart]) -> str:
    """What somebody has before them who looks through these parts for what they say of others: a digest."""
    said = [[part["code"], part["rows"]] for part in parts if part["about_others"]]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def printout(made: Release, learner: Learner, parts: Sequence[RecordPart], *, now: datetime) -> bytes:
    """The transfer printout: a tagged PDF of these parts, and on which basis it goes to whom. Raises PrintingFailed."""
    data: Mapping[str, Any] = {
        "title": f"The record of {learner.full_name}",
        "born": day(learner.date_of_birth),
        "made": moment(now),
        "from": str(made.request.agency),
        "to": made.recipient,
        "by": str(made.by),
        "basis": lower_first(made.get_basis_display()),
        "parts": [{"title": part["title"], "rows": part["rows"]} for part in parts],
    }
    return pdf("learners/information/transfer.typ", data)


def _put_basis(
    made: Release, request: InformationRequest, *, ground: OverrideGround | str, reason: str, now: datetime
) -> None:
    """On which basis it goes: what the young person said, else a ground with a reason."""
    sharing = may_release(request.learner, request.asker, now)
    if sharing.basis is not None:
        made.basis = sharing.basis
        made.consent = sharing.consent if sharing.basis == Basis.CONSENT else None
        return
    if not ground:
        raise NoBasis(sharing.words)
    made.basis, made.ground = Basis.OVERRIDE, OverrideGround(ground)
    made.reason = _needed("reason", reason, "Say why it must be told now, and why without consent.")


def _chosen(
    request: InformationRequest, learner: Learner, codes: Collection[str], *, looked_through: bool, seen: str
) -> list[RecordPart]:
    """The parts to print, in the order of the record."""
    if request.asker != Asker.OTHER_SERVICE:
        if codes:
            raise NotForThem
        return []
    if not codes:
        raise AnswerMissing("parts", "Choose what is printed.")
    held = record_parts(learner)
    chosen = [part for part in held if part["code"] in codes]
    if len(chosen) != len(set(codes)):
        raise NoSuchPart
    about_others = [part["title"] for part in chosen if part["about_others"]]
    if about_others and not looked_through:
        raise NotLookedThrough(", ".join(about_others))
    if (words := seen_of(held)) != seen and about_others:
        raise RecordHasChanged(words)
    return chosen


def _log(made: Release, learner: Learner, now: datetime) -> None:
    Disclosure.objects.create(
        learner=learner, recipient=None, recipient_name=made.recipient[:160], kind=DisclosureKind.RELEASE,
        purpose=asked_about(Asker(made.request.asker)), what=made.what[:_LONGEST], basis=made.basis, consent=made.consent,
        release=made, by=made.by, at=now,
    )  # fmt: skip


def _needed(field: str, answer: str, words: str) -> str:
    if not answer.strip():
        raise AnswerMissing(field, words)
    return answer.strip()
