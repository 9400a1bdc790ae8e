"""A meeting of a panel: planned, drawn up, ordered by hand, run and closed."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import looks
from accounts.access import require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.errors import ServiceError
from accounts.views.asking import ask, confirm
from oversight.enums import PanelMeetingState
from oversight.forms.panel import AddForm, MeetingForm, PersonForm, WhoCameForm
from oversight.models import PanelMeeting
from oversight.selectors import panel as selectors
from oversight.services import panel as services
from oversight.services.panel_agenda import add_by_hand, draw_up
from oversight.views.panel import panel_address, panel_or_404, runs

PER_PAGE = 50
#: How many people a search for somebody to put on the agenda offers.
OFFERED = 15
_WHOLE = PanelMeeting.objects.select_related("panel__virtual_school__local_authority", "chair__user")


def meeting_or_404(request: HttpRequest, panel_meeting_uuid: UUID, *, runs: bool = True) -> PanelMeeting:
    """The meeting, for somebody who sees its panel (else Http404) and, if `runs`, runs it (else 403)."""
    meeting = visible_or_404(_WHOLE, request.user, uuid=panel_meeting_uuid)
    if runs:
        require_at(request.user, Permission.RUN_PANEL, meeting.panel.virtual_school)
    return meeting


def meeting_address(meeting: PanelMeeting) -> str:
    return reverse("oversight:panel-meeting", args=[meeting.uuid])


@require_http_methods(["GET", "POST"])
def panel_meeting_new(request: HttpRequest, panel_uuid: UUID) -> HttpResponse:
    panel = panel_or_404(request, panel_uuid, runs=True)
    now = request_now(request)
    form = MeetingForm(request.POST or None, chairs=selectors.chairs(panel, now))
    return ask(
        request, form, lambda: services.plan_meeting(panel=panel, **form.details(), by=request.user, now=now),
        heading="Plan a meeting", caption=panel.name, submit="Plan the meeting",
        intro="The agenda is drawn up by the rules at once. You can order it, add to it and draw it up again until the "
        "meeting is over.",
        done="The meeting is planned and its agenda is drawn up.", back=panel_address(panel), then=meeting_address,
    )  # fmt: skip


@require_safe
def panel_meeting(request: HttpRequest, panel_meeting_uuid: UUID) -> HttpResponse:
    """The agenda, with why each young person is on it and what became of what was asked before."""
    meeting = meeting_or_404(request, panel_meeting_uuid, runs=False)
    now = request_now(request)
    page = Paginator(selectors.agenda_of(meeting, request.user), PER_PAGE).get_page(request.GET.get("page"))
    first = page.start_index() or 1
    may_run = runs(request, meeting.panel)
    context = {
        "meeting": meeting,
        "panel": meeting.panel,
        "state_colour": selectors.STATE_COLOURS[PanelMeetingState(meeting.state)],
        "page_obj": page,
        "lines": selectors.lines(list(page.object_list), meeting, request.user, first=first, now=now),
        "taken_off": selectors.taken_off(meeting, request.user),
        "people": list(meeting.people.select_related("membership__agency").order_by("id")),
        "next_item": selectors.next_undecided(meeting, request.user),
        "may_run": may_run,
        "may_change": may_run and meeting.state != PanelMeetingState.CLOSED,
        "is_planned": meeting.state == PanelMeetingState.PLANNED,
        "is_running": meeting.state == PanelMeetingState.RUNNING,
        "today": local_date(now),
    }
    return render(request, "oversight/panel/meeting.html", context)


@require_http_methods(["GET", "POST"])
def panel_meeting_change(request: HttpRequest, panel_meeting_uuid: UUID) -> HttpResponse:
    meeting = meeting_or_404(request, panel_meeting_uuid)
    now = request_now(request)
    initial = {
        "scheduled_for": meeting.scheduled_for,
        "place": meeting.place,
        "chair": str(meeting.chair.uuid) if meeting.chair else "",
    }
    form = MeetingForm(request.POST or None, initial=initial, chairs=selectors.chairs(meeting.panel, now))
    return ask(
        request, form, lambda: services.change_meeting(meeting=meeting, **form.details(), by=request.user, now=now),
        heading="Change when or where", caption=meeting.panel.name, submit="Save", done="The meeting is changed.",
        back=meeting_address(meeting),
    )  # fmt: skip


@require_POST
def panel_meeting_draw_up(request: HttpRequest, panel_meeting_uuid: UUID) -> HttpResponse:
    """Draw the agenda up again by the rules."""
    meeting = meeting_or_404(request, panel_meeting_uuid)
    try:
        drawn = draw_up(meeting=meeting, by=request.user, now=request_now(request))
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        people = "1 young person" if drawn.added == 1 else f"{drawn.added} young people"
        gone = "1 is" if drawn.gone == 1 else f"{drawn.gone} are"
        messages.success(request, f"The agenda is drawn up: {people} added, {gone} no longer called for.")
    return redirect(meeting_address(meeting))


@require_http_methods(["GET", "POST"])
def panel_meeting_add(request: HttpRequest, panel_meeting_uuid: UUID) -> HttpResponse:
    """Find somebody and put them on the agenda."""
    meeting = meeting_or_404(request, panel_meeting_uuid)
    now = request_now(request)
    text = request.GET.get("q", "").strip()[:80]
    found = []
    if text:
        looks.refuse_too_many(request.user, LookKind.SEARCH)
        found = list(selectors.to_add(meeting, request.user, text)[:OFFERED])
        looks.note_found(request.user, LookKind.SEARCH, found)
    form = AddForm(request.POST or None, found=found)
    return ask(
        request, form, lambda: add_by_hand(meeting=meeting, **form.details(), by=request.user, now=now),
        template="oversight/panel/add.html", heading="Add a young person", caption=str(meeting.panel),
        submit="Put them on the agenda", done="They are on the agenda.", back=meeting_address(meeting), q=text,
        found=found,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def panel_meeting_people(request: HttpRequest, panel_meeting_uuid: UUID) -> HttpResponse:
    """Who comes, and who came."""
    meeting = meeting_or_404(request, panel_meeting_uuid)
    now = request_now(request)
    people = list(meeting.people.select_related("membership__agency").order_by("id"))
    adds = "add" in request.POST
    came = WhoCameForm(request.POST if request.method == "POST" and not adds else None, people=people)
    person = PersonForm(request.POST if adds else None, colleagues=selectors.colleagues(meeting.panel, now))
    here = reverse("oversight:panel-meeting-people", args=[meeting.uuid])
    page = {
        "template": "oversight/panel/people.html", "heading": "People at the meeting", "caption": str(meeting.panel),
        "people": people, "came_form": came, "person_form": person, "meeting_url": meeting_address(meeting),
    }  # fmt: skip
    if adds:
        return ask(
            request, person,
            lambda: services.add_person(meeting=meeting, **person.details(), by=request.user, now=now),
            done="They are on the list.", back=here, **page,
        )  # fmt: skip
    return ask(
        request, came, lambda: services.say_who_came(meeting=meeting, came=came.came(), by=request.user, now=now),
        done="It is recorded who came.", back=here, then=meeting_address(meeting), **page,
    )  # fmt: skip


@require_POST
def panel_meeting_begin(request: HttpRequest, panel_meeting_uuid: UUID) -> HttpResponse:
    """Begin the meeting, with the first young person."""
    meeting = meeting_or_404(request, panel_meeting_uuid)
    try:
        services.begin_meeting(meeting=meeting, by=request.user, now=request_now(request))
    except ServiceError as error:
        messages.error(request, str(error))
        return redirect(meeting_address(meeting))
    first = selectors.next_undecided(meeting, request.user)
    return redirect(reverse("oversight:agenda-item", args=[first.uuid]) if first else meeting_address(meeting))


@require_http_methods(["GET", "POST"])
def panel_meeting_close(request: HttpRequest, panel_meeting_uuid: UUID) -> HttpResponse:
    meeting = meeting_or_404(request, panel_meeting_uuid)
    now = request_now(request)
    left = selectors.agenda_of(meeting, request.user).filter(decided_at__isnull=True).count()
    who = "1 young person was" if left == 1 else f"{left} young people were"
    intro = f"{who} not reached. They come back on the next agenda." if left else "Everybody was looked at."
    return confirm(
        request, lambda: services.close_meeting(meeting=meeting, by=request.user, now=now),
        heading="Close the meeting", caption=str(meeting.panel), intro=intro, submit="Close the meeting",
        done="The meeting is closed. What was asked for and is not done stands on the next agenda.",
        back=meeting_address(meeting),
    )  # fmt: skip
