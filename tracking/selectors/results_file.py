"""Files of courses and results: whose places they may record."""

from django.db.models import QuerySet

from accounts.enums import AgencyKind, Permission, Purpose
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where, current_memberships
from learners.models import AgencyLink, Enrolment
from tracking.enums import FileKind
from tracking.models import ImportFile


def places_to_record_for(user: User, provider: Agency) -> QuerySet[Enrolment]:
    """The places at `provider` whose courses the user may record: all that the provider’s own people see, and those of
    its own young people for a Virtual School.
    """
    places = Enrolment.objects.visible_to(user).filter(provider=provider)
    agencies = agency_ids_where(user, Permission.RECORD_PROGRESS)
    if provider.pk in agencies:
        return places
    linked = AgencyLink.objects.active().filter(agency__in=agencies, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    return places.filter(learner__in=linked.values("learner"))


def providers_to_record_for(user: User) -> QuerySet[Agency]:
    """The providers of which the user may hand in a file: their own, or any for a Virtual School."""
    providers = Agency.objects.filter(kind=AgencyKind.PROVIDER).order_by("sort_name", "pk")
    if school_of(user) is not None:
        return providers
    return providers.filter(pk__in=agency_ids_where(user, Permission.RECORD_PROGRESS))


def school_of(user: User) -> Agency | None:
    """The Virtual School for which the user records courses, if it is for one."""
    schools = (
        hat.agency
        for hat in current_memberships(user)
        if hat.agency.kind == AgencyKind.VIRTUAL_SCHOOL
        and Permission.RECORD_PROGRESS in hat.role_definition.permissions
    )
    return next(schools, None)


def results_files(user: User) -> QuerySet[ImportFile]:
    """The files of courses and results that the user may know of, newest first."""
    files = ImportFile.objects.visible_to(user).filter(kind=FileKind.RESULTS)
    return files.select_related("provider", "virtual_school", "uploaded_by").order_by("-uploaded_at", "-pk")
