"""Lists as files, and views that are kept: whose they are, and for whom one may be made."""

from datetime import date
from urllib.parse import parse_qsl

from django.db.models import Func, Q, QuerySet, UUIDField

from accounts.enums import AgencyKind, LookKind, Permission
from accounts.models import Agency, Look, User
from accounts.selectors import agency_ids_where, current_memberships
from agreements.models import Agreement
from learners.models import Learner
from oversight.enums import Listing
from oversight.models import ExportJob, SavedView
from oversight.selectors.list_kinds import OF_DEADLINES, address_of_list, kinds_for, tells_activity

#: As what the making of a list stands among who has looked: there it is kept, for each, who was in it.
EXPORT_LOOK = "oversight:list-download"


def jobs_of(user: User) -> QuerySet[ExportJob]:
    """The files somebody asked for, the newest first."""
    return ExportJob.objects.visible_to(user).select_related("recipient", "view").order_by("-asked_at", "-pk")


def people_in(job: ExportJob, user: User) -> tuple[list[Learner], bool]:
    """The young people in a list that is ready whom the user sees now, and whether they are all who are in it."""
    looks = Look.objects.filter(user=job.user_id, kind=LookKind.EXPORT, what=EXPORT_LOOK, at=job.ended_at)
    named = Func("learner_uuids", function="unnest", output_field=UUIDField())
    seen = Learner.objects.visible_to(user).filter(uuid__in=looks.values(each=named)).order_by("pk")
    learners = list(seen)
    return learners, len(learners) == sum(len(uuids) for uuids in looks.values_list("learner_uuids", flat=True))


def download_agency(user: User) -> Agency | None:
    """The agency for which somebody downloads lists now."""
    ids = agency_ids_where(user, Permission.EXPORT)
    return next((hat.agency for hat in current_memberships(user) if hat.agency_id in ids), None)


def recipients_for(user: User, agency: Agency, on: date, *, listing: Listing, filters: str) -> list[Agency]:
    """For whom somebody of `agency` may have a list made: itself first. A provider passes on nothing; others make lists for
    partners, and for providers they have an agreement with, but for these none that tells what young people do.
    """
    if agency.kind == AgencyKind.PROVIDER or listing in OF_DEADLINES:
        return [agency]
    agreed = Agreement.objects.visible_to(user).applying(on).values("provider")
    partners = Agency.objects.filter(~Q(kind=AgencyKind.PROVIDER) | Q(pk__in=agreed)).exclude(pk=agency.pk)
    if tells_activity(listing, filters):
        partners = partners.exclude(kind=AgencyKind.PROVIDER)
    return [agency, *partners.order_by("kind", "sort_name", "pk")]


def views_of(user: User, page: Listing | None = None) -> QuerySet[SavedView]:
    """The views kept at somebody's agencies, of pages they may open."""
    open_to = [kind.listing for kind in kinds_for(user)] + [Listing.FIGURES]
    views = SavedView.objects.visible_to(user).filter(page__in=[page] if page else open_to)
    return views.select_related("saved_by", "recipient", "agency").order_by("page", "name", "pk")


def address_of(view: SavedView) -> str:
    """The page with the filters of the view."""
    return address_of_list(Listing(view.page), view.filters)


def filters_in_words(query: str) -> str:
    """How many filters an address holds, for a list of views."""
    number = len([name for name, _ in parse_qsl(query) if name != "sort"])
    return "No filter" if not number else f"{number} filter{'' if number == 1 else 's'}"
