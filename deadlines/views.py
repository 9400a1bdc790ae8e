"""The work queue, one deadline with everything that happened to it, and the changes people may make to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods

from accounts import looks
from accounts.access import allows, require, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where, may_anywhere
from accounts.wording import day, moment
from deadlines import registry, selectors, services
from deadlines.calendar import local_midnight
from deadlines.enums import Party
from deadlines.forms import FilterForm, MoveForm, ReasonForm, ResumeForm
from deadlines.models import Deadline, SweepFault
from deadlines.selectors import Filters
from deadlines.wording import due_moment

PAGE_SIZE = 25

#: The cards above the list: a number that opens the list it counts.
CARDS: tuple[tuple[str, Filters, str], ...] = (
    ("Overdue", Filters(state="overdue"), "red"),
    ("Due today", Filters(state="due_today"), "amber"),
    ("Due this week", Filters(state="due_this_week"), "blue"),
    ("My own, open", Filters(state="open", mine=True), ""),
)


@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """The work queue: filters in the address, cards that open their list, the most urgent first."""
    now = request_now(request)
    form = _filter_form(request)
    asked = form.filters()
    names_sought = bool(asked and (asked.q or asked.learner))
    if names_sought:
        looks.refuse_too_many(request.user, LookKind.SEARCH)
    listed = selectors.listing(request.user, asked, now) if asked else Deadline.objects.none()
    rows = selectors.sort(listed, request.GET.get("sort", "")).select_related("learner", "owner", "partner")
    cards = [
        {
            "number": selectors.listing(request.user, filters, now).count(),
            "label": label,
            "url": filters.address(),
            "tone": tone,
        }
        for label, filters, tone in CARDS
    ]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    if names_sought:
        looks.note_found(request.user, LookKind.SEARCH, page.object_list)
    context = {
        "page_obj": page,
        "filter_form": form,
        "cards": cards,
        "now": now,
        "download": urlencode(asked.parameters()) if asked and may_anywhere(request.user, Permission.EXPORT) else None,
        "faults": SweepFault.objects.count() if may_anywhere(request.user, Permission.OPERATE) else 0,
    }
    return render(request, "deadlines/list.html", context)


@require_GET
def detail(request: HttpRequest, deadline_uuid: UUID) -> HttpResponse:
    """What must be done, who owes it, by when and by whose terms; whom the ladder told; what happened."""
    now = request_now(request)
    deadline = _load(request, deadline_uuid)
    context = {
        "deadline": deadline,
        "now": now,
        "facts": _facts(deadline),
        "rungs": selectors.rungs_of(deadline),
        "events": selectors.events_of(deadline),
        "undelivered": selectors.undelivered_of(deadline),
        "records": _records(deadline, request.user),
        "may_change": deadline.is_open and _may_change(request.user, deadline),
        "is_overdue": deadline.is_overdue(now),
    }
    return render(request, "deadlines/detail.html", context)


@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, deadline_uuid: UUID) -> HttpResponse:
    return _change(
        request,
        deadline_uuid,
        form_for=lambda data, deadline, now: ReasonForm(data),
        act=services.pause,
        heading="Pause this deadline",
        intro="The clock stands still and nobody is reminded. When you start it again it gains the time it was paused.",
        submit="Pause",
        done="The deadline is paused.",
    )


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, deadline_uuid: UUID) -> HttpResponse:
    return _change(
        request,
        deadline_uuid,
        form_for=lambda data, deadline, now: ResumeForm(data),
        act=services.resume,
        heading="Start this deadline again",
        intro="The clock runs on. It gains the time it was paused.",
        submit="Start again",
        done="The deadline is running again.",
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, deadline_uuid: UUID) -> HttpResponse:
    return _change(
        request,
        deadline_uuid,
        form_for=lambda data, deadline, now: MoveForm(data, deadline=deadline, now=now),
        act=services.move,
        heading="Move this deadline",
        intro="How well promises are kept is still judged on the first due day. The move is shown beside it.",
        submit="Move",
        done="The deadline was moved.",
    )


@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, deadline_uuid: UUID) -> HttpResponse:
    return _change(
        request,
        deadline_uuid,
        form_for=lambda data, deadline, now: ReasonForm(data),
        act=services.waive,
        heading="Waive this deadline",
        intro="It need not be done this time. If it is late already it stays late.",
        submit="Waive",
        submit_class="govuk-button--warning",
        done="The deadline was waived.",
    )


def _change(
    request: HttpRequest,
    deadline_uuid: UUID,
    *,
    form_for: Callable[[QueryDict | None, Deadline, datetime], forms.Form],
    act: Callable[..., Deadline],
    done: str,
    **words: str,
) -> HttpResponse:
    """Ask for what the change needs, make it, and go back to the deadline."""
    deadline = _load(request, deadline_uuid)
    _require_change(request.user, deadline)
    now = request_now(request)
    form = form_for(request.POST if request.method == "POST" else None, deadline, now)
    if form.is_valid():
        try:
            act(deadline=deadline, by=request.user, now=now, **form.cleaned_data)
        except services.LedgerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(deadline)
    caption = f"{deadline.duty.title}: {_about(deadline)}, due {due_moment(deadline.clock)}"
    address = deadline.get_absolute_url()
    context = {"form": form, "caption": caption, "cancel_url": address, "back_url": address, **words}
    return render(request, "components/form_page.html", context)


def _load(request: HttpRequest, deadline_uuid: UUID) -> Deadline:
    deadlines = Deadline.objects.select_related("learner", "agreement", "owner", "partner", "met_by")
    return visible_or_404(deadlines, request.user, uuid=deadline_uuid)


def _require_change(user: Any, deadline: Deadline) -> None:
    """A deadline without a young person is changed by whoever may do so at the agency that owes it."""
    if deadline.learner:
        require(user, Permission.CHANGE_DEADLINE, deadline.learner)
    else:
        require_at(user, Permission.CHANGE_DEADLINE, deadline.owner)


def _may_change(user: Any, deadline: Deadline) -> bool:
    if deadline.learner:
        return allows(user, Permission.CHANGE_DEADLINE, deadline.learner)
    return deadline.owner_id in agency_ids_where(user, Permission.CHANGE_DEADLINE)


def _filter_form(request: HttpRequest) -> FilterForm:
    """The filters, offering the agencies that owe something the user may see, and whatever the address names."""
    visible = Deadline.objects.visible_to(request.user).order_by()
    owing = Q(pk__in=visible.values("owner_id")) | Q(pk__in=visible.exclude(partner=None).values("partner_id"))
    if named := _uuid(request.GET.get("agency", "")):
        owing |= Q(uuid=named)
    about = None
    if learner := _uuid(request.GET.get("learner", "")):
        about = visible.filter(learner__uuid=learner).select_related("learner").first()
    under = None
    if agreement := _uuid(request.GET.get("agreement", "")):
        parties = ("agreement__provider", "agreement__virtual_school")
        under = visible.filter(agreement__uuid=agreement).select_related("agreement", *parties).first()
    agencies = list(Agency.objects.filter(owing).order_by("sort_name", "pk"))
    return FilterForm(
        request.GET,
        agencies=agencies,
        learner=about.learner if about else None,
        agreement=under.agreement if under else None,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _records(deadline: Deadline, user: Any) -> list[dict[str, str]]:
    """Links to what the deadline is about: its subject, and the young person's record where that is another page; then
    what else the reader may do about it.
    """
    pages = {deadline.subject_kind: deadline.subject_uuid}
    if deadline.learner:
        pages["learner"] = deadline.learner.uuid
    subjects = [(registry.subject(kind), uuid) for kind, uuid in pages.items() if kind in registry.subjects()]
    links = [(f"Open the record of the {subject.name}", subject.url(uuid)) for subject, uuid in subjects]
    return [{"text": text, "url": url} for text, url in [*links, *registry.page_links(deadline, user)]]


def _about(deadline: Deadline) -> str:
    return deadline.learner.full_name if deadline.learner else str(deadline.agreement or deadline.owner)


def _start_in_words(deadline: Deadline) -> str:
    """The day, where the clock started with a day; else the moment."""
    started_on = local_date(deadline.starts_at)
    return day(started_on) if deadline.starts_at == local_midnight(started_on) else moment(deadline.starts_at)


def _facts(deadline: Deadline) -> list[dict[str, Any]]:
    duty = deadline.duty
    owed_by = " and ".join(filter(None, [deadline.owner.name, deadline.partner.name if deadline.partner else ""]))
    parties = " and ".join(_in_a_sentence(party) for party in (duty.owed_by, duty.shared_with) if party)
    facts = [
        {"key": "Due", "value": capfirst(due_moment(deadline.clock))},
        {"key": "Owed by", "value": f"{owed_by} ({parties})"},
        {"key": "Counts as done when", "value": capfirst(duty.met_by)},
        {"key": "Clock started", "value": _start_in_words(deadline)},
        {"key": "Limit", "value": f"{deadline.limit} – {deadline.terms_source}"},
        {"key": "Clauses", "value": ", ".join(duty.clauses)},
    ]
    if deadline.due_at != deadline.original_due_at:
        first = due_moment(deadline.clock_ending(deadline.original_due_at))
        facts.insert(1, {"key": "First due", "value": capfirst(first)})
    if deadline.met_at:
        facts.append({"key": "Done", "value": moment(deadline.met_at)})
    return facts


def _in_a_sentence(party: Party) -> str:
    """“key worker”, but “Virtual School key contact”: a name keeps its capitals."""
    label = str(party.label)
    return label if label.startswith("Virtual School") else f"{label[0].lower()}{label[1:]}"
