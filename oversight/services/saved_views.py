"""Filters of a page under a name, for everybody of an agency; some of them are made as a list every month (W11)."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from accounts import history
from accounts.enums import Permission
from accounts.errors import ServiceError
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where, wearing
from oversight.enums import ExportFormat, Listing
from oversight.models import SavedView
from oversight.services.exports import NotYours, check_recipient

#: What is never kept: whom somebody looked for may be a young person of whom a colleague may not know, and pages turn.
_NOT_KEPT = ("q", "learner", "page")


class NameTaken(ServiceError):
    field = "name"

    def __init__(self) -> None:
        super().__init__("Your agency has a view of this page with that name. Choose another name.")


class NotAList(ServiceError):
    def __init__(self) -> None:
        super().__init__("Figures name nobody, so they are not made as a list. Save a view of a list instead.")


class NotYourAgency(ServiceError):
    def __init__(self, agency: Agency) -> None:
        super().__init__(f"You do not work for {agency} any more.")


@transaction.atomic
def save_view(*, agency: Agency, page: Listing, name: str, filters: str, by: User, now: datetime) -> SavedView:
    """Keep the filters of a page for everybody of the agency. Names that were searched for are left out. Raises NameTaken,
    NotYourAgency.
    """
    if agency.pk not in agency_ids_where(wearing(by, agency), Permission.VIEW_LEARNER):
        raise NotYourAgency(agency)
    Agency.objects.select_for_update().get(pk=agency.pk)
    if SavedView.objects.filter(agency=agency, page=page, name__iexact=name).exists():
        raise NameTaken
    kept = urlencode([(key, value) for key, value in parse_qsl(filters) if key not in _NOT_KEPT])
    view = SavedView(agency=agency, page=page, name=name, filters=kept, saved_at=now, saved_by=by)
    history.save(view, by=by, at=now)
    return view


@transaction.atomic
def repeat_view(*, view: SavedView, recipient: Agency, format: ExportFormat, by: User, now: datetime) -> SavedView:
    """Have the view made as a list at the beginning of every month for `recipient`, with what `by` may see then: `by` is
    told when it is ready. Done again by a colleague it passes to them. Raises NotAList, NotForOthers, NotForProviders,
    NotYours.
    """
    view = SavedView.objects.select_for_update(of=("self",)).select_related("agency").get(pk=view.pk)
    if view.page == Listing.FIGURES:
        raise NotAList
    check_recipient(Listing(view.page), view.filters, recipient=recipient, agency=view.agency)
    _may_download(by, view.agency)
    view.repeats_monthly, view.recipient, view.format = True, recipient, format
    view.saved_by, view.saved_at = by, now
    history.save(view, by=by, reason="Made every month", at=now)
    return view


@transaction.atomic
def stop_repeating(*, view: SavedView, by: User, now: datetime) -> SavedView:
    """Make it no more. Raises NotYours."""
    view = SavedView.objects.select_for_update(of=("self",)).select_related("agency").get(pk=view.pk)
    _may_download(by, view.agency)
    view.repeats_monthly = False
    history.save(view, by=by, reason="No longer made every month", at=now)
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: User, now: datetime) -> None:
    """Delete it for everybody of the agency: whoever saved it may, and who may download lists there. Raises NotYours."""
    if view.saved_by_id != by.pk:
        _may_download(by, view.agency)
    view._history_user = by  # type: ignore[attr-defined]  # these two are read by simple-history
    view._history_date = now  # type: ignore[attr-defined]
    view.delete()


def _may_download(by: User, agency: Agency) -> None:
    if agency.pk not in agency_ids_where(wearing(by, agency), Permission.EXPORT):
        raise NotYours(agency)
