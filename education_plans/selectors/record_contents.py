"""Everything that Mainstay holds about one young person, part by part, in words (P19a).

Rows are read from the models themselves, field by field with the field's own name, so that a column that is added later is
in the copy without anybody thinking of it. What is left out is named here, with its reason.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Field, Model, Q

from accounts.models import Look
from accounts.wording import day, moment
from agreements.duties import DUTY_BY_CODE
from agreements.enums import TermKey
from deadlines.models import Deadline
from education_plans import models as plans
from education_plans.enums import SectionCode
from education_plans.rules.content import digest_of
from education_plans.rules.record import PARTS
from learners import models as people
from learners.enums import DisclosureKind
from learners.models import Attachment, Learner
from tracking import models as tracking

Fact = dict[str, str]
Row = dict[str, Any]

#: Fields that say nothing about the young person: keys, machinery, and digests of secrets.
_MACHINERY = frozenset(
    {
        "id", "uuid", "learner", "sort_name", "trigrams", "token_digest", "device_digest", "sha256", "version", "sequence",
        "told_sequence", "source_uuid", "emergency_uuid", "serial", "based_on", "file",
    }
)  # fmt: skip


def contents(learner: Learner) -> list[dict[str, Any]]:
    """Every part with its rows, in the order of the parts."""
    return [
        {
            "code": part.code,
            "title": part.title,
            "about_others": part.about_others,
            "rows": list(_READERS[part.code](learner)),
        }
        for part in PARTS
    ]


#: What another service that takes over has no use for: who looked, and who else asked.
_OURS_ALONE = frozenset({"looked", "requests"})


def for_another_service(learner: Learner) -> list[dict[str, Any]]:
    """The parts that may be printed for a service that takes over (P19d). The files themselves go on paper."""
    return [part for part in contents(learner) if part["code"] not in _OURS_ALONE]


def seen_of(parts: Iterable[Mapping[str, Any]]) -> str:
    """What somebody has before them who looks through these parts for what they say of others: a digest, by which the copy
    that is made is known to be of the same words.
    """
    return digest_of({"parts": [[part["code"], part["rows"]] for part in parts if part["about_others"]]})


def files_of(learner: Learner) -> list[Attachment]:
    return list(learner.attachments.order_by("uploaded_at", "id"))


def row_of(record: Model) -> Row:
    """A record in words: what it is, and each field that says something."""
    facts = [fact for field in record._meta.concrete_fields if (fact := _fact(record, field)) is not None]
    return {"what": str(record._meta.verbose_name).capitalize(), "facts": facts}


def _fact(record: Model, field: "Field[Any, Any]") -> Fact | None:
    if field.name in _MACHINERY:
        return None
    value = getattr(record, field.name)
    if value in (None, "", [], {}):
        return None
    if field.choices:
        words = str(getattr(record, f"get_{field.name}_display")())
    else:
        words = _words(value)
    return {"label": str(field.verbose_name).capitalize(), "value": words}


def _words(value: Any) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case Mapping():
            return "\n".join(f"{key}: {_words(each)}" for key, each in value.items() if each not in ("", None))
        case list() | tuple():
            return ", ".join(_words(each) for each in value)
    return str(value)


#: The models that are read row by row.
MODELS: set[type[Model]] = set()


def _of(model: type[Model], path: str, those: Q | None = None) -> Callable[[Learner], Iterable[Row]]:
    """Rows of `model` that lead to the young person along `path`, oldest first; of these `those` alone, if it is given."""
    MODELS.add(model)

    def read(learner: Learner) -> Iterable[Row]:
        relations = [field.name for field in model._meta.concrete_fields if field.is_relation]
        found = model._default_manager.filter(those or Q(), **{path: learner})
        return map(row_of, found.select_related(*relations).order_by("pk"))

    return read


def _all(*readers: Callable[[Learner], Iterable[Row]]) -> Callable[[Learner], Iterable[Row]]:
    def read(learner: Learner) -> Iterable[Row]:
        for each in readers:
            yield from each(learner)

    return read


def _details(learner: Learner) -> Iterable[Row]:
    yield row_of(learner)


def _sections(*, safeguarding: bool) -> Callable[[Learner], Iterable[Row]]:
    def read(learner: Learner) -> Iterable[Row]:
        sections = plans.PlanSection.objects.filter(plan__learner=learner).select_related("saved_by", "completer__user")
        found = (
            sections.filter(code=SectionCode.SAFEGUARDING)
            if safeguarding
            else sections.exclude(code=SectionCode.SAFEGUARDING)
        )
        return map(row_of, found.order_by("plan_id", "id"))

    return read


def _looked(learner: Learner) -> Iterable[Row]:
    looks = Look.objects.filter(learner_uuids__contains=[learner.uuid]).select_related("user", "agency").order_by("pk")
    for look in looks.iterator(chunk_size=500):
        yield {
            "what": str(look.get_kind_display()),
            "facts": [
                {"label": "When", "value": moment(look.at)},
                {"label": "Who", "value": str(look.user)},
                {"label": "Agency", "value": str(look.agency or "")},
            ],
        }


def _clocks(those: Q) -> Callable[[Learner], Iterable[Row]]:
    def read(learner: Learner) -> Iterable[Row]:
        found = Deadline.objects.filter(those, learner=learner).select_related("owner", "partner").order_by("pk")
        for deadline in found:
            duty = DUTY_BY_CODE.get(deadline.duty_code)
            row = row_of(deadline)
            row["what"] = duty.title if duty else deadline.duty_code
            yield row

    return read


def _files(learner: Learner) -> Iterable[Row]:
    return map(row_of, files_of(learner))


def _each(*models: tuple[type[Model], str]) -> Callable[[Learner], Iterable[Row]]:
    return _all(*(_of(model, path) for model, path in models))


#: What apps above hold, by part.
_above: dict[str, list[Callable[[Learner], Iterable[Row]]]] = {}


def register_held(part: str, *models: tuple[type[Model], str]) -> None:
    """Called from the `ready()` of an app above: these models are read for the part, each along its path to the young
    person.
    """
    _above[part] = [_of(model, path) for model, path in models]


def _held_above(part: str) -> Callable[[Learner], Iterable[Row]]:
    def read(learner: Learner) -> Iterable[Row]:
        yield from _all(*_above.get(part, []))(learner)

    return read


_LEARNER, _PLAN, _PATHWAY, _INCIDENT = "learner", "plan__learner", "pathway__learner", "incident__learner"
_PLACE = "enrolment__learner"

#: That somebody outside asked is told in one part alone, which is looked through first: whatever speaks of it stands there.
_RELEASED = Q(kind=DisclosureKind.RELEASE)
_OF_REQUESTS = Q(duty_code=TermKey.INFORMATION_REQUEST.value)

_READERS: Mapping[str, Callable[[Learner], Iterable[Row]]] = {
    "details": _details,
    "people": _each(
        (people.KeyWorker, _LEARNER),
        (people.AgencyLink, _LEARNER),
        (people.SupportRequest, _LEARNER),
        (people.RestrictedAccess, _LEARNER),
        (people.DelegatedLearner, _LEARNER),
        (people.HandOverStep, _LEARNER),
    ),
    "carers": _each((people.Carer, _LEARNER)),
    "places": _each((people.Enrolment, _LEARNER), (plans.Occasion, "enrolment__learner")),
    "plans": _all(
        _each((plans.EducationPlan, _LEARNER)),
        _sections(safeguarding=False),
        _each((plans.PlanAgreement, _PLAN), (plans.PlanCopy, _PLAN), (plans.QualityCheck, _PLAN)),
    ),
    "safeguarding": _sections(safeguarding=True),
    "targets": _each(
        (plans.Target, _PLAN),
        (plans.FundingRequest, "target__plan__learner"),
        (plans.FundingSpend, "request__target__plan__learner"),
        (plans.SupportNeed, _LEARNER),
        (plans.EntitlementClaim, _LEARNER),
        (plans.GuidanceSession, _LEARNER),
    ),
    "pathway": _each(
        (plans.PathwayPlan, _LEARNER),
        (plans.PathwaySection, _PATHWAY),
        (plans.PathwayAction, "section__pathway__learner"),
        (plans.AccommodationCheck, _PATHWAY),
        (plans.AccommodationFactor, "check_of__pathway__learner"),
        (plans.PathwayReviewRequest, _PATHWAY),
        (plans.PathwayReview, _PATHWAY),
        (plans.SkillProof, _LEARNER),
    ),
    "meetings": _each(
        (plans.PlanMeeting, _PLAN),
        (plans.PlanMeeting, _PATHWAY),
        (plans.Invitee, "meeting__plan__learner"),
        (plans.Invitee, "meeting__pathway__learner"),
        (plans.MeetingAction, "meeting__plan__learner"),
        (plans.MeetingAction, "meeting__pathway__learner"),
        (plans.PlanReview, _PLAN),
        (plans.EarlyReview, _PLAN),
        (plans.CircumstanceChange, _LEARNER),
    ),
    "voice": _each(
        (plans.View, _LEARNER),
        (plans.HelpCall, _LEARNER),
        (plans.PersonalLink, _LEARNER),
        (plans.RecordRequest, _LEARNER),
    ),
    "feedback": _held_above("feedback"),
    "incidents": _each(
        (tracking.Incident, _LEARNER),
        (tracking.NoticeSlot, _INCIDENT),
        (tracking.PhoneCall, _INCIDENT),
        (tracking.ProfessionalsMeeting, _INCIDENT),
        (tracking.Exclusion, _INCIDENT),
    ),
    "emergencies": _each((tracking.Emergency, _LEARNER)),
    "progress": _each(
        (tracking.AttendanceWeek, _PLACE),
        (tracking.AttendanceConcern, _PLACE),
        (tracking.Timetable, _PLACE),
        (tracking.LearningAim, _PLACE),
        (tracking.PriorAttainment, _LEARNER),
        (tracking.RollLine, _LEARNER),
    ),
    "activity": _each(
        (tracking.ActivitySpell, _LEARNER),
        (tracking.Employment, _LEARNER),
        (tracking.Contact, _LEARNER),
        (tracking.CareLeaverReturn, _LEARNER),
    ),
    "without_place": _each(
        (tracking.NeetEpisode, _LEARNER),
        (tracking.NeetRole, "episode__learner"),
        (tracking.NeetDay, "episode__learner"),
        (tracking.StrengthsScore, _LEARNER),
    ),
    "next_steps": _each(
        (tracking.Destination, _LEARNER),
        (tracking.CohortMember, _LEARNER),
        (tracking.Referral, _LEARNER),
    ),
    "casework": _each(
        (tracking.RecordTransfer, _LEARNER),
        (tracking.ExtraSupport, _LEARNER),
        (tracking.SupportReview, "support__learner"),
        (tracking.SchoolMove, _LEARNER),
        (tracking.PlaceRefusal, _LEARNER),
        (tracking.HomeMove, _LEARNER),
        (tracking.CaseClosure, _LEARNER),
        (tracking.ReturnRequest, _LEARNER),
    ),
    "panel": _held_above("panel"),
    "sharing": _all(
        _each((people.Consent, _LEARNER), (people.SharingOverride, _LEARNER)),
        _of(people.Disclosure, _LEARNER, ~_RELEASED),
        _each((people.BrokenGlass, _LEARNER)),
    ),
    "requests": _all(
        _each(
            (people.InformationRequest, _LEARNER),
            (people.CallBack, "request__learner"),
            (people.Release, "request__learner"),
        ),
        _of(people.Disclosure, _LEARNER, _RELEASED),
        _clocks(_OF_REQUESTS),
    ),
    "clocks": _clocks(~_OF_REQUESTS),
    "looked": _looked,
    "files": _files,
}
