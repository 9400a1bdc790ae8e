"""Who may see whom: the one door to young people's records, and domain queries on links, key workers and enrolments."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Now

from accounts.enums import Permission, Purpose
from accounts.models import Delegation, Membership, User
from accounts.roles import roles_with
from accounts.selectors import agency_ids_reached, membership_ids_with_own_records, provider_ids_worked_at, remembered
from learners.enums import InformationRequestState, SupportState

if TYPE_CHECKING:
    from learners.models import (  # noqa: F401  (named as text below)
        AgencyLink,
        BrokenGlass,
        DelegatedLearner,
        Enrolment,
        InformationRequest,
        KeyWorker,
        Learner,
        SupportRequest,
    )

#: Links that every partner may know of: the agencies responsible for the young person.
_RESPONSIBLE = (Purpose.HOME_VIRTUAL_SCHOOL, Purpose.SOCIAL_CARE, Purpose.HOST_VIRTUAL_SCHOOL)


def _in_force(at: datetime | None) -> Q:
    moment = at or Now()
    return Q(starts_at__lte=moment) & (Q(ends_at__isnull=True) | Q(ends_at__gt=moment))


def known_to(user: User | AnonymousUser, provider: str) -> Q:
    """That a row about a young person belongs to a provider of the user's own, or that the user knows of every place of
    the young person. `provider` is the path from the row. Asks nothing of somebody who works at no provider.
    """
    from learners.models import Learner

    own = provider_ids_worked_at(user)
    if not own:
        return Q()
    return Q(**{f"{provider}__in": own}) | Q(learner__in=Learner.objects.known_whole_to(user))


class AgencyLinkQuerySet(models.QuerySet["AgencyLink"]):
    def active(self, at: datetime | None = None) -> Self:
        """Links in force at `at` (the database's now unless given)."""
        return self.filter(_in_force(at))

    def known_to(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees: a provider learns of the responsible agencies and of itself, not of other
        providers or panel partners.
        """
        if not provider_ids_worked_at(user):
            return self
        return self.filter(known_to(user, "agency") | Q(purpose__in=_RESPONSIBLE))


class KeyWorkerQuerySet(models.QuerySet["KeyWorker"]):
    def active(self, at: datetime | None = None) -> Self:
        """Key workers as they were at `at` (the database's now unless given)."""
        return self.filter(_in_force(at))


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Places of the young people whom the user sees; for a provider, only those at itself."""
        from learners.models import Learner

        return self.known_to(user).filter(learner__in=Learner.objects.visible_to(user))

    def known_to(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees: the places of which the user may know."""
        return self.filter(known_to(user, "provider"))

    def open(self) -> Self:
        """Not ended: the place is held or still to begin."""
        return self.filter(ended_on__isnull=True)

    def current(self, on: date) -> Self:
        """Begun and not ended on the local day `on`."""
        return self.open().filter(starts_on__lte=on)


class DelegatedLearnerQuerySet(models.QuerySet["DelegatedLearner"]):
    def active(self) -> Self:
        """Of delegations in force now, by somebody who still has the role, of young people still linked to the agency."""
        from learners.models import AgencyLink

        linked = AgencyLink.objects.active().filter(
            learner=OuterRef("learner"), agency=OuterRef("delegation__giver__agency")
        )
        return self.filter(
            Exists(linked),
            delegation__in=Delegation.objects.active(),
            delegation__giver__in=Membership.objects.active().filter(role__in=roles_with(Permission.DELEGATE)),
        )


class BrokenGlassQuerySet(models.QuerySet["BrokenGlass"]):
    def active(self) -> Self:
        """Whose time is not over, by somebody who still has the role, of young people still linked to the agency."""
        from learners.models import AgencyLink

        linked = AgencyLink.objects.active().filter(learner=OuterRef("learner"), agency=OuterRef("membership__agency"))
        breaking = Membership.objects.active().filter(role__in=roles_with(Permission.BREAK_GLASS))
        return self.filter(Exists(linked), opened_at__lte=Now(), ends_at__gt=Now(), membership__in=breaking)


class SupportRequestQuerySet(models.QuerySet["SupportRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees, and those put to a Virtual School of the user, which knows only what the
        request says until it accepts. Once it is over, or the record is restricted, the asked school knows nothing.
        """
        from learners.models import AgencyLink, Learner

        schools = agency_ids_reached(user)
        still = Q(state=SupportState.ASKED) | Q(state=SupportState.ACCEPTED, link__in=AgencyLink.objects.active())
        asked = still & Q(host_school__in=schools, learner__is_restricted=False)
        of_seen = self.filter(learner__in=Learner.objects.visible_to(user)).values("pk")
        return self.filter(pk__in=of_seen.union(self.filter(asked).values("pk")))


#: As whom somebody knows young people by name, not through an agency: those they answer for, and those they work with.
_ANSWERS_FOR = ("own", "covered", "opened")
_WORKED_WITH = (*_ANSWERS_FOR, "mentored", "stood_in_for")

#: As many young people are named one by one: those of a Virtual School of usual size, not those of a region.
FEW = 5_000

_Ids = models.QuerySet[Any] | list[int]


def _known_by_name(user: User | AnonymousUser, hats: Collection[int]) -> Mapping[str, _Ids]:
    """The young people whom the user knows by name, by how: few, whatever the size of the agency. Read once within a web
    request that changes nothing; elsewhere they are questions, asked with the rest.
    """
    if not isinstance(user, User) or not user.remembers_learners:
        return {how: rows.values("learner_id") for how, rows in _by_name(user, hats).items()}
    if user.learners_of_request is None:
        asked = _by_name(user, hats)
        first, *others = (
            rows.annotate(how=Value(how, models.CharField())).values_list("how", "learner_id")
            for how, rows in asked.items()
        )
        found: dict[str, list[int]] = {how: [] for how in asked}
        for how, learner_id in first.union(*others, all=True):
            found[how].append(learner_id)
        user.learners_of_request = found
    return user.learners_of_request


def _by_name(user: User | AnonymousUser, hats: Collection[int]) -> Mapping[str, models.QuerySet[Any]]:
    from learners.models import BrokenGlass, DelegatedLearner, Enrolment, KeyWorker, RestrictedAccess

    return {
        "own": KeyWorker.objects.active().filter(membership__in=hats),
        "covered": KeyWorker.objects.active().filter(cover__in=hats),
        "mentored": Enrolment.objects.open().filter(mentor__in=hats),
        "stood_in_for": DelegatedLearner.objects.active().filter(delegation__deputy__in=hats),
        "opened": BrokenGlass.objects.active().filter(membership__in=hats),
        "named": RestrictedAccess.objects.filter(user=user),
    }


def _linked(
    user: User | AnonymousUser, agencies: Collection[int], purposes: Collection[Purpose] | None = None
) -> _Ids | None:
    """The young people linked now to one of these agencies that the user reaches, for one of these purposes or any. Links are
    read once within a web request that changes nothing, unless they are many; elsewhere it is a question.
    """
    from learners.models import AgencyLink

    if not agencies:
        return None
    if isinstance(user, User) and user.remembers_learners:
        if user.links_of_request is None:
            links = AgencyLink.objects.active().filter(agency__in=agency_ids_reached(user))
            user.links_of_request = list(links.values_list("learner_id", "agency_id", "purpose")[: FEW + 1])
        if len(user.links_of_request) <= FEW:
            return [
                learner_id
                for learner_id, agency_id, purpose in user.links_of_request
                if agency_id in agencies and (purposes is None or purpose in purposes)
            ]
    links = AgencyLink.objects.active().filter(agency__in=agencies)
    return (links if purposes is None else links.filter(purpose__in=purposes)).values("learner_id")


def _among(found: _Ids) -> Q:
    """That a young person is among those that were found."""
    return Q(pk__any=found) if isinstance(found, list) else Q(pk__in=found)


def _any_of(by_name: Mapping[str, _Ids], *how: str, through: _Ids | None = None) -> _Ids:
    """Those known in any of these ways, or through what `through` asks. Joined by UNION, because PostgreSQL answers an OR of
    subselects by reading every young person.
    """
    from learners.models import Learner

    questions = []
    ids: set[int] = set()
    for each in (*([through] if through is not None else []), *(by_name[one] for one in how)):
        if isinstance(each, list):
            ids.update(each)
        else:
            questions.append(each)
    if not questions:
        return sorted(ids)
    if ids:
        questions.append(Learner.objects.filter(pk__in=ids).values("pk"))
    first, *others = questions
    return first.union(*others) if others else first


class LearnerQuerySet(models.QuerySet["Learner"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Young people whose record `user` may open.

        Through an agency-wide role: every record linked to the agency now. Through any role: the young people the user
        is key worker for, covers the key worker of, mentors, or stands in for a colleague with. A restricted record is
        there only for its key worker, for people named on it and for whoever broke the glass. `learners.grants` says
        the same to guardian.
        """
        hats = membership_ids_with_own_records(user)
        if not hats:
            return self.none()

        def find() -> list[Q]:
            by_name = _known_by_name(user, hats)
            linked = _linked(user, agency_ids_reached(user))
            # Restriction is judged last, on the few rows found: asked of each link it would read every young person.
            may_know = Q(is_restricted=False) | _among(_any_of(by_name, "own", "named", "opened"))
            return [may_know, _among(_any_of(by_name, *_WORKED_WITH, through=linked))]

        return self.filter(*remembered(user, "learners seen", find))

    def belonging_to_seen(self, user: User | AnonymousUser) -> Q:
        """What belongs to the same young people, as a condition on a model with a field `learner`: by id where they are few,
        because PostgreSQL finds rows by an index when it is told the ids, and reads all of them when it has to ask for each
        whether it is among these.

        Read once within a web request that changes nothing; elsewhere, and where they are many, it is a question.
        """
        seen = self.visible_to(user)
        if not isinstance(user, User) or not user.remembers_learners:
            return Q(learner__in=seen)
        if user.learners_seen_of_request is None:
            user.learners_seen_of_request = list(seen.order_by().values_list("pk", flat=True)[: FEW + 1])
        ids = user.learners_seen_of_request
        return Q(learner__id__any=ids) if len(ids) <= FEW else Q(learner__in=seen)

    def known_whole_to(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees: those whose places at every provider the user may know of.

        That is through an agency that is no provider, or as key worker. A young person may learn at two providers; what
        belongs to one of them is for the young person's own agencies, not for the other provider.
        """
        hats = membership_ids_with_own_records(user)
        if not hats:
            return self.none()

        def find() -> list[Q]:
            elsewhere = _linked(user, set(agency_ids_reached(user)) - set(provider_ids_worked_at(user)))
            return [_among(_any_of(_known_by_name(user, hats), *_ANSWERS_FOR, through=elsewhere))]

        return self.filter(*remembered(user, "learners known whole", find))

    def of_own_agencies(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees: those for whom the user works, at the home Virtual School or social care, or
        as key worker or cover wherever that is; and whom the user opened in an emergency.

        Narrower than `known_whole_to`: another Virtual School that supports, or a partner of a panel, is not among them.
        """
        hats = membership_ids_with_own_records(user)
        if not hats:
            return self.none()

        def find() -> list[Q]:
            own = _linked(user, agency_ids_reached(user), (Purpose.HOME_VIRTUAL_SCHOOL, Purpose.SOCIAL_CARE))
            return [_among(_any_of(_known_by_name(user, hats), *_ANSWERS_FOR, through=own))]

        return self.filter(*remembered(user, "learners of own agencies", find))

    def open(self) -> Self:
        """Case files that are not closed."""
        return self.filter(closed_on__isnull=True, died_on__isnull=True)


class OfWholeLearnerQuerySet(models.QuerySet[Any]):
    """Rows about a young person that belong to the young person's own agencies: no provider sees them, no supporting
    Virtual School and no partner of a panel.
    """

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from learners.models import Learner

        return self.filter(learner__in=Learner.objects.visible_to(user).of_own_agencies(user))


class CarerQuerySet(OfWholeLearnerQuerySet):
    def current(self, on: date) -> Self:
        """Who looks after somebody on the local day `on`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def to_be_written_to(self, on: date) -> Self:
        """Of these the ones with an e-mail address, of young people whose case is open."""
        open_cases = self.filter(learner__closed_on__isnull=True, learner__died_on__isnull=True)
        return open_cases.current(on).exclude(email="")


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees through a role that may log requests: all of them for the young person's own
        agencies, and for a provider those that came in there. That somebody asks is told to nobody else: not through another
        hat, and not to whoever broke the glass.
        """
        from learners.models import AgencyLink, KeyWorker, Learner, RestrictedAccess

        if not membership_ids_with_own_records(user):
            return self.none()
        may = Permission.LOG_INFORMATION_REQUEST
        hats = membership_ids_with_own_records(user, may)
        key_work = KeyWorker.objects.active().filter(membership__in=hats).values("learner_id")
        covered = KeyWorker.objects.active().filter(cover__in=hats).values("learner_id")
        links = AgencyLink.objects.active().filter(agency__in=agency_ids_reached(user, may))
        responsible = links.filter(purpose__in=(Purpose.HOME_VIRTUAL_SCHOOL, Purpose.SOCIAL_CARE)).values("learner_id")
        named = RestrictedAccess.objects.filter(user=user).values("learner_id")
        seen = Learner.objects.visible_to(user).filter(Q(is_restricted=False) | Q(pk__in=key_work.union(named)))
        own = self.filter(learner__in=seen.filter(pk__in=responsible.union(key_work, covered)))
        if not provider_ids_worked_at(user):
            return own
        at_provider = self.filter(_came_in_at_provider(user, links), learner__in=seen)
        return self.filter(pk__in=own.values("pk").union(at_provider.values("pk")))

    def open(self) -> Self:
        """Neither released nor refused nor taken back."""
        return self.filter(state=InformationRequestState.OPEN)


def _came_in_at_provider(user: User | AnonymousUser, links: "AgencyLinkQuerySet") -> Q:
    """That a request came in at a provider that is among these links of its young person, or for a colleague of which the
    user stands in, who may log requests there.
    """
    from learners.models import DelegatedLearner

    linked = links.filter(learner=OuterRef("learner"), agency=OuterRef("came_to"), purpose=Purpose.PROVIDER)
    stood_in_for = DelegatedLearner.objects.active().filter(
        learner=OuterRef("learner"),
        delegation__deputy__in=membership_ids_with_own_records(user),
        delegation__giver__agency=OuterRef("came_to"),
        delegation__giver__role__in=roles_with(Permission.LOG_INFORMATION_REQUEST),
    )
    return Q(Exists(linked)) | Q(Exists(stood_in_for))
