"""Pages that show every component. They exist in tests alone."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines

from accounts.timeline import TimelineEntry
from tests.browser.kitchen_sink.forms import EveryField, FilterForm

HERE = Path(__file__).parent
PEOPLE = [
    ("Ade Bankole", "Northfield Sixth Form", date(2026, 9, 1), "overdue", ""),
    ("Bethan Pryce-Llewellyn", "Harbour College of Further Education", date(2026, 10, 1), "due_today", ""),
    ("Chidi Okonkwo", "Kestrel Training", date(2026, 11, 30), "open", "Due in 8 days"),
    ("Dorota Wiśniewska", "Harbour College of Further Education", date(2026, 8, 12), "met_late", ""),
]
EVERY_STATE = (
    "open",
    "due_soon",
    "due_today",
    "overdue",
    "met",
    "met_late",
    "missed",
    "paused",
    "waived",
    "cancelled",
    "before_tracking",
)
COLOURS = ("grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow")
AT = datetime(2026, 10, 6, 13, 30, tzinfo=UTC)


def page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    request.user = SimpleNamespace(is_authenticated=True, get_full_name="Priya Raman")  # type: ignore[assignment]
    membership = SimpleNamespace(
        agency=SimpleNamespace(name="Northfield Sixth Form College"), get_role_display="Designated person"
    )
    hats = {"current_membership": membership, "roles_worn": "Designated person", "may_change_hat": True}
    template = engines["django"].from_string((HERE / f"{name}.html").read_text(encoding="utf-8"))
    return HttpResponse(template.render({**hats, "inbox_count": 3, **context}, request))


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Incident logged. Two people were told by e-mail.")
    messages.warning(request, "One e-mail came back. Call the key worker today.")
    facts = [
        {"label": "Key worker", "value": "Joan Marsh", "url": "/directory/"},
        {"label": "Date of birth", "value": "3 Mar 2009"},
        {"label": "Provider", "value": "Harbour College of Further Education"},
        {"label": "Next review", "value": ""},
    ]
    rows = [
        {"key": "Course", "value": "Level 2 Carpentry", "change_url": "/a/", "change_text": "course"},
        {"key": "Planned end", "value": ""},
        {"key": "Attendance", "value": 0},
    ]
    timeline = [
        {
            "title": "Suspension logged",
            "at": AT,
            "by": "Priya Raman, Northfield Sixth Form",
            "text": "Sent home after an argument in the workshop.\nThe tutor spoke to both.",
            "url": "/incidents/x/",
            "tag": "Same-day notice",
            "tag_colour": "blue",
            "visible_to": "the key worker, the key contact and Northfield Sixth Form",
        },
        TimelineEntry(at=date(2026, 9, 1), title="Enrolled on Level 2 Carpentry", text="", link="/learners/x/"),
    ]
    chart = [
        {
            "label": "Education plan in 30 days",
            "on_time": 41,
            "late": 6,
            "missed": 3,
            "url": "/x/",
            "urls": {"late": "/late/"},
        },
        {"label": "Same-day notice", "on_time": 12, "late": 0, "missed": 4, "urls": {"missed": "/missed/"}},
        {"label": "24-hour response", "on_time": 5, "late": 0, "missed": 0},
        {"label": "Six-monthly review", "on_time": 0, "late": 0, "missed": 0},
    ]
    tasks = [
        {
            "title": "Call the key worker",
            "url": "/call/",
            "hint": "Joan Marsh, 01632 960001",
            "status": "Due today",
            "status_colour": "orange",
        },
        {"title": "Call the key contact", "url": "/call2/", "status": "Not started", "status_colour": "blue"},
        {"title": "E-mail both", "status": "Completed"},
    ]
    context = {
        "facts": facts,
        "tags": [{"text": "Looked after", "colour": "teal"}, {"text": "Level 2", "colour": ""}],
        "flags": ["Restricted"],
        "actions": [
            {"text": "Log an incident", "url": "/learners/x/incidents/new/", "primary": True},
            {"text": "Edit", "url": "/e/"},
        ],
        "rows": rows,
        "card_actions": [{"text": "Edit", "url": "/edit/"}, {"text": "End", "url": "/end/"}],
        "timeline": timeline,
        "chart": chart,
        "tasks": tasks,
        "states": EVERY_STATE,
        "colours": COLOURS,
        "people": PEOPLE,
        "at": AT,
    }
    return page(request, "components", context)


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET or None)
    page_obj = Paginator(PEOPLE * 30, 10).get_page(request.GET.get("page"))
    return page(request, "listing", {"filter_form": form, "page_obj": page_obj})


@login_not_required
def every_field(request: HttpRequest) -> HttpResponse:
    form = EveryField(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        return HttpResponse(f"ok {form.cleaned_data['occurred_at']:%Y-%m-%dT%H:%MZ}")
    context = {
        "form": form,
        "heading": "Log an incident",
        "caption": "Ade Bankole",
        "intro": "The key worker and the key contact are told at once.",
        "warning": "Call both before midnight.",
        "submit": "Log incident",
        "cancel_url": "/kitchen/",
        "back_url": "/kitchen/",
    }
    return page(request, "form", context)


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    return render(request, "components/form_page.html", {"heading": "Sign in", "form": FilterForm()})


@login_not_required
def keep_alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


@login_not_required
def failing(request: HttpRequest, status: int) -> HttpResponse:
    if status == 403:
        raise PermissionDenied
    if status == 400:
        raise SuspiciousOperation
    # The look alone: a real 500 would rightly fail the test as a fault of the page.
    return render(request, f"{status}.html", status=status if status < 500 else 200)
