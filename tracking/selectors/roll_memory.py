"""What was decided about the same line of an earlier list of who is on roll (W9).

A provider sends nearly the same list every month, and nobody should have to decide the same line as if for the first time.
What was decided is proposed first, with when and by whom, and never applied by itself: people change their names, and come
into care. Of a line that meant none of ours it is not kept who it was, only a digest with a key of this installation’s own:
enough to know the line again, and to nobody else anything. If the key changes, the lines are new again.
"""

import functools
import hmac
from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from accounts.models import User
from learners.models import Learner
from learners.rules import PLACEHOLDER_ULN
from tracking.models import ImportFile, RollDecision, RollLine


@functools.cache
def _key() -> bytes:
    return salted_hmac("tracking.roll", "", algorithm="sha256").digest()


def marks(uln: str | None, name: str | None, born: date | None) -> tuple[str, str]:
    """By what a line is known again: a digest of its unique learner number, and one of its name (as it sorts) with the date
    of birth. Empty where the line does not say it.
    """
    number = _mark(uln) if uln and uln != PLACEHOLDER_ULN else ""
    return number, _mark(f"{name}|{born.isoformat()}") if name and born else ""


def _mark(text: str) -> str:
    return hmac.digest(_key(), text.encode(), "sha256").hex()


def decided_before(file: ImportFile, lines: Sequence[RollLine], user: User | AnonymousUser) -> dict[int, RollDecision]:
    """The last decision on another line that says the same, by the key of each of these lines of one list; of young people
    whom the user sees. One query.
    """
    marked = {line.pk: marks(line.uln, line.sort_name, line.date_of_birth) for line in lines}
    numbers, names = ({pair[place] for pair in marked.values()} - {""} for place in (0, 1))
    seen = Q(learner__isnull=True) | Q(learner__in=Learner.objects.visible_to(user))
    known = (
        _decisions(file).filter(seen, Q(uln_mark__in=numbers) | Q(name_mark__in=names)).select_related("learner", "by")
    )
    found: dict[int, RollDecision] = {}
    for decision in known.order_by("at", "pk"):
        told = {decision.uln_mark, decision.name_mark} - {""}
        found |= {pk: decision for pk, pair in marked.items() if told & set(pair) and decision.line_id != pk}
    return found


def decided_marks(file: ImportFile) -> dict[str, int | None]:
    """By each mark of a line of the two agencies the key of the young person it was last decided to mean; None: none of ours."""
    decided: dict[str, int | None] = {}
    rows = _decisions(file).order_by("at", "pk").values_list("uln_mark", "name_mark", "learner_id")
    for uln, name, learner_id in rows.iterator():
        decided |= dict.fromkeys({uln, name} - {""}, learner_id)
    return decided


def _decisions(file: ImportFile) -> QuerySet[RollDecision]:
    return RollDecision.objects.filter(
        line__file__provider=file.provider_id, line__file__virtual_school=file.virtual_school_id
    )
