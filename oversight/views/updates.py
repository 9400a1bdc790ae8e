"""The one page on which a lead says how all their rows stand before a board meets."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import visible_or_404
from accounts.clock import request_now
from accounts.selectors import current_memberships
from accounts.views.asking import ask
from deadlines.services import find_open
from oversight.duties import BOARD_UPDATE
from oversight.forms.updates import UpdatesForm
from oversight.models import UpdateRequest
from oversight.selectors.boards import has_left, sees_answers
from oversight.selectors.updates import lines_of
from oversight.services.updates import answer_updates

_WHOLE = UpdateRequest.objects.select_related("meeting__board__agency", "membership__user", "membership__agency")


@require_http_methods(["GET", "POST"])
def updates(request: HttpRequest, update_request_uuid: UUID) -> HttpResponse:
    """Somebody's rows with the last words on each beside an empty box. They alone write; whoever hears of it when it is late
    reads what is answered.
    """
    asked = visible_or_404(_WHOLE, request.user, uuid=update_request_uuid)
    is_theirs = asked.membership_id in {hat.pk for hat in current_memberships(request.user)}
    reads = request.method == "GET" and sees_answers(request.user, asked)
    if not (is_theirs or reads):
        raise PermissionDenied("Only the person who is asked answers here.")
    now = request_now(request)
    lines = lines_of(asked, now)  # of a meeting that is over too: what somebody typed meanwhile is not lost
    form = UpdatesForm(request.POST if request.method == "POST" else None, lines=lines)
    clock = find_open(duty_code=BOARD_UPDATE, subject_uuid=asked.uuid)
    return ask(
        request, form, lambda: answer_updates(request=asked, updates=form.updates(), by=request.user, now=now),
        template="oversight/boards/updates.html",
        done=lambda number: "1 row is answered." if number == 1 else f"{number} rows are answered.",
        back=reverse("oversight:my-day"), then=reverse("oversight:updates", args=[asked.uuid]), asked=asked,
        meeting=asked.meeting, lines=lines, is_theirs=is_theirs, may_write=is_theirs and (asked.meeting.is_called or form.is_bound),
        missing=sum(1 for line in lines if line.answer is None), due_on=clock.due_on if clock else None,
        has_left=has_left(asked.membership, now),
    )  # fmt: skip
