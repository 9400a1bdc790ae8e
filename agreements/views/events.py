"""Joint training and briefings: the register, invitations, who came (P16, P22)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where, may_anywhere
from accounts.views.asking import ask, confirm
from agreements.enums import AttendanceState, EventKind
from agreements.forms.events import AttendanceForm, EventFilterForm, EventForm, InviteForm
from agreements.models import JointEvent
from agreements.selectors import events as asked
from agreements.selectors.liaison import keeps_registers_of, partners_of
from agreements.services import AgreementError
from agreements.services import events as services

PER_PAGE = 25
STATE_COLOURS = {
    AttendanceState.INVITED: "blue",
    AttendanceState.ATTENDED: "green",
    AttendanceState.APOLOGIES: "grey",
    AttendanceState.ABSENT: "orange",
}


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Those one's own agency holds or is invited to, and those to which one is invited oneself."""
    today = local_date(request_now(request))
    form = EventFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = asked.events(request.user, today, when=chosen.get("when", ""), kind=chosen.get("kind", ""))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "today": today,
        "may_record": may_anywhere(request.user, Permission.KEEP_REGISTERS),
    }
    return render(request, "agreements/registers/events.html", context)


@require_GET
def event(request: HttpRequest, event_uuid: UUID) -> HttpResponse:
    found = _event(request, event_uuid)
    today = local_date(request_now(request))
    is_on = found.cancelled_at is None
    keeps = found.organiser_id in agency_ids_where(request.user, Permission.KEEP_REGISTERS)
    context = {
        "event": found,
        "agencies": found.agencies.order_by("sort_name", "id"),
        "attendances": [
            {"attendance": one, "colour": STATE_COLOURS[AttendanceState(one.state)]}
            for one in asked.attendances_of(found)
        ],
        "own": asked.own_attendance(found, request.user),
        "may_answer": is_on and found.held_on >= today,
        "may_invite": keeps and is_on,
        "may_note": keeps and is_on and found.held_on <= today,
        "may_cancel": keeps and is_on and found.held_on >= today,
    }
    return render(request, "agreements/registers/event.html", context)


@require_http_methods(["GET", "POST"])
def event_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_REGISTERS)
    organisers = keeps_registers_of(request.user)
    form = EventForm(
        request.POST or None, organisers=organisers, partners=partners_of(list(organisers.values_list("pk", flat=True)))
    )

    def told(held: JointEvent) -> str:
        number = held.attendances.count()
        return f"It is on the register. {number} {'person is' if number == 1 else 'people are'} on the list."

    return ask(
        request,
        form,
        lambda: services.hold_event(**form.details(), by=request.user, now=request_now(request)),
        heading="Joint training or a briefing",
        intro="Whoever is invited gets a message. One that is over already is only recorded.",
        submit="Put it on the register",
        done=told,
        then=_page,
        back=reverse("agreements:events"),
    )


@require_http_methods(["GET", "POST"])
def event_invite(request: HttpRequest, event_uuid: UUID) -> HttpResponse:
    found = _kept(request, event_uuid)
    form = InviteForm(request.POST or None, people=asked.people_to_invite(found))
    return ask(
        request,
        form,
        lambda: services.invite_people(
            event=found, people=list(form.cleaned_data["people"]), by=request.user, now=request_now(request)
        ),
        heading="Add people",
        caption=found.title,
        submit="Add them",
        done=lambda number: f"{number} {'person is' if number == 1 else 'people are'} added.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def event_attendance(request: HttpRequest, event_uuid: UUID) -> HttpResponse:
    """Who came, in one form."""
    found = _kept(request, event_uuid)
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        attendances=asked.attendances_of(found),
        is_training=found.kind == EventKind.TRAINING,
    )

    def recorded(trained: int) -> str:
        more = f" {trained} training record{'' if trained == 1 else 's'} added." if trained else ""
        return f"It is recorded who came.{more}"

    return ask(
        request,
        form,
        lambda: services.record_attendance(
            event=found, states=form.states(), subject=form.subject(), by=request.user, now=request_now(request)
        ),
        heading="Who came?",
        caption=found.title,
        submit="Save",
        done=recorded,
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def event_cancel(request: HttpRequest, event_uuid: UUID) -> HttpResponse:
    found = _kept(request, event_uuid)
    return confirm(
        request,
        lambda: services.cancel_event(event=found, by=request.user, now=request_now(request)),
        heading="Cancel this event",
        caption=found.title,
        intro="Everybody who was invited is told.",
        submit="Cancel the event",
        submit_class="govuk-button--warning",
        cancel_text="Go back",
        done="The event is cancelled. Everybody who was invited is told.",
        back=_page(found),
    )


@require_POST
def event_answer(request: HttpRequest, event_uuid: UUID) -> HttpResponse:
    """Whether one comes oneself."""
    found = _event(request, event_uuid)
    attendance = asked.own_attendance(found, request.user)
    if attendance is None:
        raise Http404
    comes = request.POST.get("comes") == "yes"
    try:
        services.answer_invitation(attendance=attendance, comes=comes, by=request.user, now=request_now(request))
    except AgreementError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "They know that you come." if comes else "They know that you cannot come.")
    return redirect(_page(found))


def _event(request: HttpRequest, event_uuid: UUID) -> JointEvent:
    return visible_or_404(JointEvent.objects.select_related("organiser"), request.user, uuid=event_uuid)


def _kept(request: HttpRequest, event_uuid: UUID) -> JointEvent:
    found = _event(request, event_uuid)
    require_at(request.user, Permission.KEEP_REGISTERS, found.organiser)
    return found


def _page(found: JointEvent) -> str:
    return reverse("agreements:event", args=[found.uuid])
