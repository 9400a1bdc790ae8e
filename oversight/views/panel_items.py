"""One young person before a panel, on one screen; and what somebody does about it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import allows, require, require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission, Purpose
from accounts.errors import ServiceError
from accounts.models import Agency
from accounts.views.asking import ask
from learners.services.links import link_agency
from oversight.enums import PanelMeetingState
from oversight.forms.panel import DoneForm, TakeOffForm
from oversight.forms.panel_decision import DecisionForm
from oversight.models import PanelAction, PanelItem, PanelMeeting
from oversight.rules.panel import needs_contingency
from oversight.selectors import panel as selectors
from oversight.selectors.panel_person import partners_of, person_page
from oversight.services.panel_agenda import move, take_off
from oversight.services.panel_decisions import decide, finish_action
from oversight.views.panel import runs
from oversight.views.panel_meetings import meeting_address

_WHOLE = PanelItem.objects.select_related(
    "learner", "meeting__panel__virtual_school__local_authority", "meeting__chair__user", "decided_by"
)
_ACTION = PanelAction.objects.select_related(
    "item__learner", "item__meeting__panel__virtual_school__local_authority", "owner__user"
)


def item_or_404(request: HttpRequest, panel_item_uuid: UUID) -> PanelItem:
    """The item, for somebody who runs the panel (else 403); Http404 for whoever does not see it."""
    item = visible_or_404(_WHOLE, request.user, uuid=panel_item_uuid)
    require_at(request.user, Permission.RUN_PANEL, item.meeting.panel.virtual_school)
    return item


def item_address(item: PanelItem) -> str:
    return reverse("oversight:agenda-item", args=[item.uuid])


@require_http_methods(["GET", "POST"])
def agenda_item(request: HttpRequest, panel_item_uuid: UUID) -> HttpResponse:
    """What brings them, what is known, what was decided before; and, while the meeting runs, what is decided now."""
    item = visible_or_404(_WHOLE, request.user, uuid=panel_item_uuid)
    now = request_now(request)
    may_run = runs(request, item.meeting.panel)
    if request.method == "POST":
        require_at(request.user, Permission.RUN_PANEL, item.meeting.panel.virtual_school)
    page = person_page(item, request.user, now)
    may_decide = (
        may_run
        and item.meeting.state == PanelMeetingState.RUNNING
        and not item.taken_off
        and not item.learner.is_closed
    )
    episode = page["episode"]
    form = DecisionForm(
        request.POST or None,
        changes=item,
        initial={"contingency": episode.contingency if episode else ""},
        item=item,
        people=selectors.who_could_do_it(item, now) if may_run else [],
        earlier=selectors.open_actions_of(item) if may_run else [],
    )
    sees_meeting = PanelMeeting.objects.visible_to(request.user).filter(pk=item.meeting_id).exists()
    back = meeting_address(item.meeting) if sees_meeting else ""

    def then(decided: PanelItem) -> str:
        if "stay" in request.POST:
            return item_address(decided)
        following = selectors.next_undecided(item.meeting, request.user, after=item)
        return item_address(following) if following else meeting_address(item.meeting)

    return ask(
        request, form, lambda: decide(item=item, **form.details(), by=request.user, now=now),
        template="oversight/panel/person.html", done=f"The decision on {item.learner.full_name} is recorded.",
        back=back, then=then, may_run=may_run, may_decide=may_decide,
        needs_contingency=needs_contingency(item.reasons),
        partners=partners_of(item, now) if may_run else [],
        may_share=may_run and allows(request.user, Permission.SHARE_RECORD, item.learner),
        may_finish_all=may_run, now=now, **page,
    )  # fmt: skip


@require_POST
def agenda_item_move(request: HttpRequest, panel_item_uuid: UUID) -> HttpResponse:
    """One place up or down, or to the top."""
    item = item_or_404(request, panel_item_uuid)
    places = {"up": -1, "down": 1, "top": -item.position}.get(request.POST.get("where", ""), 0)
    try:
        move(item=item, places=places, by=request.user, now=request_now(request))
    except ServiceError as error:
        messages.error(request, str(error))
    page = request.POST.get("page", "")
    query = f"?page={page}" if page.isascii() and page.isdigit() else ""
    return redirect(f"{meeting_address(item.meeting)}{query}#item-{item.uuid}")


@require_http_methods(["GET", "POST"])
def agenda_item_take_off(request: HttpRequest, panel_item_uuid: UUID) -> HttpResponse:
    item = item_or_404(request, panel_item_uuid)
    form = TakeOffForm(request.POST or None)
    return ask(
        request, form,
        lambda: take_off(item=item, reason=form.cleaned_data["reason"], by=request.user, now=request_now(request)),
        heading="Take them off the agenda", caption=item.learner.full_name, submit="Take them off",
        done="They are off the agenda.", back=meeting_address(item.meeting),
    )  # fmt: skip


@require_POST
def agenda_item_share(request: HttpRequest, panel_item_uuid: UUID) -> HttpResponse:
    """Open the record to a partner of the panel, if the young person agreed or a ground allows it (P8)."""
    item = item_or_404(request, panel_item_uuid)
    require(request.user, Permission.SHARE_RECORD, item.learner)
    partner = get_object_or_404(
        Agency, uuid=_uuid(request.POST.get("agency", "")), pk__in=item.meeting.panel.agencies.all()
    )
    now = request_now(request)
    try:
        link_agency(
            learner=item.learner, agency=partner, purpose=Purpose.PANEL_PARTNER, starts_at=now, by=request.user, now=now
        )
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{partner} sees the record from now on.")
    return redirect(item_address(item))


@require_http_methods(["GET", "POST"])
def agenda_action_done(request: HttpRequest, panel_action_uuid: UUID) -> HttpResponse:
    """For whoever is asked to do it, and for those who run the panel."""
    action = visible_or_404(_ACTION, request.user, uuid=panel_action_uuid)
    panel = action.item.meeting.panel
    if action.owner is None or action.owner.user_id != request.user.pk:
        require_at(request.user, Permission.RUN_PANEL, panel.virtual_school)
    form = DoneForm(request.POST or None)
    return ask(
        request, form,
        lambda: finish_action(action=action, **form.cleaned_data, by=request.user, now=request_now(request)),
        template="oversight/panel/action_done.html", heading="Is it done?", caption=action.item.learner.full_name,
        submit="Record it as done", done="It is recorded as done.", back=item_address(action.item), action=action,
        panel=panel,
    )  # fmt: skip


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
