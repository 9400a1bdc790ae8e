"""Lists that partners exchange every month: a saved view is made anew at the beginning of each (W11)."""

import logging
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.clock import local_date
from accounts.errors import ServiceError
from notifications.enums import MessageKind
from notifications.services import tell
from oversight.enums import ExportFormat, Listing
from oversight.models import ExportJob, SavedView
from oversight.services.exports import ask_for_list

logger = logging.getLogger(__name__)


def ask_for_monthly_lists(*, now: datetime) -> int:
    """Ask for the list of the running month of every view that repeats, once, for the person who saved it; how many.

    Whoever may no longer download lists is told that theirs is not made: a colleague has to take it over.
    """
    month = local_date(now).replace(day=1)
    due = SavedView.objects.filter(repeats_monthly=True, saved_at__date__lte=local_date(now))
    due = due.exclude(pk__in=ExportJob.objects.filter(month=month).values("view"))
    return sum(_ask(view, month, now) for view in due.select_related("agency", "recipient", "saved_by").order_by("pk"))


def _ask(view: SavedView, month: date, now: datetime) -> bool:
    try:
        with transaction.atomic():
            ask_for_list(
                listing=Listing(view.page),
                filters=view.filters,
                format=ExportFormat(view.format),
                recipient=view.recipient or view.agency,
                agency=view.agency,
                by=view.saved_by,
                now=now,
                view=view,
                month=month,
            )
    except IntegrityError:  # another worker was faster
        return False
    except ServiceError as error:
        _tell_that_it_is_not_made(view, month, str(error), now)
        return False
    except ValueError:
        logger.exception("The saved view %s makes no sense any more.", view.uuid)
        return False
    return True


def _tell_that_it_is_not_made(view: SavedView, month: date, why: str, now: datetime) -> None:
    tell(
        [view.saved_by],
        "oversight/email/list_not_made.txt",
        {"kind": Listing(view.page).label, "agency": view.agency.name, "why": why},
        kind=MessageKind.LIST_READY,
        link=f"/saved-views/#view-{view.uuid}",
        topic=f"monthly-list:{view.uuid}",
        key=f"monthly-list:{view.uuid}:{month:%Y-%m}",
        by=None,
        now=now,
    )
