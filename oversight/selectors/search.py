"""Search across the young people whom somebody may see: by name, earlier name, learner number, the start of a postcode,
course and provider. A restricted record is never found, whoever asks: those who may know of it know where it is.

Everything begins with the young people whom the user sees, so that nothing is read of the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value

from accounts.enums import AgencyKind
from accounts.models import Agency, User
from learners.models import Enrolment, Learner
from learners.querysets import LearnerQuerySet
from learners.rules import PLACEHOLDER_ULN
from learners.selectors.likeness import is_like, like, names_before
from learners.selectors.people import key_workers_for
from oversight.rules.search import LABELS, Where, places_for, postcode_start

#: Above so many the number found is not counted out.
COUNTED = 1_000


@dataclass(frozen=True)
class Found:
    """How many were found in one place."""

    where: Where
    count: int

    @property
    def label(self) -> str:
        return LABELS[self.where]

    @property
    def written(self) -> str:
        return f"{COUNTED:,}+" if self.count > COUNTED else f"{self.count:,}"


@dataclass(frozen=True)
class Result:
    """One young person that was found."""

    learner: Learner
    key_worker: str
    enrolments: list[Enrolment] = field(default_factory=list)
    earlier: str = ""
    postcode: str = ""


def found_in(user: User, text: str) -> list[Found]:
    """In which places something was found, and how many."""
    counts = [Found(where, _count(search_in(user, text, where))) for where in places_for(text)]
    return [found for found in counts if found.count]


def search_in(user: User, text: str, where: Where) -> LearnerQuerySet:
    """The young people found in one place, the best first, open cases before closed ones."""
    match where:
        case Where.NAME:
            return _best_first(like(_seen(user), "trigrams", text))
        case Where.EARLIER:
            return _best_first(like(_own(user), "earlier_trigrams", text))
        case Where.ULN:
            digits = "".join(text.split())
            seen = _seen(user)
            found = seen.filter(uln=digits) if len(digits) == 10 else seen.filter(uln__startswith=digits)
            return _best_first(found.exclude(uln="").exclude(uln=PLACEHOLDER_ULN))
        case Where.POSTCODE:
            start = postcode_start(text)
            found = _own(user).exclude(postcode="").filter(postcode__startswith=start)
            return _best_first(found if start else found.none())
        case Where.COURSE:
            return _best_first(_seen(user).filter(pk__in=_places(user, text, Where.COURSE).values("learner_id")))
        case Where.PROVIDER:
            return _best_first(_seen(user).filter(pk__in=_places(user, text, Where.PROVIDER).values("learner_id")))


def results(learners: Sequence[Learner], user: User, text: str, where: Where, now: datetime) -> list[Result]:
    """What the page says of each; as many queries for one as for all."""
    ids = [learner.pk for learner in learners]
    places: dict[int, list[Enrolment]] = {}
    rows = Enrolment.objects.known_to(user).open().filter(learner__in=ids).select_related("provider")
    for enrolment in rows.order_by("starts_on", "id"):
        places.setdefault(enrolment.learner_id, []).append(enrolment)
    workers = key_workers_for(ids, now)
    before = names_before(learners) if where == Where.EARLIER else {}
    return [
        Result(
            learner=learner,
            key_worker=person.name if (person := workers[learner.pk].person) else "",
            enrolments=places.get(learner.pk, []),
            earlier=next((name for name in before.get(learner.pk, []) if is_like(name, text)), ""),
            postcode=learner.postcode if where == Where.POSTCODE else "",
        )
        for learner in learners
    ]


def _seen(user: User) -> LearnerQuerySet:
    return Learner.objects.visible_to(user).filter(is_restricted=False)


def _own(user: User) -> LearnerQuerySet:
    """Earlier names, and where somebody lives, are for the young person's own agencies."""
    return _seen(user).of_own_agencies(user)


def _places(user: User, text: str, where: Where) -> QuerySet[Enrolment]:
    """Open places at providers of such a name, or on courses of such a name, of which the user may know."""
    places = Enrolment.objects.known_to(user).open()
    if where == Where.PROVIDER:
        return places.filter(provider__in=_providers_like(text))
    return like(places, "trigrams", text)


def _providers_like(text: str) -> list[int]:
    """Some thousands of providers at most: their names are read, not indexed."""
    names = Agency.objects.filter(kind=AgencyKind.PROVIDER).values_list("pk", "name")
    return [pk for pk, name in names if is_like(name, text)]


def _best_first(found: LearnerQuerySet) -> LearnerQuerySet:
    if "likeness" not in found.query.annotations:
        found = found.annotate(likeness=Value(0))
    order: list[Any] = ["-likeness", "sort_name", "id"]
    return found.order_by(*order)


def _count(found: LearnerQuerySet) -> int:
    return len(found.order_by().values_list("pk", flat=True)[: COUNTED + 1])
